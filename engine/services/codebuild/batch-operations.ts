import type * as CB from '@aws-sdk/client-codebuild';
import type { Group } from '../../core/build/batch';
import type { Ctx, Handler } from '../../ports/context';
import type { BuildOrigin } from '../../ports/internal-calls';
import type { Internal } from '../../ports/module';
import { AwsError } from '../../wire/errors';
import { allShown, shownPage } from '../../shared/shown-page';
import {
  batchArn,
  batchDto,
  batches,
  batchIdOf,
  batchOrThrow,
  emitBatch,
  enterPhase,
  isBatchRunning,
  type Batch,
} from './batch-store';
import { builds } from './builds';
import { madeBefore, remember, startAsKept, type Request } from './idempotency';
import { projectOrThrow } from './projects';

const MAX_PAGE = 100;

function start(
  ctx: Ctx,
  given: CB.StartBuildBatchInput,
  origin: BuildOrigin | undefined,
): CB.StartBuildBatchOutput {
  return ctx.store.transaction(() => {
    const {
      buildTimeoutInMinutesOverride,
      buildBatchConfigOverride,
      idempotencyToken: token,
      ...input
    } = given;
    const project = projectOrThrow(ctx, input.projectName ?? '');
    const request: Request = {
      operation: 'StartBuildBatch',
      token,
      input: startAsKept(given, origin),
      isInternal: origin !== undefined,
    };
    const known = madeBefore(ctx, request);
    if (known !== undefined) return { buildBatch: batchDto(ctx, batchOrThrow(ctx, known)) };
    const config = { ...project.settings.buildBatchConfig, ...buildBatchConfigOverride };
    if (!config.serviceRole)
      throw new AwsError(
        'InvalidInputException',
        'A batch needs buildBatchConfig.serviceRole in the project or the start',
      );
    if (config.combineArtifacts && !origin?.pipeline)
      throw new AwsError(
        'InvalidInputException',
        "Starboard's engine combines the artifacts of a batch for a pipeline alone: set buildBatchConfigOverride.combineArtifacts to false",
      );
    const uuid = ctx.ids.uuid();
    const id = `${project.name}:${uuid}`;
    const now = ctx.clock.now();
    const number =
      allShown(ctx.store, batches, `${project.name}:`).reduce((n, b) => Math.max(n, b.number), 0) +
      1;
    const batch: Batch = {
      id,
      uuid,
      arn: batchArn(ctx, id),
      projectName: project.name,
      number,
      startTime: now,
      initiator: origin?.initiator ?? ctx.identity.arn.split('/').pop() ?? 'root',
      config,
      pipeline: origin?.pipeline,
      status: 'IN_PROGRESS',
      groups: [],
      input: { ...input, timeoutInMinutesOverride: buildTimeoutInMinutesOverride },
      phases: [
        { phaseType: 'SUBMITTED', phaseStatus: 'SUCCEEDED', startTime: now, endTime: now },
        { phaseType: 'DOWNLOAD_BATCHSPEC', startTime: now },
      ],
    };
    ctx.store.put(batches, id, batch);
    remember(ctx, request, id);
    ctx.enqueue('codebuild.batch-spec', id);
    emitBatch(ctx, batch);
    return { buildBatch: batchDto(ctx, batch) };
  });
}

export const startBuildBatch: Handler<CB.StartBuildBatchInput, CB.StartBuildBatchOutput> = (
  input,
  ctx,
) => start(ctx, input, undefined);

/** The same for a pipeline. */
export const startBatchInside: Internal<'codebuild'>['startBuildBatch'] = (
  { request, origin },
  ctx,
) => start(ctx, request, origin);

export const batchGetBuildBatches: Handler<
  CB.BatchGetBuildBatchesInput,
  CB.BatchGetBuildBatchesOutput
> = (input, ctx) => {
  const found = input.ids.map((id) => [id, ctx.store.get(batches, batchIdOf(id))] as const);
  return {
    buildBatches: found.flatMap(([, b]) => (b ? [batchDto(ctx, b)] : [])),
    buildBatchesNotFound: found.filter(([, b]) => !b).map(([id]) => id),
  };
};

function listed(
  ctx: Ctx,
  prefix: string,
  input: {
    sortOrder?: string | undefined;
    nextToken?: string | undefined;
    maxResults?: number | undefined;
    filter?: { status?: string | undefined } | undefined;
  },
): { ids: string[]; nextToken: string | undefined } {
  const status = input.filter?.status;
  const { items, nextToken } = shownPage(ctx.store, batches, {
    prefix,
    reverse: input.sortOrder !== 'ASCENDING',
    size: Math.min(input.maxResults ?? MAX_PAGE, MAX_PAGE),
    token: input.nextToken,
    wanted: (b) => status === undefined || b.status === status,
  });
  return { ids: items.map((b) => b.id), nextToken };
}

export const listBuildBatches: Handler<CB.ListBuildBatchesInput, CB.ListBuildBatchesOutput> = (
  input,
  ctx,
) => listed(ctx, '', input);
export const listBuildBatchesForProject: Handler<
  CB.ListBuildBatchesForProjectInput,
  CB.ListBuildBatchesForProjectOutput
> = (input, ctx) => listed(ctx, `${projectOrThrow(ctx, input.projectName ?? '').name}:`, input);

/** What runs is stopped, what waits never starts. */
export const stopBuildBatch: Handler<CB.StopBuildBatchInput, CB.StopBuildBatchOutput> = async (
  input,
  ctx,
) => {
  const batch = batchOrThrow(ctx, input.id);
  if (!isBatchRunning(batch)) return { buildBatch: batchDto(ctx, batch) };
  const stopping = batch.spec
    ? { ...batch, stopping: true }
    : enterPhase(batch, 'STOPPED', ctx.clock.now(), 'STOPPED');
  ctx.store.put(batches, batch.id, stopping);
  if (!batch.spec) emitBatch(ctx, stopping);
  for (const g of batch.groups)
    if (g.build !== undefined && ctx.store.get(builds, g.build)?.state.endTime === undefined)
      await ctx.call.codebuild.stopBuild({ id: g.build });
  ctx.enqueue('codebuild.batch', batch.id);
  return { buildBatch: batchDto(ctx, batchOrThrow(ctx, batch.id)) };
};

/** All builds again, or those that did not succeed; each build that is pushed aside stays as a prior one. Only after a failure (AWS-SEMANTICS 1.9). */
export const retryBuildBatch: Handler<CB.RetryBuildBatchInput, CB.RetryBuildBatchOutput> = (
  input,
  ctx,
) =>
  ctx.store.transaction(() => {
    const { idempotencyToken: token, ...rest } = input;
    const request: Request = { operation: 'RetryBuildBatch', token, input: rest };
    const known = madeBefore(ctx, request);
    if (known !== undefined) return { buildBatch: batchDto(ctx, batchOrThrow(ctx, known)) };
    const batch = batchOrThrow(ctx, input.id ?? '');
    if (isBatchRunning(batch) || batch.status === 'SUCCEEDED' || !batch.spec)
      throw new AwsError(
        'InvalidInputException',
        'Only a batch that failed or was stopped can be retried.',
      );
    const again = (g: Group): Group => ({
      ...g,
      status: 'WAITING',
      build: undefined,
      prior: g.build === undefined ? g.prior : [...g.prior, g.build],
    });
    const groups = batch.groups.map((g) =>
      input.retryType === 'RETRY_FAILED_BUILDS' && g.status === 'SUCCEEDED' ? g : again(g),
    );
    const now = ctx.clock.now();
    const next: Batch = {
      ...batch,
      groups,
      status: 'IN_PROGRESS',
      endTime: undefined,
      stopping: undefined,
      phases: [
        ...batch.phases.filter(
          (p) => p.phaseType === 'SUBMITTED' || p.phaseType === 'DOWNLOAD_BATCHSPEC',
        ),
        { phaseType: 'IN_PROGRESS', startTime: now },
      ],
    };
    ctx.store.put(batches, batch.id, next);
    remember(ctx, request, batch.id);
    ctx.enqueue('codebuild.batch', batch.id);
    emitBatch(ctx, next);
    return { buildBatch: batchDto(ctx, next) };
  });

export const deleteBuildBatch: Handler<CB.DeleteBuildBatchInput, CB.DeleteBuildBatchOutput> = (
  input,
  ctx,
) =>
  ctx.store.transaction(() => {
    const batch = batchOrThrow(ctx, input.id);
    if (isBatchRunning(batch))
      throw new AwsError('InvalidInputException', 'The batch is still running.');
    const own = batch.groups.flatMap((g) => [
      ...g.prior,
      ...(g.build === undefined ? [] : [g.build]),
    ]);
    for (const id of own) ctx.store.delete(builds, id);
    ctx.store.delete(batches, batch.id);
    return { statusCode: 'SUCCEEDED', buildsDeleted: own, buildsNotDeleted: [] };
  });
