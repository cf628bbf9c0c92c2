'use client';
import Link from 'next/link';
import { median } from '@/lib/domain/insights/statistics';
import { isFailure, isGood } from '@/lib/domain/status';
import { duration } from '@/lib/domain/time';
import type { BuildView } from '@/lib/domain/views';
import { routes } from '@/lib/routes';

const SHOWN = 60;

/** How the newest builds went and how long they took, oldest left: each bar opens its build. */
export function Trend({ builds }: { builds: readonly BuildView[] }) {
  const ended = builds
    .filter((b) => b.endedAt !== undefined)
    .slice(0, SHOWN)
    .reverse();
  if (ended.length < 3) return null;
  const took = (b: BuildView): number => (b.endedAt ?? 0) - b.startedAt;
  const longest = Math.max(...ended.map(took), 1);
  const good = ended.filter((b) => isGood(b.status)).length;
  const failed = ended.filter((b) => isFailure(b.status)).length;
  return (
    <section className="card panel mb-3" aria-label="Trend">
      <div className="panel-body">
        <p className="flex gap-4 flex-wrap text-xs mb-2">
          <span>Newest {ended.length}</span>
          <span>{Math.round((good / ended.length) * 100)} % succeeded</span>
          {failed > 0 && <span>{failed} failed</span>}
          <span className="flex-1" />
          <span className="text-faint">
            median {duration(median(ended.map(took)) ?? 0)}, max {duration(longest)}
          </span>
        </p>
        <div className="trend">
          {ended.map((b) => (
            <Link
              key={b.id}
              href={routes.build(b.id)}
              prefetch={false}
              className={`k-${b.status.key}`}
              style={{ height: `${Math.max(6, Math.sqrt(took(b) / longest) * 100)}%` }}
              aria-label={`${b.project} ${b.number}: ${b.status.word}, ${duration(took(b))}`}
              title={`${b.project} ${b.number}: ${b.status.word}, ${duration(took(b))}`}
            />
          ))}
        </div>
      </div>
    </section>
  );
}
