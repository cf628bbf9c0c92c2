import Link from 'next/link';
import { median } from '@/lib/domain/insights/statistics';
import { duration } from '@/lib/domain/time';
import type { ApprovalView } from '@/lib/domain/approvals/approval';
import { StatusLabel } from '@/components/status/status-label';
import { Avatar } from '@/components/ui/avatar';
import { RelativeTime } from '@/components/ui/time';
import { Tests } from '@/components/test-report/change';

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
        <div key={e.stage} className="contents">
          <dt>{e.stage}</dt>
          <dd>
            <StatusLabel status={e.status} />{' '}
            <span className="text-xs text-faint">
              <RelativeTime at={e.since} suffix=" ago" />
            </span>
          </dd>
        </div>
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
      {a.durations.length > 0 && (
        <>
          <dt>Will take</dt>
          <dd>
            About {duration(median(a.durations) ?? 0)}{' '}
            <span className="text-xs text-faint">
              {a.durations.length > 1
                ? `last ${a.durations.length}: ${duration(Math.min(...a.durations))} to ${duration(Math.max(...a.durations))}`
                : 'as last time'}
            </span>
          </dd>
        </>
      )}
      <dt>Not changed</dt>
      <dd>Environment values and data</dd>
    </dl>
  );
}
