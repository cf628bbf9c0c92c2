'use client';

interface Props<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly tabs: readonly (readonly [T, string, number | undefined])[];
}

/** Parts of one page; which one is shown stands in the address, so each is a page of its own to whoever is sent it. */
export function Tabs<T extends string>({ label, value, onChange, tabs }: Props<T>) {
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map(([key, text, count]) => (
        <button
          key={key}
          type="button"
          aria-current={key === value ? 'page' : undefined}
          onClick={() => onChange(key)}
        >
          {text}
          {count !== undefined && <span className="count quiet">{count}</span>}
        </button>
      ))}
    </nav>
  );
}
