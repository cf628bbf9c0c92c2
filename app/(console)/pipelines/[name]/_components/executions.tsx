'use client';
import { shortRevision } from '@/lib/domain/commits/revision';
import Link from 'next/link';
import { openChange } from '@/lib/client/change-address';
import { isGood, isOver } from '@/lib/domain/status';
import type { ExecutionView } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { StatusLabel } from '@/components/status/status-label';
import { Icon } from '@/components/ui/icon';
import { Menu } from '@/components/ui/menu';
import { CopyRevision, RevisionId } from '@/components/ui/revision-id';
import { RelativeTime, Duration, WorkDuration } from '@/components/ui/time';

interface Props {
  readonly executions: readonly ExecutionView[];
  readonly pipeline: string;
  readonly lastStage: string | undefined;
  readonly retryable: ReadonlyMap<string, string>;
  readonly parallel: boolean;
}

/** What it carries, and what became of that: rolled back, brought back, its reason. */
function Carried({ execution: e, pipeline }: { execution: ExecutionView; pipeline: string }) {
  return (
    <>
      <span className="flex items-center gap-1.5 min-w-0">
        {e.rollback && (
          <span className="tag" title="A rollback">
            <Icon name="undo" small />
            rollback
          </span>
        )}
        <Link
          className="plain flex items-center gap-1.5 min-w-0"
          href={routes.execution(pipeline, e.id)}
          prefetch={false}
        >
          {e.revision ? (
            <>
              <RevisionId plain revision={e.revision} />
              <span className="truncate max-w-[48ch]" title={e.revision.message}>
                {e.revision.message}
              </span>
            </>
          ) : (
            <span className="text-faint">no revision yet</span>
          )}
        </Link>
        {e.revision && <CopyRevision revision={e.revision} />}
      </span>
      {e.undid && (
        <div className="text-xs text-muted">
          took away <RevisionId revision={e.undid} />
        </div>
      )}
      {e.undone && (
        <div className="text-xs text-muted">
          <Link
            className="underline"
            href={routes.execution(pipeline, e.undone.execution)}
            prefetch={false}
          >
            Rolled back
          </Link>{' '}
          from {e.undone.stage} <RelativeTime at={e.undone.at} suffix=" ago" />
        </div>
      )}
      {e.note && (
        <div className="text-xs text-muted max-w-[64ch] truncate" title={e.note}>
          “{e.note}”
        </div>
      )}
    </>
  );
}

type RowProps = Omit<Props, 'executions'> & { readonly execution: ExecutionView };

function ExecutionRow({ execution: e, pipeline, lastStage, retryable, parallel }: RowProps) {
  const over = isOver(e.status);
  return (
    <tr>
      <td>
        <StatusLabel
          status={e.status}
          word={over || !e.where ? e.status.word : `${e.status.word}, ${e.where}`}
        />
        {e.summary && (
          <div className="text-xs text-muted max-w-[48ch] truncate" title={e.summary}>
            {e.summary}
          </div>
        )}
      </td>
      <td>
        <Carried execution={e} pipeline={pipeline} />
      </td>
      <td className="text-muted phone-off">{e.trigger}</td>
      <td className="phone-off">
        <span className="flex gap-1">
          {e.stages.map((s, i) => (
            <StatusLabel key={i} as="bare" status={s} />
          ))}
        </span>
      </td>
      <td className="num text-muted">
        <RelativeTime at={e.startedAt} suffix=" ago" />
      </td>
      <td className="num phone-off">
        {e.spent ? (
          <WorkDuration spent={e.spent} />
        ) : (
          <Duration from={e.startedAt} to={over ? e.updatedAt : undefined} />
        )}
      </td>
      <td className="act">
        <RowMenu
          e={e}
          pipeline={pipeline}
          lastStage={lastStage}
          retry={retryable.get(e.id)}
          parallel={parallel}
        />
      </td>
    </tr>
  );
}

/** An execution is named by its commit, message and start: CodePipeline has no numbers. */
export function ExecutionTable({ executions, ...rest }: Props) {
  return (
    <div className="card">
      <table className="table executions">
        <thead>
          <tr>
            <th>Status</th>
            <th>Revision</th>
            <th>Trigger</th>
            <th className="phone-off">Stages</th>
            <th className="num">Started</th>
            <th className="num">Duration</th>
            <th>
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {executions.map((e) => (
            <ExecutionRow key={e.id} execution={e} {...rest} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Why the last stage that deploys cannot be rolled back to an execution. */
function noWayBack(
  e: ExecutionView,
  lastStage: string | undefined,
  parallel: boolean,
): string | undefined {
  if (parallel) return 'A PARALLEL pipeline cannot roll back a stage';
  if (e.rollback) return 'A rollback itself';
  if (!lastStage) return 'No stage deploys anything';
  return isOver(e.status) && isGood(e.status) ? undefined : 'It never reached this stage';
}

function RowMenu({
  e,
  pipeline,
  lastStage,
  retry,
  parallel,
}: {
  e: ExecutionView;
  pipeline: string;
  lastStage: string | undefined;
  retry: string | undefined;
  parallel: boolean;
}) {
  const over = isOver(e.status);
  const notBack = noWayBack(e, lastStage, parallel);
  return (
    <Menu
      label={`Actions for ${shortRevision(e.revision) ?? e.id}`}
      trigger={
        <button type="button" className="icon-btn">
          <Icon name="more" />
        </button>
      }
      items={[
        {
          key: 'stop',
          label: 'Stop…',
          disabledReason: over ? 'It has finished' : undefined,
          onSelect: () => openChange({ kind: 'stop', pipeline, execution: e.id }),
        },
        {
          key: 'retry',
          label: 'Retry…',
          disabledReason:
            retry === undefined
              ? 'Nothing failed here, or a newer execution has passed it'
              : undefined,
          onSelect: () => openChange({ kind: 'retry', pipeline, stage: retry, execution: e.id }),
        },
        // What a PARALLEL pipeline has in place of a rollback, and what every pipeline can.
        {
          key: 'again',
          label: 'Release this commit again…',
          disabledReason: e.revision ? undefined : 'No commit yet',
          onSelect: () => openChange({ kind: 'release', pipeline, execution: e.id }),
        },
        {
          key: 'back',
          label: `Roll ${lastStage ?? 'back'} back to this release…`,
          disabledReason: notBack,
          onSelect: () =>
            openChange({ kind: 'rollback', pipeline, stage: lastStage, execution: e.id }),
        },
      ]}
    />
  );
}
