'use client';
import Link from 'next/link';
import type { BatchView } from '@/lib/domain/builds/build-detail';
import { routes } from '@/lib/routes';
import { StatusLabel } from '@/components/status/status-label';
import { Panel } from '@/components/ui/panel';

/** The builds of a batch, each with what it waits for. */
export function BatchPanel({ batch: b, current }: { batch: BatchView; current: string }) {
  return (
    <Panel title="Batch" aside={b.status.word}>
      <ul className="grid gap-1">
        {b.builds.map((x) => (
          <li
            key={x.identifier}
            className="flex gap-2 items-center min-w-0"
            aria-current={x.build === current ? 'true' : undefined}
          >
            <StatusLabel as="bare" status={x.status} />
            {x.build === undefined || x.build === current ? (
              <b className="font-medium truncate">{x.identifier}</b>
            ) : (
              <Link className="truncate" href={routes.build(x.build)} prefetch={false}>
                {x.identifier}
              </Link>
            )}
            <span className="text-xs text-faint truncate flex-1">
              {x.after.length > 0 && `after ${x.after.join(', ')}`}
              {x.ignored && ' its failure is ignored'}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
