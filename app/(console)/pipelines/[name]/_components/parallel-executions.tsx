import { shortRevision } from '@/lib/domain/commits/revision';
import Link from 'next/link';
import { isOver } from '@/lib/domain/status';
import type { PipelineView } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { ChangeButton } from '@/components/change-dialog/button';
import { StatusLabel } from '@/components/status/status-label';
import { Icon } from '@/components/ui/icon';
import { CopyRevision, RevisionId } from '@/components/ui/revision-id';
import { RelativeTime } from '@/components/ui/time';
import { Conditions } from './conditions';
import { Action } from './stage';

type ParallelExecution = NonNullable<PipelineView['parallelExecutions']>[number];

/** One execution by itself: where it is in each stage, and what it waits for. */
function One({ one, pipeline }: { one: ParallelExecution; pipeline: string }) {
  const { execution: e, stages } = one;
  const name = shortRevision(e.revision) ?? 'new';
  return (
    <li className="card lane" aria-label={`Execution of ${name}`}>
      <header>
        <StatusLabel as="pill" status={e.status} />
        <Link
          className="plain flex items-center gap-2 min-w-0"
          href={routes.execution(pipeline, e.id)}
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
        <span className="text-xs text-faint phone-off">
          {e.trigger}, <RelativeTime at={e.startedAt} suffix=" ago" />
        </span>
        <ChangeButton
          size="small"
          change={{ kind: 'stop', pipeline, execution: e.id }}
          disabledReason={
            isOver(e.status) ? 'finished; override its condition to continue' : undefined
          }
          label={`Stop ${name}…`}
        >
          <Icon name="stop" small />
          Stop…
        </ChangeButton>
      </header>
      <ol className="lane-stages">
        {stages.map((s) => (
          <li key={s.name}>
            <div className="flex items-center justify-between gap-2 text-xs">
              <b className="font-medium">{s.name}</b>
              <StatusLabel status={s.status} />
            </div>
            {s.conditions &&
              s.conditions.some((c) => c.rules.some((r) => r.message) || c.overridable) && (
                <Conditions conditions={s.conditions} pipeline={pipeline} />
              )}
            {s.actions
              .filter((a) => a.startedAt !== undefined || a.waits !== undefined)
              .map((a) => (
                <Action key={a.name} action={a} />
              ))}
            {s.retry && (
              <ChangeButton
                size="small"
                change={{ kind: 'retry', pipeline, ...s.retry }}
                label={`Retry ${s.name} of ${name}…`}
              >
                <Icon name="retry" small />
                Retry…
              </ChangeButton>
            )}
          </li>
        ))}
      </ol>
    </li>
  );
}

/** PARALLEL: executions go beside each other, and each is shown by itself; there is no one state of a stage. */
export function ParallelExecutions({
  executions,
  pipeline,
}: {
  executions: readonly ParallelExecution[];
  pipeline: string;
}) {
  return (
    <section className="mb-5">
      <h2 className="mb-2">In progress, in parallel</h2>
      {executions.length ? (
        <ul className="grid gap-3">
          {executions.map((one) => (
            <One key={one.execution.id} one={one} pipeline={pipeline} />
          ))}
        </ul>
      ) : (
        <p className="text-muted text-xs">
          Nothing is in progress. Executions of a PARALLEL pipeline do not wait for each other; each
          one appears here when it starts.
        </p>
      )}
    </section>
  );
}
