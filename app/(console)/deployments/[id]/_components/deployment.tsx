'use client';
import Link from 'next/link';
import { useAddressState } from '@/lib/client/address-state';
import { useTabSubject } from '@/lib/client/tab';
import { unlessGone, useTopic, type Read } from '@/lib/client/live/use-topic';
import { isFailure, REROUTE } from '@/lib/domain/status';
import type { ChangeKind } from '@/lib/domain/changes/change-kinds';
import {
  creatorWords,
  styleWords,
  type DeploymentContext,
} from '@/lib/domain/deployments/deployment';
import {
  countWords,
  deployingWords,
  failuresOf,
  parseCell,
  totalOf,
} from '@/lib/domain/deployments/targets';
import { duration } from '@/lib/domain/time';
import type { DeploymentOrigin, DeploymentView } from '@/lib/domain/views';
import { SUBJECTS } from '@/lib/domain/tab';
import { routes } from '@/lib/routes';
import { ChangeButton } from '@/components/change-dialog/button';
import { StatusLabel } from '@/components/status/status-label';
import { Icon, StatusIcon } from '@/components/ui/icon';
import { ConnectionIndicator } from '@/components/ui/connection-indicator';
import { PageHead } from '@/components/ui/page-head';
import { RelativeTime, Duration } from '@/components/ui/time';
import { LoadingMeta, LoadingPanels } from '@/components/ui/skeletons';
import { TopicView } from '@/components/ui/topic-view';
import { ApplicationCard } from './application-card';
import { Failures } from './failures';
import { HealthyChart } from './healthy-chart';
import { HookLog } from './hook-log';
import { Revisions } from './revisions';
import { RollbackNote } from './rollback-note';
import { Traffic } from './traffic';
import { TrafficShare } from './traffic-share';
import { WaitNote } from './wait-note';
import { LifecycleGrid } from './grid';

/** What was said when it was started; a pipeline's own description says what is beside it already. */
function Why({ deployment: { description, origin } }: { deployment: DeploymentView }) {
  const isPipelines =
    origin?.execution !== undefined && description?.includes(origin.execution) === true;
  return description && !isPipelines ? <p className="deployed-why">“{description}”</p> : null;
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

/** How long it took, or has taken so far and usually takes. */
function Time({
  deployment: d,
  context,
}: {
  deployment: DeploymentView;
  context: DeploymentContext | undefined;
}) {
  return (
    <span>
      <Icon name="clock" small />
      <span>
        <Duration from={d.createdAt} to={d.endedAt} />
        {!d.over &&
          !d.wait &&
          context?.typicalMs !== undefined &&
          ` of about ${duration(context.typicalMs)}`}
        , started <RelativeTime at={d.createdAt} suffix=" ago" />
      </span>
    </span>
  );
}

/** What its pill says: how far it is, or what it waits for. */
function wordOf({ over, status, wait, count }: DeploymentView): string {
  if (over) return status.word;
  if (wait) return wait.for === 'reroute' ? REROUTE.word : 'Old fleet still runs';
  return deployingWords(count);
}

function DeploymentHead({
  id,
  topic,
  context,
}: {
  id: string;
  topic: Read<DeploymentView>;
  context: DeploymentContext | undefined;
}) {
  const { data, error, readAt } = topic;
  const crumbs = [
    ['Board', routes.board],
    ['Deployments', routes.deployments],
  ] as const;
  const aws = { kind: 'deployment', id } as const;
  if (!data) return <PageHead crumbs={crumbs} title={id} aws={aws} meta={<LoadingMeta />} />;
  const { origin } = data;
  return (
    <PageHead
      crumbs={crumbs}
      aws={aws}
      title={`${data.application} to ${data.group}`}
      after={
        <StatusLabel
          as="pill"
          status={data.wait?.for === 'reroute' ? REROUTE : data.status}
          word={wordOf(data)}
        />
      }
      actions={<Actions deployment={data} />}
      meta={
        <>
          <Revisions deployment={data} context={context} />
          <Time deployment={data} context={context} />
          <span>
            <code>{data.id}</code>
          </span>
          {data.platform && data.platform !== 'Server' ? (
            <span>{data.platform}</span>
          ) : (
            <span>{styleWords(data.style, data.config)}</span>
          )}
          {creatorWords(data.creator) && <span>{creatorWords(data.creator)}</span>}
          {data.over && totalOf(data.count) > 0 && (
            <span>
              {totalOf(data.count) === 1 ? 'Target' : 'Targets'}: {countWords(data.count)}
            </span>
          )}
          {origin && <Origin origin={origin} />}
          <Link href={routes.environment(data.application, data.group)} prefetch={false}>
            Environment
          </Link>
          <ConnectionIndicator readAt={data.over ? 0 : readAt} failed={Boolean(error)} />
        </>
      }
    />
  );
}

const requestOf = (kind: ChangeKind, d: DeploymentView) => ({
  kind,
  pipeline: d.application,
  stage: d.group,
  execution: d.id,
});

/** What can be done about it: while it runs, to stop it; afterwards, to deploy this or an earlier revision. */
function Actions({ deployment: d }: { deployment: DeploymentView }) {
  if (!d.over)
    return (
      <>
        {d.wait?.for === 'reroute' && (
          <ChangeButton variant="primary" change={requestOf('reroute', d)}>
            Reroute traffic…
          </ChangeButton>
        )}
        {d.wait?.for === 'termination' && (
          <ChangeButton change={requestOf('terminate-original', d)}>
            Terminate the old fleet…
          </ChangeButton>
        )}
        <ChangeButton change={requestOf('stop-deployment', d)}>
          <Icon name="stop" small />
          Stop…
        </ChangeButton>
        {/* While it waits to reroute, what is live serves: there is nothing to roll back. */}
        {d.wait?.for !== 'reroute' && (
          <ChangeButton change={requestOf('stop-and-roll-back', d)}>
            <Icon name="undo" small />
            {d.wait?.for === 'termination' ? 'Reroute back…' : 'Stop and roll back…'}
          </ChangeButton>
        )}
      </>
    );
  const { origin } = d;
  return (
    <>
      <ChangeButton
        variant={isFailure(d.status) ? 'primary' : undefined}
        change={requestOf('deploy-revision', d)}
      >
        <Icon name="retry" small />
        {isFailure(d.status) ? 'Retry…' : 'Deploy again…'}
      </ChangeButton>
      <ChangeButton
        change={
          origin
            ? { kind: 'rollback', pipeline: origin.pipeline, stage: origin.stage }
            : { kind: 'deploy-revision', pipeline: d.application, stage: d.group }
        }
      >
        <Icon name="undo" small />
        Roll back…
      </ChangeButton>
    </>
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

function Unread({ texts }: { texts: readonly (string | undefined)[] }) {
  return texts.map(
    (text) =>
      text && (
        <p key={text} className="note k-unk">
          <StatusIcon status="unk" />
          <span>{text}</span>
        </p>
      ),
  );
}

/** Beside the deployment itself: hosts over time and the application, in cards that keep their place while they load. */
function Beside({
  deployment: d,
  topic,
}: {
  deployment: DeploymentView;
  topic: Read<DeploymentContext>;
}) {
  const { data } = topic;
  const hasHosts = d.targets.some((t) => t.kind === 'instance');
  if (!data && topic.error)
    return <Unread texts={[`What is around it cannot be read: ${topic.error.message}`]} />;
  return (
    <>
      <Unread texts={(data?.unread ?? []).filter((t) => t !== d.unread && t !== d.originUnread)} />
      <div className="deployment-cards">
        {data ? (
          <>
            {d.isBalanced && <TrafficShare deployment={d} />}
            {hasHosts && <HealthyChart deployment={d} minimum={data.minimum} />}
            <ApplicationCard deployment={d} context={data} />
          </>
        ) : (
          <>
            {d.isBalanced && hasHosts && <div className="skeleton h-46" />}
            {hasHosts && <div className="skeleton h-46" />}
            <div className="skeleton h-35" />
          </>
        )}
      </div>
    </>
  );
}

/** Lifecycle events × targets; a cell opens what its scripts wrote. */
export function Deployment({
  id,
  initial,
  around,
}: {
  id: string;
  initial: DeploymentView | undefined;
  around: DeploymentContext | undefined;
}) {
  const deployment = unlessGone(useTopic('deployment', [id], initial));
  const context = useTopic('deployment-context', [id], around);
  const { data: known } = deployment;
  useTabSubject(known && SUBJECTS.deployment(known));
  return (
    <>
      <DeploymentHead id={id} topic={deployment} context={context.data} />
      <TopicView topic={deployment} loading={<LoadingPanels />}>
        {(data) => (
          <>
            <Why deployment={data} />
            <WaitNote deployment={data} />
            <RollbackNote deployment={data} />
            <Failures deployment={data} context={context.data} />
            <Unread texts={[data.unread, data.originUnread]} />
            <Beside deployment={data} topic={context} />
            {data.platform !== 'Lambda' && <Traffic deployment={data} />}
            <GridAndLog deployment={data} />
          </>
        )}
      </TopicView>
    </>
  );
}
