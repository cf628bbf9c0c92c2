'use client';
import Link from 'next/link';
import type { SeenBefore } from '@/lib/domain/builds/build-detail';
import { statusOf } from '@/lib/domain/status';
import { routes } from '@/lib/routes';
import { StatusLabel } from '@/components/status/status-label';
import { RelativeTime } from '@/components/ui/time';
import { Panel } from '@/components/ui/panel';

const FAILED = statusOf('FAILED');
const nth = (n: number): string =>
  `${n}${n % 100 >= 11 && n % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')}`;

/** Whether this failure is an old acquaintance: the same words, other ids and times. */
export function SeenPanel({ seen: s }: { seen: SeenBefore }) {
  return (
    <Panel title="Seen before" aside={`of ${s.of} failed builds`}>
      {s.times === 1 ? (
        <p>First time among these builds.</p>
      ) : (
        <p>
          <b className="font-medium">{nth(s.times)} time</b>, first in{' '}
          <Link href={routes.build(s.first.id)} prefetch={false}>
            build {s.first.number}
          </Link>
          , <RelativeTime at={s.first.at} suffix=" ago" />.
        </p>
      )}
      <p className="text-xs mt-1">
        <code className="block truncate" title={s.line}>
          {s.line}
        </code>
      </p>
      {s.times > 1 && (
        <ul className="flex gap-3 flex-wrap mt-2 text-xs">
          {s.all.slice(-6).map((b) => (
            <li key={b.id} className="flex gap-1 items-center">
              <StatusLabel as="bare" status={FAILED} />
              <Link href={routes.build(b.id)} prefetch={false}>
                {b.number}
              </Link>
              <span className="text-faint">
                <RelativeTime at={b.at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
