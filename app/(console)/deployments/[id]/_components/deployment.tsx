'use client';
import Link from 'next/link';
import { useAddressState } from '@/lib/client/address-state';
import { useTabSubject } from '@/lib/client/tab';
import { unlessGone, useTopic, type Read } from '@/lib/client/live/use-topic';
import { isFailure } from '@/lib/domain/status';
import {
  countWords,
  deployingWords,
  failuresOf,
  parseCell,
  totalOf,
  type FailedTogether,
} from '@/lib/domain/deployments/targets';
import type { DeploymentOrigin, DeploymentView } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { ChangeButton } from '@/components/change-dialog/button';
import { StatusLabel } from '@/components/status/status-label';
import { Icon, StatusIcon } from '@/components/ui/icon';
import { ConnectionIndicator } from '@/components/ui/connection-indicator';
import { PageHead } from '@/components/ui/page-head';
import { RelativeTime, Duration } from '@/components/ui/time';
import { TopicView } from '@/components/ui/topic-view';
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

function DeploymentHead({ id, topic }: { id: string; topic: Read<DeploymentView> }) {
  const { data, error, readAt } = topic;
  const crumbs = [
    ['Board', routes.board],
    ['Deployments', routes.deployments],
  ] as const;
  if (!data) return <PageHead crumbs={crumbs} title={id} />;
  const { origin } = data;
  return (
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
            disabledReason={data.over ? undefined : 'it is running'}
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
              <Duration from={data.createdAt} to={data.endedAt} />, started{' '}
              <RelativeTime at={data.createdAt} suffix=" ago" />
            </span>
          </span>
          {data.platform && data.platform !== 'Server' && <span>{data.platform}</span>}
          {data.over && totalOf(data.count) > 0 && (
            <span>
              {totalOf(data.count) === 1 ? 'Target' : 'Targets'}: {countWords(data.count)}
            </span>
          )}
          {origin && <Origin origin={origin} />}
          <ConnectionIndicator readAt={data.over ? 0 : readAt} failed={Boolean(error)} />
        </>
      }
    />
  );
}

/** The grid, and beside it the log of the cell that is chosen; a failed deployment opens at the failing one. */
function GridAndLog({ deployment }: { deployment: DeploymentView }) {
  const [chosen, choose] = useAddressState('cell');
  const first = failuresOf(deployment.targets)[0];
  const wanted =
    parseCell(chosen) ?? (first && { target: first.targets[0] ?? '', event: first.event });
  const target = deployment.targets.find((t) => t.id === wanted?.target);
  const cell = target?.cells.find((c) => c.event === wanted?.event);
  return (
    <div className={cell ? 'deployment-body with-log' : 'deployment-body'}>
      {deployment.targets.length > 0 && (
        <LifecycleGrid
          deployment={deployment}
          target={target?.id}
          event={cell?.event}
          onChoose={(t, e) => choose(t === target?.id && e === cell?.event ? '' : `${t}/${e}`)}
        />
      )}
      {cell && target && (
        <HookLog
          deployment={deployment.id}
          target={target}
          cell={cell}
          onClose={() => choose('')}
        />
      )}
    </div>
  );
}

/** Lifecycle events × targets; a cell opens what its scripts wrote. */
export function Deployment({ id, initial }: { id: string; initial: DeploymentView | undefined }) {
  const deployment = unlessGone(useTopic('deployment', [id], initial));
  const { data: known } = deployment;
  useTabSubject(known?.status, known ? `${known.application} to ${known.group}, ${id}` : id);
  return (
    <>
      <DeploymentHead id={id} topic={deployment} />
      <TopicView topic={deployment}>
        {(data) => (
          <>
            <Failures deployment={data} />
            {[data.unread, data.originUnread].map(
              (text) =>
                text && (
                  <p key={text} className="note k-unk">
                    <StatusIcon status="unk" />
                    <span>{text}</span>
                  </p>
                ),
            )}
            <GridAndLog deployment={data} />
          </>
        )}
      </TopicView>
    </>
  );
}
