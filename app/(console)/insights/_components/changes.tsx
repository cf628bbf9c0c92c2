'use client';
import Link from 'next/link';
import { useState, type ReactNode } from 'react';
import type { Change } from '@/lib/domain/insights/insights';
import { duration } from '@/lib/domain/time';
import { routes } from '@/lib/routes';
import { CopyRevision, RevisionId } from '@/components/ui/revision-id';
import { RelativeTime } from '@/components/ui/time';
import { Csv } from '@/components/charts/csv';
import { isoText, secondsOf } from './dates';

/** So many at first, and at the most: more are no list that a person reads. */
const FIRST = 10;
const MOST = 100;

/** What is said of a change beside its name. */
function Outcome({ change: c }: { change: Change }) {
  if (c.outcome === 'deployed') return null;
  const open = c.restoreMs === undefined ? ', still open' : '';
  return (
    <span className="text-xs k-fail warn-text">
      {c.outcome}
      {open}
    </span>
  );
}

const csvOf = (changes: readonly Change[]) => ({
  head: [
    'Ended',
    'Pipeline',
    'Execution',
    'Revision',
    'Message',
    'Outcome',
    'Lead time (s)',
    'Restored after (s)',
  ],
  rows: changes.map((c) => [
    isoText(c.at),
    c.pipeline,
    c.execution,
    c.revision?.sha,
    c.revision?.message,
    c.outcome,
    secondsOf(c.leadMs),
    secondsOf(c.restoreMs),
  ]),
});

/** The executions behind a number, each a link. `took` is what one adds to it, in ms. */
export function Changes({
  title,
  changes,
  left,
  took,
  aside,
}: {
  title: string;
  changes: readonly Change[];
  /** How many older ones are not listed. */
  left: number;
  took: (c: Change) => number | undefined;
  aside?: ReactNode;
}) {
  const [isOpen, setOpen] = useState(false);
  const listed = changes.slice(0, MOST);
  const shown = isOpen ? listed : listed.slice(0, FIRST);
  const more = changes.length - listed.length + left;
  return (
    <section className="card mb-4" aria-label={`Behind ${title}`}>
      <div className="card-head">
        <h2>{changes.length === 1 ? '1 execution' : `${changes.length} executions`}</h2>
        <div className="chart-tools">
          {aside}
          <Csv file="starboard-executions" {...csvOf(changes)} />
        </div>
      </div>
      {shown.length ? (
        <ul className="rows">
          {shown.map((c) => {
            const ms = took(c);
            return (
              <li key={`${c.pipeline} ${c.execution}`}>
                <Link
                  className="plain change-link"
                  href={routes.execution(c.pipeline, c.execution)}
                  prefetch={false}
                >
                  <b>{c.pipeline}</b>
                  {c.revision ? (
                    <>
                      <RevisionId plain revision={c.revision} />
                      <span className="truncate text-muted">{c.revision.message}</span>
                    </>
                  ) : (
                    <code>{c.execution.slice(0, 8)}</code>
                  )}
                </Link>
                {c.revision && <CopyRevision revision={c.revision} />}
                <Outcome change={c} />
                {ms !== undefined && <span className="num">{duration(ms)}</span>}
                <span className="text-xs text-faint">
                  <RelativeTime at={c.at} suffix=" ago" />
                </span>
              </li>
            );
          })}
        </ul>
      ) : (
        <p className="p-4 text-muted">No executions.</p>
      )}
      {shown.length < listed.length && (
        <p className="px-4 py-2">
          <button type="button" className="link" onClick={() => setOpen(true)}>
            Show all {listed.length}
          </button>
        </p>
      )}
      {more > 0 && (isOpen || listed.length <= FIRST) && (
        <p className="px-4 py-2 text-xs text-muted">{more} older ones are not listed.</p>
      )}
    </section>
  );
}
