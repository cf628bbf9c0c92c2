'use client';
import Link from 'next/link';
import { Fragment } from 'react';
import { useTopic } from '@/lib/client/live/use-topic';
import { routes } from '@/lib/routes';
import { StatusLabel } from '@/components/status/status-label';
import { Icon } from '@/components/ui/icon';
import { RevisionId } from '@/components/ui/revision-id';
import { Age } from '@/components/ui/time';

/** The pipeline in one line. */
export function Strip({ name }: { name: string }) {
  const { data } = useTopic('pipeline', [name]);
  if (!data)
    return (
      <div className="card strip" aria-busy="true">
        <i className="skeleton h-10 flex-1" />
      </div>
    );
  return (
    <Link className="card strip" href={routes.pipeline(name)} aria-label={`Pipeline ${name}`}>
      {data.stages.map((s, i) => (
        <Fragment key={s.name}>
          {i > 0 && <Icon name={s.closed ? 'lock' : 'right'} small />}
          <span className="strip-stage">
            <span className="flex justify-between gap-2">
              <b className="font-medium">{s.name}</b>
              <StatusLabel status={s.status} />
            </span>
            <span className="t12 second flex items-center gap-1.5">
              {s.live ? (
                <>
                  <RevisionId revision={s.live} />
                  <Age at={s.live.at} suffix=" ago" />
                </>
              ) : (
                'nothing yet'
              )}
            </span>
          </span>
        </Fragment>
      ))}
    </Link>
  );
}
