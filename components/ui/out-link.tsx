import { Icon } from './icon';

/** A page of somebody else's, in a new tab that knows nothing of ours. Only http and https lead anywhere. */
export function OutLink({
  href,
  label,
  about,
  bare = false,
}: {
  href: string;
  label: string;
  /** What it is about, for those who hear the link alone. */
  about?: string;
  /** The icon alone; the label is its title. */
  bare?: boolean;
}) {
  if (!/^https?:\/\//i.test(href)) return null;
  const name = `${about ? `${about}: ` : ''}${label}, opens in a new tab`;
  return (
    <a
      className={bare ? 'fall-link' : 'out-link'}
      href={href}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={name}
      title={bare ? label : undefined}
    >
      {!bare && <span className="[overflow-wrap:anywhere]">{label}</span>}
      <Icon name="out" small />
    </a>
  );
}
