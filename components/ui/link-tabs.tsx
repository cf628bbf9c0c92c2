import Link from 'next/link';

/** Pages of one thing, each with an address of its own. */
export function LinkTabs({
  label,
  here,
  tabs,
}: {
  readonly label: string;
  /** The address of the page that is shown. */
  readonly here: string;
  readonly tabs: readonly (readonly [href: string, text: string])[];
}) {
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map(([href, text]) => (
        <Link
          key={href}
          href={href}
          prefetch={false}
          aria-current={href === here ? 'page' : undefined}
        >
          {text}
        </Link>
      ))}
    </nav>
  );
}
