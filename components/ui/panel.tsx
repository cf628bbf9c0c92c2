import type { ReactNode } from 'react';

/** One of the cards beside a build's log. */
export function Panel({
  title,
  aside,
  children,
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="card panel" aria-label={title}>
      <header className="card-head">
        <h2>{title}</h2>
        {aside !== undefined && <span className="text-xs text-faint">{aside}</span>}
      </header>
      <div className="panel-body">{children}</div>
    </section>
  );
}
