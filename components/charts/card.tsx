'use client';
import type { ReactNode } from 'react';
import type { Cell } from '@/lib/domain/csv';
import { Csv } from './csv';

/** What is drawn, as a table: for who cannot see it, for a spreadsheet, for paper. */
export interface ChartTable {
  /** The name of the file. */
  readonly file: string;
  readonly head: readonly string[];
  /** As they are shown. */
  readonly rows: readonly (readonly string[])[];
  /** As a spreadsheet reads them, where that differs: durations in seconds, dates of ISO 8601. */
  readonly csv?:
    { readonly head: readonly string[]; readonly rows: readonly (readonly Cell[])[] } | undefined;
}

/** A way of drawing and what it means. */
export type LegendKey =
  | 'bar'
  | 'partial'
  | 'bad'
  | 'bad-own'
  | 'old'
  | 'before'
  | 'point'
  | 'bad-point'
  | 'line'
  | 'p90'
  | 'level';

export function Legend({ keys }: { keys: readonly (readonly [LegendKey, string])[] }) {
  return (
    <ul className="chart-legend">
      {keys.map(([key, text]) => (
        <li key={key}>
          <i className={`key-${key}`} aria-hidden="true" />
          {text}
        </li>
      ))}
    </ul>
  );
}

/** A chart with its heading, its legend, the same as a table, and how it is computed. */
export function ChartCard({
  title,
  aside,
  controls,
  table,
  how,
  children,
}: {
  title: string;
  aside?: ReactNode;
  controls?: ReactNode;
  table: ChartTable;
  how: readonly string[];
  children: ReactNode;
}) {
  const { head, rows } = table.csv ?? table;
  return (
    <figure className="card chart-card" aria-label={title}>
      <header className="card-head">
        <div className="min-w-0">
          <h2>{title}</h2>
          {aside && <p className="text-xs text-muted">{aside}</p>}
        </div>
        <div className="chart-tools">
          {controls}
          <Csv file={table.file} head={head} rows={rows} />
        </div>
      </header>
      <div className="chart-body">{children}</div>
      <div className="chart-folds">
        <details className="chart-table">
          <summary>Table</summary>
          <div className="figures-box">
            <table className="figures">
              <thead>
                <tr>
                  {table.head.map((h, i) => (
                    <th key={h} scope="col" className={i ? 'num' : undefined}>
                      {h}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {table.rows.map((row) => (
                  <tr key={row.join(' ')}>
                    {row.map((cell, i) => (
                      <td key={table.head[i]} className={i ? 'num' : undefined}>
                        {cell}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
        <details>
          <summary>How is this calculated?</summary>
          {how.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </details>
      </div>
    </figure>
  );
}
