import { step } from '../../core/pipeline/machine';
import type { Execution, PipelineCommand, PipelineEvent } from '../../core/pipeline/types';
import type { Ctx } from '../../ports/context';
import { emitAction, emitPipeline, emitStage } from './events';
import { rollbackExecution } from './new-execution';
import { activeExecutions, findExecution, findPipeline, pipelines, saveExecution } from './store';

function runCommand(ctx: Ctx, e: Execution, command: PipelineCommand): void {
  switch (command.type) {
    case 'run-action':
      return ctx.enqueue('codepipeline.action', command.actionId, {
        executionId: e.id,
        actionId: command.actionId,
      });
    case 'run-rule':
      return ctx.enqueue('codepipeline.rule', command.ruleId, {
        executionId: e.id,
        ruleId: command.ruleId,
      });
    case 'abandoned':
      ctx.enqueue('codepipeline.fleet-abandoned', command.actionId);
      return ctx.store.cancelJobs('codepipeline.expire', command.actionId);
    case 'pipeline-state':
      return emitPipeline(ctx, e, command.state);
    case 'stage-state':
      return emitStage(ctx, e, command.stage, command.state);
    case 'action-state':
      return emitAction(ctx, e, command.actionId, command.state);
  }
}

/** One event through the machine: state, jobs and published events in one transaction. `also` are executions that are over and take part. */
export function dispatchEvent(
  ctx: Ctx,
  name: string,
  event: PipelineEvent,
  also: readonly Execution[] = [],
): void {
  ctx.store.transaction(() => {
    const pipeline = findPipeline(ctx, name);
    if (!pipeline) return;
    const before = Object.fromEntries(
      [...activeExecutions(ctx, name), ...also].map((e) => [e.id, e]),
    );
    const next = step(
      { version: pipeline.version, stageStates: pipeline.slots, executions: before },
      event,
      {
        now: ctx.clock.now(),
        newId: () => ctx.ids.uuid(),
        rollbackTo: (id, because) => {
          const target = findExecution(ctx, id);
          return (
            target &&
            rollbackExecution(ctx, pipeline, target, {
              triggerType: 'AutomatedRollback',
              // User guide, "View pipeline executions".
              triggerDetail: JSON.stringify({ FailedPipelineExecutionId: because.id }),
            })
          );
        },
      },
    );
    for (const e of Object.values(next.state.executions))
      if (before[e.id] !== e) saveExecution(ctx, e, before[e.id]);
    const serial = Math.max(
      pipeline.serial,
      ...Object.values(next.state.executions).map((e) => e.serial),
    );
    ctx.store.put(pipelines, name, { ...pipeline, slots: next.state.stageStates, serial });
    for (const command of next.commands) {
      const e = next.state.executions[command.executionId];
      if (e) runCommand(ctx, e, command);
    }
  });
}
