import type * as CP from '@aws-sdk/client-codepipeline';
import { isOver, type Execution } from '../../core/pipeline/types';
import type { Ctx, Handler } from '../../ports/context';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { executionOrThrow, executionsOf, feed, pipelineOrThrow, type Pipeline } from './pipelines';

type StartInput = CP.StartPipelineExecutionInput & { starboardTrigger?: { triggerType: string; triggerDetail: string } };

function newExecution(ctx: Ctx, p: Pipeline, changes: Pick<Execution, 'trigger'> & Partial<Execution>): Execution {
  const now = ctx.clock.now();
  return { id: ctx.ids.uuid(), serial: p.serial + 1, pipeline: p.name, version: p.version, declaration: p.declaration, status: 'InProgress', startTime: now, lastUpdate: now, type: 'STANDARD', variables: {}, overrides: {}, artifacts: {}, stages: [], actions: [], attempts: 1, ...changes };
}

export const startPipelineExecution: Handler<StartInput, CP.StartPipelineExecutionOutput> = (input, ctx) => ctx.store.transaction(() => {
  const p = pipelineOrThrow(ctx, input.name);
  const token = input.clientRequestToken;
  const known = token === undefined ? undefined : executionsOf(ctx, p.name).find((e) => e.token === token);
  if (known) return { pipelineExecutionId: known.id };
  const given = Object.fromEntries((input.variables ?? []).map((v) => [v.name, v.value]));
  const variables: Record<string, string> = {};
  for (const v of p.declaration.variables ?? []) {
    const value = given[v.name] ?? v.defaultValue;
    if (value === undefined) throw new AwsError('ValidationException', `The pipeline variable ${v.name} has neither a value nor a default`);
    variables[v.name] = value;
  }
  const unknown = Object.keys(given).find((name) => !(name in variables));
  if (unknown !== undefined) throw new AwsError('ValidationException', `The pipeline has no variable ${unknown}`);
  const overrides: Record<string, string> = {};
  for (const r of input.sourceRevisions ?? []) {
    if (r.revisionType !== 'COMMIT_ID') throw new AwsError('ValidationException', `Source revisions of type ${r.revisionType} are not served by Starboard's engine yet; COMMIT_ID is`);
    overrides[r.actionName] = r.revisionValue;
  }
  const trigger = (input.starboardTrigger as StartInput['starboardTrigger']) ?? { triggerType: 'StartPipelineExecution', triggerDetail: ctx.identity.arn };
  const execution = newExecution(ctx, p, { trigger, variables, overrides, token });
  feed(ctx, p.name, { type: 'start', execution });
  return { pipelineExecutionId: execution.id };
});

/** Job: the execution that creating a pipeline starts; once, however often it runs. */
export async function firstExecution(job: Job, ctx: Ctx): Promise<void> {
  const input: StartInput = { name: job.key, clientRequestToken: `first-${job.id}`, starboardTrigger: { triggerType: 'CreatePipeline', triggerDetail: ctx.identity.arn } };
  await ctx.invoke('codepipeline', 'StartPipelineExecution', input).catch((error: unknown) => { if (!(error instanceof AwsError)) throw error; });
}

export const stopPipelineExecution: Handler<CP.StopPipelineExecutionInput, CP.StopPipelineExecutionOutput> = (input, ctx) => {
  const e = executionOrThrow(ctx, input.pipelineName, input.pipelineExecutionId);
  if (isOver(e.status)) throw new AwsError('PipelineExecutionNotStoppableException', `The pipeline execution ${e.id} is ${e.status} and cannot be stopped`);
  const abandon = input.abandon ?? false;
  if (e.stop && e.stop.abandon === abandon) throw new AwsError('DuplicatedStopRequestException', `The pipeline execution ${e.id} is already stopping`);
  feed(ctx, e.pipeline, { type: 'stop', executionId: e.id, reason: input.reason ?? '', abandon });
  return { pipelineExecutionId: e.id };
};

export const retryStageExecution: Handler<CP.RetryStageExecutionInput, CP.RetryStageExecutionOutput> = (input, ctx) => {
  const e = executionOrThrow(ctx, input.pipelineName, input.pipelineExecutionId);
  const p = pipelineOrThrow(ctx, input.pipelineName);
  const slot = p.slots.find((s) => s.name === input.stageName);
  if (!slot) throw new AwsError('StageNotFoundException', `Stage ${input.stageName} was not found in pipeline ${p.name}`);
  const stage = e.stages.find((s) => s.name === input.stageName);
  if (slot.lastEntered !== e.id) throw new AwsError('NotLatestPipelineExecutionException', `The execution ${e.id} is not the latest of stage ${input.stageName}`);
  if (!stage || (stage.status !== 'Failed' && stage.status !== 'Stopped') || slot.lockedBy !== undefined) throw new AwsError('StageNotRetryableException', `Stage ${input.stageName} has no failed action to retry in execution ${e.id}`);
  if (p.version !== e.version && JSON.stringify(p.declaration.stages) !== JSON.stringify(e.declaration.stages)) throw new AwsError('StageNotRetryableException', 'The pipeline structure has changed since the execution started');
  feed(ctx, p.name, { type: 'retry', executionId: e.id, stage: input.stageName, mode: input.retryMode === 'ALL_ACTIONS' ? 'ALL_ACTIONS' : 'FAILED_ACTIONS' }, [e]);
  return { pipelineExecutionId: e.id };
};

/** Eligibility of AWS-SEMANTICS 3.7: succeeded in that stage, of the current version, itself no rollback; the stage is not the source and does not run. */
export const rollbackStage: Handler<CP.RollbackStageInput, CP.RollbackStageOutput> = (input, ctx) => ctx.store.transaction(() => {
  const p = pipelineOrThrow(ctx, input.pipelineName);
  const slot = p.slots.find((s) => s.name === input.stageName);
  if (!slot) throw new AwsError('StageNotFoundException', `Stage ${input.stageName} was not found in pipeline ${p.name}`);
  const target = executionOrThrow(ctx, p.name, input.targetPipelineExecutionId);
  const unable = (message: string): AwsError => new AwsError('UnableToRollbackStageException', message);
  if (p.declaration.stages[0]?.name === slot.name) throw unable('The source stage cannot be rolled back');
  if (target.type === 'ROLLBACK') throw unable('The target execution is itself a rollback');
  if (target.stages.find((s) => s.name === slot.name)?.status !== 'Succeeded') throw unable(`The target execution did not succeed in stage ${slot.name}`);
  if (target.version !== p.version) throw new AwsError('PipelineExecutionOutdatedException', `The target execution ran version ${target.version} of the pipeline, which is now at ${p.version}`);
  if (slot.lockedBy !== undefined) throw unable(`Stage ${slot.name} has an execution in progress`);
  const artifacts = Object.fromEntries([...Object.values(target.artifacts), ...target.actions.filter((a) => a.status === 'Succeeded').flatMap((a) => a.outputs ?? [])].map((a) => [a.name, a]));
  const execution = newExecution(ctx, p, { type: 'ROLLBACK', rollbackTarget: target.id, artifacts, variables: target.variables, trigger: { triggerType: 'ManualRollback', triggerDetail: ctx.identity.arn } });
  feed(ctx, p.name, { type: 'rollback', execution, stage: slot.name });
  return { pipelineExecutionId: execution.id };
});

export const putApprovalResult: Handler<CP.PutApprovalResultInput, CP.PutApprovalResultOutput> = (input, ctx) => ctx.store.transaction(() => {
  const p = pipelineOrThrow(ctx, input.pipelineName);
  const stage = p.declaration.stages.find((s) => s.name === input.stageName);
  if (!stage) throw new AwsError('StageNotFoundException', `Stage ${input.stageName} was not found in pipeline ${p.name}`);
  if (!stage.actions.some((a) => a.name === input.actionName && a.actionTypeId.category === 'Approval')) throw new AwsError('ActionNotFoundException', `Approval action ${input.actionName} was not found in stage ${stage.name}`);
  const latest = p.slots.find((s) => s.name === stage.name)?.latest[input.actionName];
  const e = latest && executionOrThrow(ctx, p.name, latest.executionId);
  const run = e?.actions.find((a) => a.id === latest?.actionId);
  if (!e || !run || run.token !== input.token) throw new AwsError('InvalidApprovalTokenException', 'The approval token is not valid: the approval was answered, has expired, or belongs to another execution');
  if (run.status !== 'InProgress') throw new AwsError('ApprovalAlreadyCompletedException', 'The approval has already been completed');
  const { status, summary } = input.result;
  if (summary.length > 512) throw new AwsError('ValidationException', "Value at 'result.summary' failed to satisfy constraint: Member must have length less than or equal to 512");
  const changes = { summary, updatedBy: ctx.identity.arn };
  if (status === 'Approved') feed(ctx, p.name, { type: 'action-succeeded', executionId: e.id, actionId: run.id, changes });
  else feed(ctx, p.name, { type: 'action-failed', executionId: e.id, actionId: run.id, error: { code: 'ApprovalRejected', message: summary ? `Rejected: ${summary}` : 'Rejected' }, changes });
  ctx.store.cancelJobs('codepipeline.expire', run.id);
  return { approvedAt: new Date(ctx.clock.now()) };
});

function setTransition(enabled: boolean): Handler<CP.DisableStageTransitionInput, object> {
  return (input, ctx) => {
    const p = pipelineOrThrow(ctx, input.pipelineName);
    const at = p.declaration.stages.findIndex((s) => s.name === input.stageName);
    if (at < 0) throw new AwsError('StageNotFoundException', `Stage ${input.stageName} was not found in pipeline ${p.name}`);
    if (input.transitionType !== 'Inbound') throw new AwsError('ValidationException', 'Outbound transitions are not served by Starboard\'s engine yet; use Inbound');
    feed(ctx, p.name, { type: 'transition', stage: input.stageName, enabled, reason: input.reason, by: ctx.identity.arn });
    return {};
  };
}

export const disableStageTransition = setTransition(false);
export const enableStageTransition = setTransition(true) as unknown as Handler<CP.EnableStageTransitionInput, object>;
