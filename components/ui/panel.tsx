import type { ReactNode } from 'react';

/** One of the cards beside a build's log. */
export function Panel({
  title,
  of,
  aside,
  children,
}: {
  title: string;
  /** What it is about, for who cannot see where it stands. */
  of?: string | undefined;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="card panel" aria-label={of === undefined ? title : `${title} of ${of}`}>
      <header className="card-head">
        <h2>{title}</h2>
        {aside !== undefined && <span className="text-xs text-faint">{aside}</span>}
      </header>
      <div className="panel-body">{children}</div>
    </section>
  );
}
