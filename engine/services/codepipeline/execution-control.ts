import type * as CP from '@aws-sdk/client-codepipeline';
import { withDefaults, modeOf, type Declaration } from '../../core/pipeline/declaration';
import { isOver, type Execution, type StageRun } from '../../core/pipeline/types';
import { OUTBOUND_IS_NEXT_INBOUND, PARALLEL_HAS_TRANSITIONS } from '../../core/pipeline/unverified';
import type { Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { checkPattern } from '../../wire/validate';
import { dispatchEvent } from './dispatch-event';
import { rollbackExecution } from './new-execution';
import { executionOrThrow, pipelineOrThrow, stageStateOrThrow, type Pipeline } from './store';

const MAX_STOP_REASON = 200;

export const stopPipelineExecution: Handler<
  CP.StopPipelineExecutionInput,
  CP.StopPipelineExecutionOutput
> = (input, ctx) =>
  ctx.store.transaction(() => {
    const e = executionOrThrow(ctx, input.pipelineName, input.pipelineExecutionId);
    if ((input.reason?.length ?? 0) > MAX_STOP_REASON)
      throw new AwsError(
        'ValidationException',
        `1 validation error detected: Value at 'reason' failed to satisfy constraint: Member must have length less than or equal to ${MAX_STOP_REASON}`,
      );
    if (isOver(e.status))
      throw new AwsError(
        'PipelineExecutionNotStoppableException',
        `The pipeline execution ${e.id} is ${e.status} and cannot be stopped`,
      );
    const abandon = input.abandon ?? false;
    // Waiting can be made abandoning, not the other way round.
    if (e.stop && (e.stop.abandon || !abandon))
      throw new AwsError(
        'DuplicatedStopRequestException',
        `The pipeline execution ${e.id} is already stopping`,
      );
    dispatchEvent(ctx, e.pipeline, {
      type: 'stop',
      executionId: e.id,
      reason: input.reason ?? e.stop?.reason ?? '',
      abandon,
    });
    return { pipelineExecutionId: e.id };
  });

/** Its stages in one order of members: what was read and put back as it was is the same structure. */
const structure = (d: Declaration): string =>
  JSON.stringify(withDefaults(d).stages, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
const sameStructure = (p: Pipeline, e: Execution): boolean =>
  p.version === e.version || structure(p.declaration) === structure(e.declaration);

/** The run of a stage by an execution that was the last to enter it (whichever, in PARALLEL mode). */
function latestRun(p: Pipeline, e: Execution, stage: string): StageRun | undefined {
  const stageState = stageStateOrThrow(p, stage);
  if (modeOf(e.declaration) !== 'PARALLEL' && stageState.lastEntered !== e.id)
    throw new AwsError(
      'NotLatestPipelineExecutionException',
      `The execution ${e.id} is not the latest of stage ${stage}`,
    );
  return e.stages.find((s) => s.name === stage);
}

/** AWS-SEMANTICS 3.7: what failed can be retried while the rest of its stage still runs; all of it only when nothing does. */
export const retryStageExecution: Handler<
  CP.RetryStageExecutionInput,
  CP.RetryStageExecutionOutput
> = (input, ctx) =>
  ctx.store.transaction(() => {
    const e = executionOrThrow(ctx, input.pipelineName, input.pipelineExecutionId);
    const p = pipelineOrThrow(ctx, input.pipelineName);
    const mode = input.retryMode === 'ALL_ACTIONS' ? 'ALL_ACTIONS' : 'FAILED_ACTIONS';
    const run = latestRun(p, e, input.stageName);
    const not = (message: string): AwsError => new AwsError('StageNotRetryableException', message);
    if (!sameStructure(p, e))
      throw not('The pipeline structure has changed since the execution started');
    if (run?.status === 'InProgress') {
      const newest = new Map(
        e.actions
          .slice(run.from)
          .filter((a) => a.stage === run.name)
          .map((a) => [a.name, a]),
      );
      const failed = [...newest.values()].some((a) => a.status === 'Failed');
      if (!failed || mode === 'ALL_ACTIONS' || e.status !== 'InProgress')
        throw not(
          failed
            ? `Stage ${run.name} still has actions in progress`
            : `Stage ${run.name} has no failed action to retry in execution ${e.id}`,
        );
    } else if ((run?.status !== 'Failed' && run?.status !== 'Stopped') || !isOver(e.status))
      throw not(`Stage ${input.stageName} has no failed action to retry in execution ${e.id}`);
    dispatchEvent(ctx, p.name, { type: 'retry', executionId: e.id, stage: input.stageName, mode }, [
      e,
    ]);
    return { pipelineExecutionId: e.id };
  });

/** Eligibility of AWS-SEMANTICS 3.7: succeeded in that stage, of the current version, itself no rollback; the stage is not the source and does not run. */
export const rollbackStage: Handler<CP.RollbackStageInput, CP.RollbackStageOutput> = (input, ctx) =>
  ctx.store.transaction(() => {
    const p = pipelineOrThrow(ctx, input.pipelineName);
    const stageState = stageStateOrThrow(p, input.stageName);
    const target = executionOrThrow(ctx, p.name, input.targetPipelineExecutionId);
    const unable = (message: string): AwsError =>
      new AwsError('UnableToRollbackStageException', message);
    if (p.declaration.pipelineType !== 'V2')
      throw unable('Only pipelines of type V2 can roll back a stage');
    if (modeOf(p.declaration) === 'PARALLEL')
      throw unable('A stage of a pipeline in PARALLEL mode cannot be rolled back');
    if (p.declaration.stages[0]?.name === stageState.name)
      throw unable('The source stage cannot be rolled back');
    if (target.type === 'ROLLBACK') throw unable('The target execution is itself a rollback');
    if (target.stages.find((s) => s.name === stageState.name)?.status !== 'Succeeded')
      throw unable(`The target execution did not succeed in stage ${stageState.name}`);
    if (target.version !== p.version)
      throw new AwsError(
        'PipelineExecutionOutdatedException',
        `The target execution ran version ${target.version} of the pipeline, which is now at ${p.version}`,
      );
    if (stageState.lockedBy !== undefined)
      throw unable(`Stage ${stageState.name} has an execution in progress`);
    const execution = rollbackExecution(ctx, p, target, {
      triggerType: 'ManualRollback',
      triggerDetail: ctx.identity.arn,
    });
    dispatchEvent(ctx, p.name, { type: 'rollback', execution, stage: stageState.name });
    return { pipelineExecutionId: execution.id };
  });

/** AWS-SEMANTICS 3.6: an entry or success condition that has failed can be overridden, unless it skipped its stage. */
export const overrideStageCondition: Handler<CP.OverrideStageConditionInput, object> = (
  input,
  ctx,
) =>
  ctx.store.transaction(() => {
    const e = executionOrThrow(ctx, input.pipelineName, input.pipelineExecutionId);
    const p = pipelineOrThrow(ctx, input.pipelineName);
    const run = latestRun(p, e, input.stageName);
    const condition = input.conditionType;
    const not = (message: string): AwsError =>
      new AwsError('ConditionNotOverridableException', message);
    if (condition !== 'BEFORE_ENTRY' && condition !== 'ON_SUCCESS')
      throw not(`A condition of type ${String(condition)} cannot be overridden`);
    if (
      run?.conditions?.[condition]?.status !== 'Failed' ||
      run.status !== 'Failed' ||
      !isOver(e.status)
    )
      throw not(
        `Stage ${input.stageName} of execution ${e.id} has no failed condition ${condition}`,
      );
    if (!sameStructure(p, e))
      throw not('The pipeline structure has changed since the execution started');
    const stageState = stageStateOrThrow(p, input.stageName);
    if (modeOf(e.declaration) !== 'PARALLEL' && stageState.lockedBy !== undefined)
      throw new AwsError(
        'ConflictException',
        `Stage ${stageState.name} has an execution in progress`,
      );
    dispatchEvent(
      ctx,
      p.name,
      { type: 'override', executionId: e.id, stage: input.stageName, condition },
      [e],
    );
    return {};
  });

const REASON = /^[a-zA-Z0-9!@ ().*?-]{1,300}$/;

function setTransition(enabled: boolean): Handler<CP.DisableStageTransitionInput, object> {
  return (input, ctx) =>
    ctx.store.transaction(() => {
      const p = pipelineOrThrow(ctx, input.pipelineName);
      stageStateOrThrow(p, input.stageName);
      const outbound = (input.transitionType as string) === 'Outbound';
      if (!outbound && (input.transitionType as string) !== 'Inbound')
        throw new AwsError(
          'ValidationException',
          `The transition type ${String(input.transitionType)} is not Inbound or Outbound`,
        );
      if (!enabled) checkPattern(input.reason, REASON, 'reason');
      // The way out of a stage is the way into the next: one arrow, one state, as GetPipelineState shows it.
      const at =
        p.declaration.stages.findIndex((s) => s.name === input.stageName) +
        (outbound && OUTBOUND_IS_NEXT_INBOUND ? 1 : 0);
      const stage = p.declaration.stages[at]?.name;
      if (at === 0 || stage === undefined)
        throw new AwsError(
          'ValidationException',
          at === 0
            ? `Stage ${input.stageName} is the first: it has no inbound transition`
            : `Stage ${input.stageName} is the last: it has no outbound transition`,
        );
      if (modeOf(p.declaration) === 'PARALLEL' && !PARALLEL_HAS_TRANSITIONS)
        throw new AwsError(
          'ValidationException',
          'A pipeline in PARALLEL mode has no transitions to close: its executions do not wait for each other',
        );
      dispatchEvent(ctx, p.name, {
        type: 'transition',
        stage,
        enabled,
        reason: input.reason,
        by: ctx.identity.arn,
      });
      return {};
    });
}

export const disableStageTransition = setTransition(false);
export const enableStageTransition = setTransition(true) as unknown as Handler<
  CP.EnableStageTransitionInput,
  object
>;
