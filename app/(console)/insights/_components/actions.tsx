'use client';
import Link from 'next/link';
import { useAddressState } from '@/lib/client/address-state';
import type { ActionStat } from '@/lib/domain/insights/insights';
import { duration } from '@/lib/domain/time';
import { routes } from '@/lib/routes';
import { RelativeTime } from '@/components/ui/time';
import { Csv } from '@/components/charts/csv';
import { secondsOf } from './dates';

const keyOf = (s: ActionStat): string => `${s.pipeline}/${s.stage}/${s.action}`;

/** The runs behind an action's numbers: those that failed, else the slowest. */
function Runs({ stat }: { stat: ActionStat }) {
  return (
    <section
      className="card mb-3"
      aria-label={`Behind ${stat.pipeline}, ${stat.stage}, ${stat.action}`}
    >
      <div className="card-head">
        <h3 className="font-medium">
          {stat.pipeline}, {stat.stage}, {stat.action}
        </h3>
        <span className="text-xs text-muted">
          {stat.failed ? 'newest failures' : 'slowest runs'}
        </span>
      </div>
      <ul className="rows">
        {stat.behind.map((r) => (
          <li key={`${r.execution} ${r.at}`}>
            <Link
              className="flex-1 min-w-0"
              href={routes.execution(r.pipeline, r.execution)}
              prefetch={false}
            >
              <code>{r.execution.slice(0, 8)}</code>
            </Link>
            {r.note && <span className="text-xs text-muted">{r.note}</span>}
            <span className="num">{duration(r.ms)}</span>
            <span className="text-xs text-faint">
              <RelativeTime at={r.at} suffix=" ago" />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const csvOf = (stats: readonly ActionStat[]) => ({
  head: [
    'Pipeline',
    'Stage',
    'Action',
    'Runs',
    'Failed',
    'Flaky',
    'Median (s)',
    '90th percentile (s)',
  ],
  rows: stats.map((s) => [
    s.pipeline,
    s.stage,
    s.action,
    s.runs,
    s.failed,
    s.flaky,
    secondsOf(s.took.median),
    secondsOf(s.took.p90),
  ]),
});

/** Actions ranked by a number; each opens the runs behind it. */
export function Actions({
  title,
  empty,
  stats,
  flaky,
}: {
  title: string;
  empty: string;
  stats: readonly ActionStat[];
  flaky: boolean;
}) {
  const [open, setOpen] = useAddressState(flaky ? 'flaky' : 'slow');
  const shown = stats.find((s) => keyOf(s) === open);
  return (
    <section className="min-w-0" aria-label={title}>
      <div className="card mb-3">
        <header className="card-head">
          <h2>{title}</h2>
          <Csv file={`starboard-${flaky ? 'flaky' : 'slow'}-actions`} {...csvOf(stats)} />
        </header>
        {!stats.length && <p className="p-4 text-muted">{empty}</p>}
        {stats.length > 0 && (
          <div className="figures-box">
            <table className="figures">
              <thead>
                <tr>
                  <th scope="col">Action</th>
                  <th scope="col" className="num">
                    Runs
                  </th>
                  {flaky ? (
                    <>
                      <th scope="col" className="num">
                        Failed
                      </th>
                      <th scope="col" className="num">
                        Flaky
                      </th>
                    </>
                  ) : (
                    <>
                      <th scope="col" className="num">
                        Median
                      </th>
                      <th scope="col" className="num">
                        90th percentile
                      </th>
                    </>
                  )}
                </tr>
              </thead>
              <tbody>
                {stats.map((s) => (
                  <tr key={keyOf(s)}>
                    <td>
                      <button
                        type="button"
                        className="link"
                        aria-expanded={shown === s}
                        onClick={() => setOpen(shown === s ? '' : keyOf(s))}
                      >
                        {s.pipeline}
                      </button>{' '}
                      <span className="text-muted">
                        {s.stage}, {s.action}
                      </span>
                    </td>
                    <td className="num">{s.runs}</td>
                    {flaky ? (
                      <>
                        <td className="num">
                          {s.failed} ({Math.round((s.failed / s.runs) * 100)} %)
                        </td>
                        <td className="num">{s.flaky}</td>
                      </>
                    ) : (
                      <>
                        <td className="num">{duration(s.took.median ?? 0)}</td>
                        <td className="num">
                          {s.took.p90 === undefined ? '–' : duration(s.took.p90)}
                        </td>
                      </>
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </div>
      {shown && <Runs stat={shown} />}
    </section>
  );
}
