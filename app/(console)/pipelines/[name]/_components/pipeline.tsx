'use client';
import Link from 'next/link';
import { useAddressState } from '@/lib/client/address-state';
import { useTabSubject } from '@/lib/client/tab';
import { unlessGone, useTopic, type Read } from '@/lib/client/live/use-topic';
import { forecast } from '@/lib/domain/executions/forecast';
import { isOver } from '@/lib/domain/status';
import type { PipelineView } from '@/lib/domain/views';
import { SUBJECTS } from '@/lib/domain/tab';
import { routes } from '@/lib/routes';
import { ChangeButton } from '@/components/change-dialog/button';
import { StatusLabel } from '@/components/status/status-label';
import { Icon } from '@/components/ui/icon';
import { ConnectionIndicator } from '@/components/ui/connection-indicator';
import { PageHead } from '@/components/ui/page-head';
import { CopyRevision, RevisionId } from '@/components/ui/revision-id';
import { RelativeTime } from '@/components/ui/time';
import { LoadingMeta, LoadingStages } from '@/components/ui/skeletons';
import { TopicView } from '@/components/ui/topic-view';
import { InlineCode } from '@/components/ui/inline-code';
import { ExecutionTable } from './executions';
import { ParallelExecutions } from './parallel-executions';
import { Past } from './past';
import { QuarantineNote } from './quarantine';
import { Stage } from './stage';

function Actions({ data }: { data: PipelineView }) {
  const flying = data.executions.find((e) => !isOver(e.status));
  const last = data.stages.filter((s) => s.kind === 'deploy').at(-1);
  return (
    <>
      <ChangeButton
        change={{ kind: 'rollback', pipeline: data.name, stage: last?.name }}
        disabledReason={
          data.parallelExecutions
            ? 'PARALLEL pipelines cannot roll back a stage; release the older commit again'
            : last?.live
              ? undefined
              : 'nothing is live in a stage that deploys'
        }
      >
        <Icon name="undo" small />
        Roll back…
      </ChangeButton>
      <ChangeButton
        change={{ kind: 'stop', pipeline: data.name, execution: flying?.id }}
        disabledReason={flying ? undefined : 'nothing is on its way'}
      >
        <Icon name="stop" small />
        Stop…
      </ChangeButton>
      <ChangeButton change={{ kind: 'release', pipeline: data.name }}>
        <Icon name="play" small />
        Release…
      </ChangeButton>
    </>
  );
}

const MODES: Readonly<Record<string, string>> = {
  SUPERSEDED: 'newest wins (SUPERSEDED)',
  QUEUED: 'one after another (QUEUED)',
  PARALLEL: 'in parallel (PARALLEL)',
};

interface HeadProps {
  readonly name: string;
  readonly topic: Read<PipelineView>;
  /** Opens the history; undefined while it is open. */
  readonly onHistory: ((at: number) => void) | undefined;
}

function PipelineHead({ name, topic, onHistory }: HeadProps) {
  const { data, error, readAt } = topic;
  const crumbs = [
    ['Board', routes.board],
    [name, routes.project(name)],
  ] as const;
  const aws = { kind: 'pipeline', name } as const;
  if (!data) return <PageHead crumbs={crumbs} title={name} aws={aws} meta={<LoadingMeta />} />;
  return (
    <PageHead
      crumbs={crumbs}
      title={name}
      here="Pipeline"
      aws={aws}
      after={<StatusLabel as="pill" status={data.status} />}
      actions={<Actions data={data} />}
      meta={
        <>
          {data.branch && (
            <span>
              <Icon name="branch" small />
              {data.branch}
            </span>
          )}
          <span>
            {data.type}, {MODES[data.mode] ?? data.mode}
          </span>
          <span>
            <span>
              Version {data.version}, changed <RelativeTime at={data.updatedAt} suffix=" ago" />
            </span>
          </span>
          {onHistory && (
            <button
              type="button"
              className="link"
              onClick={() => onHistory(data.executions[0]?.startedAt ?? data.updatedAt)}
            >
              History…
            </button>
          )}
          <Link href={routes.editPipeline(name)} prefetch={false}>
            Edit
          </Link>
          <Link href={`${routes.editPipeline(name)}?clone`} prefetch={false}>
            Clone
          </Link>
          <Link href={routes.pipelineSettings(name)} prefetch={false}>
            Settings
          </Link>
          <ConnectionIndicator readAt={readAt} failed={Boolean(error)} />
        </>
      }
    />
  );
}

/** What is on its way, each with what will become of it. */
function Flight({ pipeline: data }: { pipeline: PipelineView }) {
  const forecasts = forecast(data.mode, data.stages, data.executions);
  const flying = data.executions.filter((e) => !isOver(e.status));
  if (!flying.length) return null;
  return (
    <ul className="flight" aria-label="Executions in progress">
      {flying.map((e) => (
        <li key={e.id} className="card">
          <Link
            className="plain flex items-center gap-2 min-w-0"
            href={routes.execution(data.name, e.id)}
            prefetch={false}
          >
            {e.revision ? (
              <RevisionId plain revision={e.revision} />
            ) : (
              <span className="sha">new</span>
            )}
            <span className="text-muted truncate">{e.revision?.message}</span>
          </Link>
          {e.revision && <CopyRevision revision={e.revision} />}
          <span className="flex-1" />
          <StatusLabel
            status={e.status}
            word={e.where ? `${e.status.word}, ${e.where}` : e.status.word}
          />
          <span className="text-xs text-faint">
            <RelativeTime at={e.startedAt} />
          </span>
          {forecasts.has(e.id) && (
            <p className="text-xs text-muted forecast">
              <InlineCode text={forecasts.get(e.id) ?? ''} />
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

/** The stages as they are now, and what is on its way through them. */
function Present({ pipeline: data }: { pipeline: PipelineView }) {
  return (
    <>
      {data.parallelExecutions ? (
        <ParallelExecutions executions={data.parallelExecutions} pipeline={data.name} />
      ) : (
        <Flight pipeline={data} />
      )}
      <div className="stages">
        {data.stages.map((s) => (
          <Stage
            key={s.name}
            stage={s}
            pipeline={data.name}
            parallel={Boolean(data.parallelExecutions)}
          />
        ))}
      </div>
    </>
  );
}

/** How a change travels: the stages with what each holds, and the executions; or the same at a past moment. */
export function Pipeline({ name, initial }: { name: string; initial: PipelineView | undefined }) {
  const pipeline = unlessGone(useTopic('pipeline', [name], initial));
  const [at, setAt] = useAddressState('at');
  const moment = /^\d+$/.test(at) ? Number(at) : undefined;
  const goTo = (next: number | undefined): void => setAt(next === undefined ? '' : String(next));
  useTabSubject(pipeline.data && SUBJECTS.pipeline(pipeline.data));
  return (
    <>
      <PipelineHead
        name={name}
        topic={pipeline}
        onHistory={moment === undefined ? goTo : undefined}
      />
      <TopicView topic={pipeline} loading={<LoadingStages />}>
        {(data) => (
          <>
            {data.journalUnread && (
              <p className="note k-unk">
                <Icon name="info" />
                <span>Could not read reasons and quarantines: {data.journalUnread}</span>
              </p>
            )}
            {data.quarantines.map((q) => (
              <QuarantineNote key={`${q.sha} ${q.stage}`} quarantine={q} pipeline={name} />
            ))}
            {moment === undefined ? (
              <Present pipeline={data} />
            ) : (
              <Past pipeline={name} at={moment} onAt={goTo} />
            )}
            <h2 className="mb-2">Executions</h2>
            <ExecutionTable
              executions={data.executions}
              pipeline={name}
              lastStage={data.stages.filter((s) => s.kind === 'deploy').at(-1)?.name}
              retryable={retryableOf(data)}
              parallel={Boolean(data.parallelExecutions)}
            />
          </>
        )}
      </TopicView>
    </>
  );
}

/** Of each execution that can be retried, the stage in which it failed. */
const retryableOf = (data: PipelineView): ReadonlyMap<string, string> =>
  new Map(
    data.stages.flatMap((s) => (s.retry ? [[s.retry.execution, s.retry.stage] as const] : [])),
  );
