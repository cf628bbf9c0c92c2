'use client';
import Link from 'next/link';
import { useAddressState } from '@/lib/client/address-state';
import { isGone } from '@/lib/client/fetch-json';
import { useTabSubject } from '@/lib/client/tab';
import { useTopic } from '@/lib/client/live/use-topic';
import { isFailure } from '@/lib/domain/status';
import {
  countWords,
  deployingWords,
  failuresOf,
  parseCell,
  totalOf,
  type FailedTogether,
} from '@/lib/domain/targets';
import type { DeploymentOrigin, DeploymentView } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { ChangeButton } from '@/components/change-dialog/button';
import { StatusLabel } from '@/components/status/status-label';
import { Icon, StatusIcon } from '@/components/ui/icon';
import { LiveMark } from '@/components/ui/live-mark';
import { PageHead } from '@/components/ui/page-head';
import { Loading, ReadProblem } from '@/components/ui/states';
import { Age, Took } from '@/components/ui/time';
import { HookLog } from './hook-log';
import { LifecycleGrid } from './grid';

/** So many different failures are told in full; the grid has all of them. */
const MOST_FAILURES = 3;

const onTargets = ([first = '', ...more]: readonly string[]): string =>
  more.length ? `${first} and ${more.length} more` : first;

function Failure({ failure: f }: { failure: FailedTogether }) {
  return (
    <div className="note k-fail">
      <StatusIcon status="fail" />
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <b>
          {f.event} failed on {onTargets(f.targets)}.
        </b>{' '}
        {f.message}
        {f.logTail && (
          <pre className="mt-2 font-mono text-[12px] whitespace-pre-wrap [overflow-wrap:anywhere]">
            {f.logTail}
          </pre>
        )}
      </div>
    </div>
  );
}

/** Why it failed: by its targets' events, and else in CodeDeploy's own words. */
function Failures({ deployment: d }: { deployment: DeploymentView }) {
  const failures = failuresOf(d.targets);
  const told = failures.slice(0, MOST_FAILURES);
  const overall = d.problem && isFailure(d.status) && !told.some((f) => f.message !== undefined);
  return (
    <>
      {told.map((f) => (
        <Failure key={`${f.event}${f.message ?? ''}`} failure={f} />
      ))}
      {failures.length > told.length && (
        <p className="text-xs text-muted mb-3">
          {failures.length - told.length} more kinds of failure are in the grid below.
        </p>
      )}
      {overall && (
        <div className="note k-fail">
          <StatusIcon status="fail" />
          <div>
            <b>The deployment failed.</b> {d.problem}
          </div>
        </div>
      )}
    </>
  );
}

function Origin({ origin }: { origin: DeploymentOrigin }) {
  const { pipeline, stage, execution } = origin;
  const href = execution ? routes.execution(pipeline, execution) : routes.pipeline(pipeline);
  return (
    <Link href={href} prefetch={false}>
      Pipeline {pipeline}, {stage}
    </Link>
  );
}

/** Lifecycle events × targets; a cell opens what its scripts wrote. A failed deployment opens at the failing cell. */
export function Deployment({ id, initial }: { id: string; initial: DeploymentView | undefined }) {
  const { data, error, readAt, retry } = useTopic('deployment', [id], initial);
  const [chosen, choose] = useAddressState('cell');
  useTabSubject(data?.status, data ? `${data.application} to ${data.group}, ${id}` : id);
  const crumbs = [
    ['Board', routes.board],
    ['Deployments', routes.deployments],
  ] as const;
  if (!data || isGone(error))
    return (
      <>
        <PageHead crumbs={crumbs} title={id} />
        {error ? <ReadProblem error={error} old={false} retry={retry} /> : <Loading />}
      </>
    );
  const first = failuresOf(data.targets)[0];
  const asked =
    parseCell(chosen) ?? (first && { target: first.targets[0] ?? '', event: first.event });
  const target = data.targets.find((t) => t.id === asked?.target);
  const cell = target?.cells.find((c) => c.event === asked?.event);
  const { origin } = data;
  return (
    <>
      <PageHead
        crumbs={crumbs}
        title={`${data.application} to ${data.group}`}
        after={
          <StatusLabel
            as="pill"
            status={data.status}
            word={data.over ? data.status.word : deployingWords(data.count)}
          />
        }
        actions={
          origin && (
            <ChangeButton
              change={{ kind: 'rollback', pipeline: origin.pipeline, stage: origin.stage }}
              why={data.over ? undefined : 'it is running'}
            >
              <Icon name="undo" small />
              Roll back…
            </ChangeButton>
          )
        }
        meta={
          <>
            <span>
              <code>{data.id}</code>
            </span>
            <span>
              <Icon name="clock" small />
              <span>
                <Took from={data.createdAt} to={data.endedAt} />, started{' '}
                <Age at={data.createdAt} suffix=" ago" />
              </span>
            </span>
            {data.platform && data.platform !== 'Server' && <span>{data.platform}</span>}
            {data.over && totalOf(data.count) > 0 && (
              <span>
                {totalOf(data.count) === 1 ? 'Target' : 'Targets'}: {countWords(data.count)}
              </span>
            )}
            {origin && <Origin origin={origin} />}
            <LiveMark readAt={data.over ? 0 : readAt} failed={Boolean(error)} />
          </>
        }
      />
      {error && <ReadProblem error={error} old retry={retry} />}
      <Failures deployment={data} />
      {[data.unread, data.originUnread].map(
        (why) =>
          why && (
            <p key={why} className="note k-unk">
              <StatusIcon status="unk" />
              <span>{why}</span>
            </p>
          ),
      )}
      <div className={cell ? 'deployment-body with-log' : 'deployment-body'}>
        {data.targets.length > 0 && (
          <LifecycleGrid
            deployment={data}
            target={target?.id}
            event={cell?.event}
            onChoose={(t, e) => choose(t === target?.id && e === cell?.event ? '' : `${t}/${e}`)}
          />
        )}
        {cell && target && (
          <HookLog deployment={id} target={target} cell={cell} onClose={() => choose('')} />
        )}
      </div>
    </>
  );
}
