import type * as CP from '@aws-sdk/client-codepipeline';
import { typeKey } from '../../core/pipeline/action-types';
import { modeOf } from '../../core/pipeline/declaration';
import { MAX_CONCURRENT } from '../../core/pipeline/unverified';
import type { Ctx, Handler, Wire } from '../../ports/context';
import type { InternalCalls } from '../../ports/internal-calls';
import type { Internal } from '../../ports/module';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { dispatchEvent } from './dispatch-event';
import { newExecution } from './new-execution';
import { countActive, executionOfToken, pipelineOrThrow, type Pipeline } from './store';

/** A start by a trigger: why, and which revisions, by action. */
type Triggered = Parameters<InternalCalls['codepipeline']['startPipelineExecution']>[0];

function variablesOf(
  p: Pipeline,
  given: readonly { name: string; value: string }[],
): Record<string, string> {
  const values = new Map(given.map((v) => [v.name, v.value]));
  const resolved: Record<string, string> = {};
  for (const v of p.declaration.variables ?? []) {
    const value = values.get(v.name) ?? v.defaultValue;
    if (value === undefined)
      throw new AwsError(
        'ValidationException',
        `The pipeline variable ${v.name} has neither a value nor a default`,
      );
    if (value === '')
      throw new AwsError(
        'ValidationException',
        `The value of the pipeline variable ${v.name} must not be empty`,
      );
    resolved[v.name] = value;
  }
  const unknown = given.find((v) => !Object.hasOwn(resolved, v.name));
  if (unknown)
    throw new AwsError('ValidationException', `The pipeline has no variable ${unknown.name}`);
  return resolved;
}

/** [model] SourceRevisionOverride.revisionValue. */
const MAX_REVISION = 1500;
/** User guide, "Start a pipeline with a source revision override". */
const REVISION_TYPES: Readonly<Record<string, readonly string[]>> = {
  'Source/AWS/CodeCommit/1': ['COMMIT_ID'],
  'Source/AWS/CodeStarSourceConnection/1': ['COMMIT_ID'],
  'Source/AWS/S3/1': ['S3_OBJECT_VERSION_ID', 'S3_OBJECT_KEY'],
  'Source/AWS/ECR/1': ['IMAGE_DIGEST'],
};

/** Which revision each source action takes instead of its newest (AWS-SEMANTICS 3.3). A key has the form `ACTION` or, for an object key, `ACTION key`. */
function overridesOf(
  p: Pipeline,
  given: NonNullable<CP.StartPipelineExecutionInput['sourceRevisions']>,
): Record<string, string> {
  const overrides: Record<string, string> = {};
  for (const r of given) {
    const action = p.declaration.stages[0]?.actions.find((a) => a.name === r.actionName);
    if (!action)
      throw new AwsError(
        'ValidationException',
        `The pipeline has no source action ${r.actionName ?? ''}`,
      );
    if (!REVISION_TYPES[typeKey(action)]?.includes(r.revisionType ?? ''))
      throw new AwsError(
        'ValidationException',
        `Source revisions of type ${r.revisionType ?? ''} are not supported by ${typeKey(action)}`,
      );
    if (
      r.revisionType === 'S3_OBJECT_KEY' &&
      action.configuration?.['AllowOverrideForS3ObjectKey'] !== 'true'
    )
      throw new AwsError(
        'ValidationException',
        `The source action ${action.name} does not allow its object key to be overridden (AllowOverrideForS3ObjectKey)`,
      );
    if (!r.revisionValue)
      throw new AwsError('ValidationException', `The source revision of ${action.name} is empty`);
    if (r.revisionValue.length > MAX_REVISION)
      throw new AwsError(
        'ValidationException',
        `1 validation error detected: Value at 'sourceRevisions.revisionValue' failed to satisfy constraint: Member must have length less than or equal to ${MAX_REVISION}`,
      );
    overrides[r.revisionType === 'S3_OBJECT_KEY' ? `${action.name} key` : action.name] =
      r.revisionValue;
  }
  return overrides;
}

function start(
  ctx: Ctx,
  request: Wire<CP.StartPipelineExecutionInput>,
  triggered?: Omit<Triggered, 'request'>,
): CP.StartPipelineExecutionOutput {
  return ctx.store.transaction(() => {
    const p = pipelineOrThrow(ctx, request.name);
    const token = request.clientRequestToken;
    const known = token === undefined ? undefined : executionOfToken(ctx, p.name, token);
    if (known !== undefined) return { pipelineExecutionId: known };
    const variables = variablesOf(p, request.variables ?? []);
    if (request.sourceRevisions?.length && p.declaration.pipelineType !== 'V2')
      throw new AwsError(
        'ValidationException',
        'Source revision overrides are for pipelines of type V2 only',
      );
    const overrides = { ...overridesOf(p, request.sourceRevisions ?? []), ...triggered?.overrides };
    const full =
      modeOf(p.declaration) !== 'SUPERSEDED' && countActive(ctx, p.name) >= MAX_CONCURRENT;
    if (full && !triggered)
      throw new AwsError(
        'ConcurrentPipelineExecutionsLimitExceededException',
        `The pipeline ${p.name} has ${MAX_CONCURRENT} executions in progress, which is the most it can have`,
      );
    // At the limit a triggered execution fails without a message (AWS-SEMANTICS 3.4 [doc]).
    const execution = newExecution(ctx, p, {
      trigger: triggered?.trigger ?? {
        triggerType: 'StartPipelineExecution',
        triggerDetail: ctx.identity.arn,
      },
      variables,
      overrides,
      token,
      ...(full ? { status: 'Failed' } : {}),
    });
    dispatchEvent(ctx, p.name, { type: 'start', execution });
    return { pipelineExecutionId: execution.id };
  });
}

export const startPipelineExecution: Handler<
  CP.StartPipelineExecutionInput,
  CP.StartPipelineExecutionOutput
> = (input, ctx) => start(ctx, input);

/** The same for a trigger of the engine's own. */
export const startTriggered: Internal<'codepipeline'>['startPipelineExecution'] = (
  { request, ...triggered },
  ctx,
) => start(ctx, { ...request, name: request.name ?? '' }, triggered);

/** Starts a pipeline for a trigger. What the pipeline itself refuses is its owner's business: it has no execution then. */
export async function trigger(ctx: Ctx, input: Triggered): Promise<void> {
  await ctx.internal.codepipeline.startPipelineExecution(input).catch((error: unknown) => {
    if (!(error instanceof AwsError)) throw error;
  });
}

/** Job: the execution that creating a pipeline starts; once, however often it runs. */
export function firstExecution(job: Job, ctx: Ctx): Promise<void> {
  return trigger(ctx, {
    request: { name: job.key, clientRequestToken: `first-${job.id}` },
    trigger: { triggerType: 'CreatePipeline', triggerDetail: ctx.identity.arn },
  });
}
