import Link from 'next/link';
import { median } from '@/lib/domain/insights/statistics';
import { duration } from '@/lib/domain/time';
import type { ApprovalView, EarlierStage } from '@/lib/domain/approvals/approval';
import { routes } from '@/lib/routes';
import { StatusLabel } from '@/components/status/status-label';
import { Avatar } from '@/components/ui/avatar';
import { OutLink } from '@/components/ui/out-link';
import { RevisionId } from '@/components/ui/revision-id';
import { RelativeTime } from '@/components/ui/time';
import { Tests } from '@/components/test-report/change';

/** A stage that the candidate has been in, and the way to look at it there. */
function Earlier({ earlier: e }: { earlier: EarlierStage }) {
  return (
    <>
      <dt>{e.stage}</dt>
      <dd>
        <StatusLabel status={e.status} />{' '}
        <span className="text-xs text-faint">
          <RelativeTime at={e.since} suffix=" ago" />
        </span>
        {e.address !== undefined && (
          <OutLink href={e.address} label="Open it" about={`The candidate in ${e.stage}`} />
        )}
        {e.now && (
          <span className="text-xs text-muted">
            now runs <RevisionId revision={e.now} />
          </span>
        )}
      </dd>
    </>
  );
}

function WillTake({ durations }: { durations: readonly number[] }) {
  if (!durations.length) return null;
  const [least, most] = [Math.min(...durations), Math.max(...durations)].map(duration);
  return (
    <>
      <dt>Will take</dt>
      <dd>
        About {duration(median(durations) ?? 0)}{' '}
        <span className="text-xs text-faint">
          {durations.length > 1 ? `last ${durations.length}: ${least} to ${most}` : 'as last time'}
        </span>
      </dd>
    </>
  );
}

/** What speaks for the candidate: its build, the environments it has been in, who asked, how long it takes. */
export function Facts({ approval: a }: { approval: ApprovalView }) {
  return (
    <dl className="facts">
      {a.build && (
        <>
          <dt>Build</dt>
          <dd>
            <StatusLabel status={a.build.status} />{' '}
            <Link className="text-xs" href={a.build.href} prefetch={false}>
              Log
            </Link>
          </dd>
        </>
      )}
      <Tests pipeline={a.pipeline} from={a.from} to={a.execution} />
      {a.earlier.map((e) => (
        <Earlier key={e.stage} earlier={e} />
      ))}
      <dt>Asked by</dt>
      <dd>
        {a.askedBy ? (
          <>
            <Avatar name={a.askedBy} /> {a.askedBy}{' '}
          </>
        ) : (
          'the pipeline '
        )}
        <span className="text-xs text-faint">
          {a.trigger} <RelativeTime at={a.since} suffix=" ago" />
        </span>
      </dd>
      <WillTake durations={a.durations} />
      <dt>Not changed</dt>
      <dd>Environment values and data</dd>
      <dt>More</dt>
      <dd className="more">
        <Link href={routes.execution(a.pipeline, a.execution)} prefetch={false}>
          Execution
        </Link>
        <Link href={routes.pipeline(a.pipeline)} prefetch={false}>
          Pipeline
        </Link>
        <Link href={routes.project(a.pipeline)} prefetch={false}>
          Project
        </Link>
      </dd>
    </dl>
  );
}
