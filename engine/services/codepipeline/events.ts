import type { ActionRun, Execution } from '../../core/pipeline/types';
import type { Ctx } from '../../ports/context';
import { externalIdOf, linkOf, summaryOf } from './revisions';

/** CodePipeline's three documented events (AWS-SEMANTICS 3.10). */
function common(e: Execution, state: string): Record<string, unknown> {
  return {
    pipeline: e.pipeline,
    'execution-id': e.id,
    version: e.version,
    state,
    'start-time': new Date(e.startTime).toISOString(),
    'pipeline-execution-attempt': e.attempts,
  };
}

const arn = (ctx: Ctx, e: Execution): string[] => [ctx.arn('codepipeline', e.pipeline)];

export function emitPipeline(ctx: Ctx, e: Execution, state: string): void {
  ctx.emit(
    'aws.codepipeline',
    'CodePipeline Pipeline Execution State Change',
    {
      ...common(e, state),
      ...(state === 'STARTED'
        ? {
            'execution-trigger': {
              'trigger-type': e.trigger.triggerType,
              'trigger-detail': e.trigger.triggerDetail,
            },
          }
        : {}),
      ...(state === 'STOPPING' ? { 'stop-execution-comments': e.stop?.reason ?? '' } : {}),
    },
    arn(ctx, e),
  );
}

export function emitStage(ctx: Ctx, e: Execution, stage: string, state: string): void {
  ctx.emit(
    'aws.codepipeline',
    'CodePipeline Stage Execution State Change',
    { ...common(e, state), stage },
    arn(ctx, e),
  );
}

export function emitAction(ctx: Ctx, e: Execution, actionId: string, state: string): void {
  const run = e.actions.find((a) => a.id === actionId);
  const declared = e.declaration.stages
    .find((s) => s.name === run?.stage)
    ?.actions.find((a) => a.name === run?.name);
  if (!run || !declared) return;
  const artifacts = (list: ActionRun['inputs'] = []): object[] =>
    list.map((x) => ({ name: x.name, s3location: { ...x.location } }));
  const result = run.externalId ?? run.error ?? run.summary;
  ctx.emit(
    'aws.codepipeline',
    'CodePipeline Action Execution State Change',
    {
      // The region of the action, which is not always that of the envelope.
      ...common(e, state),
      stage: run.stage,
      action: run.name,
      'action-execution-id': run.id,
      region: declared.region ?? ctx.region,
      type: { ...declared.actionTypeId },
      'input-artifacts': artifacts(run.inputs),
      'output-artifacts': artifacts(run.outputs),
      ...(result === undefined
        ? {}
        : {
            'execution-result': {
              'external-execution-url': linkOf(run, declared, ctx.region),
              'external-execution-summary': summaryOf(run),
              'external-execution-id': externalIdOf(run, declared),
              'error-code': run.error?.code,
            },
          }),
    },
    arn(ctx, e),
  );
}
