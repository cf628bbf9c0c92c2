import type { ReactNode } from 'react';

/**
 * Skeletons in the final shape of a page: they stand where its parts will stand, and say nothing but that it loads. The
 * words are for those who cannot see them, once a page.
 */
function Shape({ children, className = '' }: { children: ReactNode; className?: string }) {
  return (
    <div className={className} role="status" aria-busy="true" aria-label="Loading">
      {children}
    </div>
  );
}

const times = <T,>(n: number, one: (index: number) => T): T[] =>
  Array.from({ length: n }, (_, i) => one(i));

function Line({ width }: { width: string }) {
  return <i className={`skeleton skeleton-line ${width}`} />;
}

function Rows({ rows, columns }: { rows: number; columns: number }) {
  return (
    <>
      {times(rows, (row) => (
        <div key={row} className="skeleton-row">
          {times(columns, (column) => (
            <i key={column} className={`skeleton ${column === 0 ? 'w-24' : 'flex-1'}`} />
          ))}
        </div>
      ))}
    </>
  );
}

function CardShape({ lines, tall = false }: { lines: number; tall?: boolean }) {
  return (
    <div className={`card skeleton-card ${tall ? 'tall' : ''}`}>
      {times(lines, (line) => (
        <Line key={line} width={line % 3 === 0 ? 'w-1/3' : 'w-2/3'} />
      ))}
    </div>
  );
}

/** The line of facts under a heading, before they are known. */
export const LoadingMeta = (): ReactNode => (
  <i className="skeleton skeleton-line w-60" aria-hidden="true" />
);

/** A list: its tools, then its rows. */
export function LoadingList({ columns = 5, rows = 8 }: { columns?: number; rows?: number }) {
  return (
    <Shape>
      <div className="tools">
        <i className="skeleton skeleton-control w-60" />
      </div>
      <div className="card">
        <Rows rows={rows} columns={columns} />
      </div>
    </Shape>
  );
}

/** A pipeline: its stages side by side, its executions under them. */
export function LoadingStages({ stages = 4 }: { stages?: number }) {
  return (
    <Shape className="skeleton-stack">
      <div className="stages">
        {times(stages, (stage) => (
          <CardShape key={stage} lines={6} tall />
        ))}
      </div>
      <div className="card">
        <Rows rows={4} columns={5} />
      </div>
    </Shape>
  );
}

/** Steps and their log: a build, an execution. */
export function LoadingLog({ steps = 3 }: { steps?: number }) {
  return (
    <Shape className="skeleton-stack">
      <CardShape lines={steps} />
      <div className="card">
        <Rows rows={14} columns={2} />
      </div>
    </Shape>
  );
}

/** Panels in two columns: a deployment, an environment, a form. */
export function LoadingPanels({ panels = 4 }: { panels?: number }) {
  return (
    <Shape className="skeleton-panels">
      {times(panels, (panel) => (
        <CardShape key={panel} lines={4} />
      ))}
    </Shape>
  );
}
