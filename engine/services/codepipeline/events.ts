import type { Execution } from '../../core/pipeline/types';
import type { Ctx } from '../../ports/context';

/** CodePipeline's three documented events (AWS-SEMANTICS 3.10). */
function common(e: Execution, state: string): Record<string, unknown> {
  return { pipeline: e.pipeline, 'execution-id': e.id, version: e.version, state, 'start-time': new Date(e.startTime).toISOString(), 'pipeline-execution-attempt': e.attempts };
}

const arn = (ctx: Ctx, e: Execution): string[] => [ctx.arn('codepipeline', e.pipeline)];

export function emitPipeline(ctx: Ctx, e: Execution, state: string): void {
  ctx.emit('aws.codepipeline', 'CodePipeline Pipeline Execution State Change', {
    ...common(e, state), ...(state === 'STARTED' ? { 'execution-trigger': { 'trigger-type': e.trigger.triggerType, 'trigger-detail': e.trigger.triggerDetail } } : {}), ...(state === 'STOPPING' ? { 'stop-execution-comments': e.stop?.reason ?? '' } : {}),
  }, arn(ctx, e));
}

export function emitStage(ctx: Ctx, e: Execution, stage: string, state: string): void {
  ctx.emit('aws.codepipeline', 'CodePipeline Stage Execution State Change', { ...common(e, state), stage }, arn(ctx, e));
}

export function emitAction(ctx: Ctx, e: Execution, actionId: string, state: string): void {
  const run = e.actions.find((a) => a.id === actionId);
  const declared = e.declaration.stages.find((s) => s.name === run?.stage)?.actions.find((a) => a.name === run?.name);
  if (!run || !declared) return;
  ctx.emit('aws.codepipeline', 'CodePipeline Action Execution State Change', {
    ...common(e, state), stage: run.stage, action: run.name, 'action-execution-id': run.id, region: ctx.region, type: { ...declared.actionTypeId },
    ...(run.externalId || run.error ? { 'execution-result': { 'external-execution-id': run.externalId, 'external-execution-summary': run.error?.message ?? run.summary, 'error-code': run.error?.code } } : {}),
  }, arn(ctx, e));
}
