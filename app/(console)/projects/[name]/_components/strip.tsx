import Link from 'next/link';
import { Fragment } from 'react';
import { doubtOf, noneLive } from '@/lib/domain/deployments/live-words';
import { routes } from '@/lib/routes';
import type { PipelineView } from '@/lib/domain/views';
import { StatusLabel } from '@/components/status/status-label';
import { Icon, StatusIcon } from '@/components/ui/icon';
import { RevisionId } from '@/components/ui/revision-id';
import { RelativeTime } from '@/components/ui/time';

/** Why what is live may not be what runs everywhere. */
const Doubt = ({ of }: { of: string | undefined }) =>
  of === undefined ? null : (
    <span className="text-xs warn-text k-unk truncate" title={of}>
      <StatusIcon status="unk" small /> {of}
    </span>
  );

/** The pipeline in one line. */
export function Strip({ name, data }: { name: string; data: PipelineView | undefined }) {
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
            <span className="text-xs text-muted flex items-center gap-1.5">
              {s.live ? (
                <>
                  <RevisionId plain revision={s.live} />
                  <RelativeTime at={s.live.at} suffix=" ago" still />
                </>
              ) : (
                noneLive(s.unread)
              )}
            </span>
            {s.kind === 'deploy' && <Doubt of={doubtOf(s.live, s.unread)} />}
          </span>
        </Fragment>
      ))}
    </Link>
  );
}
