import type { ReactNode } from 'react';
import type { ListSpec } from './spec';

const ROWS = Array.from({ length: 10 }, (_, i) => i);

/** A list's tools, headings and rows, before its rows are known. */
export function ListLoading<T>({
  spec,
  isSearched = true,
  above,
}: {
  spec: ListSpec<T>;
  isSearched?: boolean;
  /** The shape of what stands between tools and rows. */
  above?: ReactNode;
}) {
  return (
    <div role="status" aria-busy="true" aria-label="Loading">
      <div className="tools" aria-hidden="true">
        {isSearched && <i className="skeleton skeleton-control w-60" />}
        <i className="skeleton skeleton-control list-loading-tools" />
      </div>
      {above}
      <div
        className="card list list-loading"
        aria-hidden="true"
        style={{ ['--columns' as string]: spec.columns.map((c) => c.width).join(' ') }}
      >
        <div className="list-loading-row heads">
          {spec.columns.map((c) => (
            <span key={c.id} className={c.isNumber ? 'num' : undefined}>
              {c.title}
            </span>
          ))}
        </div>
        {ROWS.map((row) => (
          <div key={row} className="list-loading-row">
            {spec.columns.map((c) => (
              <i key={c.id} className="skeleton skeleton-line" />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
