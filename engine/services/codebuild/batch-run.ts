import { buffer } from 'node:stream/consumers';
import type { ComputeType, EnvironmentType } from '@aws-sdk/client-codebuild';
import {
  advance,
  groupsOf,
  taskVariables,
  type BatchStep,
  type Group,
} from '../../core/build/batch';
import { parseBuildspec } from '../../core/build/buildspec/parse';
import { BuildspecError } from '../../core/build/buildspec/reader';
import type { BatchSpec, BatchTask } from '../../core/build/buildspec/types';
import type { Ctx } from '../../ports/context';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { combines, isCombining, taskArtifacts, unclaimed } from './batch-artifacts';
import {
  batches,
  batchIdOf,
  emitBatch,
  enterPhase,
  isBatchRunning,
  type Batch,
} from './batch-store';
import { builds } from './builds';
import { projectOrThrow } from './projects';
import { effectiveSettings, isInline } from './settings';
import { fileOfSource } from './sources';

/** The batch's buildspec: inline, of a pipeline's artifact, of an archive in S3, or of a commit. */
async function specText(ctx: Ctx, b: Batch): Promise<string> {
  const { source, sourceVersion } = effectiveSettings(projectOrThrow(ctx, b.projectName), b.input);
  const given = source.buildspec ?? '';
  if (isInline(given)) return given;
  const path = given || 'buildspec.yml';
  const missing = (): AwsError =>
    new AwsError('InvalidInputException', `${path}: no such file in the source`);
  if (b.pipeline?.source) {
    const { Body } = await ctx.call.s3.getObject({
      Bucket: b.pipeline.source.bucket,
      Key: b.pipeline.source.key,
    });
    const file = (await ctx.machines.unzip(await buffer(Body))).find((f) => f.path === path);
    if (!file) throw missing();
    return Buffer.from(file.content).toString('utf8');
  }
  const dir = `${ctx.paths.builds}/${b.uuid}`;
  try {
    const text = await fileOfSource(ctx, source, sourceVersion, { path, dir });
    if (text === undefined) throw missing();
    return text;
  } finally {
    await ctx.machines.remove(dir);
  }
}

function fail(ctx: Ctx, b: Batch, message: string): void {
  ctx.store.transaction(() => {
    const failed = enterPhase(b, 'FAILED', ctx.clock.now(), 'FAILED', message);
    ctx.store.put(batches, b.id, failed);
    emitBatch(ctx, failed);
  });
}

/** What a project's restrictions refuse (AWS-SEMANTICS 1.9). */
function refusal(b: Batch, tasks: readonly BatchTask[]): string | undefined {
  const { maximumBuildsAllowed: most, computeTypesAllowed: allowed } = b.config.restrictions ?? {};
  if (most !== undefined && tasks.length > most)
    return `The batch has ${tasks.length} builds; at most ${most} are allowed`;
  const odd =
    allowed &&
    tasks.find((t) => t.env.computeType !== undefined && !allowed.includes(t.env.computeType));
  return odd
    ? `${odd.identifier} asks for the compute type ${odd.env.computeType ?? ''}, which is not allowed`
    : undefined;
}

/** Job: reads the batch's buildspec. */
export async function readSpec(job: Job, ctx: Ctx): Promise<void> {
  const batch = ctx.store.get(batches, job.key);
  if (!batch || !isBatchRunning(batch) || batch.spec) return;
  try {
    const { batch: spec } = parseBuildspec(await specText(ctx, batch));
    if (!spec) return fail(ctx, batch, 'The buildspec has no batch');
    const no = refusal(batch, spec.tasks);
    if (no) return fail(ctx, batch, no);
    const identifiers = spec.tasks.map((t) => t.identifier);
    const [orphan] = unclaimed(batch, identifiers);
    if (orphan !== undefined)
      return fail(
        ctx,
        batch,
        `No build of the batch makes the output artifact ${orphan}: name it after a build (${identifiers.join(', ')}), or BUILD_ARTIFACT after its secondary artifact`,
      );
    ctx.store.transaction(() => {
      const fresh = ctx.store.get(batches, batch.id);
      if (!fresh || !isBatchRunning(fresh)) return;
      ctx.store.put(
        batches,
        batch.id,
        enterPhase({ ...fresh, spec, groups: groupsOf(spec) }, 'IN_PROGRESS', ctx.clock.now()),
      );
      ctx.enqueue('codebuild.batch', batch.id);
    });
  } catch (error) {
    if (!(error instanceof AwsError) && !(error instanceof BuildspecError)) throw error;
    fail(ctx, batch, error.message);
  }
}

/** Each group as its build stands now. */
const seen = (ctx: Ctx, groups: readonly Group[]): Group[] =>
  groups.map((g) => {
    const build = g.build === undefined ? undefined : ctx.store.get(builds, g.build);
    return build
      ? {
          ...g,
          status: build.state.endTime === undefined ? 'IN_PROGRESS' : build.state.buildStatus,
        }
      : g;
  });

async function startTask(
  ctx: Ctx,
  b: Batch,
  spec: BatchSpec,
  task: BatchTask,
): Promise<string | undefined> {
  const env = task.env;
  const own = Object.entries(taskVariables(spec, task)).map(([name, value]) => ({
    name,
    value,
    type: 'PLAINTEXT' as const,
  }));
  const { build } = await ctx.internal.codebuild.startBuild({
    request: {
      ...b.input,
      idempotencyToken: `${b.uuid}-${task.identifier}-${b.groups.find((g) => g.identifier === task.identifier)?.prior.length ?? 0}`,
      autoRetryLimitOverride: 0,
      environmentVariablesOverride: [...(b.input.environmentVariablesOverride ?? []), ...own],
      ...(task.buildspec === undefined ? {} : { buildspecOverride: task.buildspec }),
      ...(env.computeType ? { computeTypeOverride: env.computeType as ComputeType } : {}),
      ...(env.image ? { imageOverride: env.image } : {}),
      ...(env.type ? { environmentTypeOverride: env.type as EnvironmentType } : {}),
      ...(env.privilegedMode === undefined ? {} : { privilegedModeOverride: env.privilegedMode }),
    },
    origin: {
      initiator: b.initiator,
      pipeline: taskArtifacts(b, task.identifier),
      batch: { arn: b.arn, identifier: task.identifier },
    },
  });
  return build?.id;
}

/** What becomes of a batch whose builds have come to this end. Each build that ends asks: of those that end together all but one find it done. */
export function settle(b: Batch, ended: BatchStep['ended'], now: number): Batch {
  if (!ended) return b;
  if (b.stopping) return enterPhase(b, 'STOPPED', now, 'STOPPED');
  if (ended === 'FAILED' || !combines(b)) return enterPhase(b, ended, now, ended);
  return isCombining(b) ? b : enterPhase(b, 'COMBINE_ARTIFACTS', now);
}

/** Job: looks at how the builds stand and does what follows. Safe to repeat: each start has a token of its own. The key is the batch's id or ARN. */
export async function advanceBatch(job: Job, ctx: Ctx): Promise<void> {
  const batch = ctx.store.get(batches, batchIdOf(job.key));
  if (!batch?.spec || !isBatchRunning(batch)) return;
  const step = advance(
    batch.stopping
      ? seen(ctx, batch.groups).map((g): Group =>
          g.status === 'WAITING' ? { ...g, status: 'SKIPPED' } : g,
        )
      : seen(ctx, batch.groups),
    batch.spec.fastFail,
  );
  const started = new Map<string, string>();
  for (const id of step.start) {
    const task = batch.spec.tasks.find((t) => t.identifier === id);
    const build = task && (await startTask(ctx, batch, batch.spec, task));
    if (build) started.set(id, build);
  }
  for (const id of step.stop) await ctx.call.codebuild.stopBuild({ id });
  ctx.store.transaction(() => {
    const fresh = ctx.store.get(batches, batch.id);
    if (!fresh || !isBatchRunning(fresh)) return;
    const groups = step.groups.map((g): Group =>
      started.has(g.identifier)
        ? { ...g, build: started.get(g.identifier), status: 'IN_PROGRESS' }
        : g,
    );
    const next = settle({ ...fresh, groups }, step.ended, ctx.clock.now());
    ctx.store.put(batches, batch.id, next);
    if (isCombining(next) && !isCombining(fresh)) ctx.enqueue('codebuild.batch-combine', batch.id);
    if (!isBatchRunning(next)) emitBatch(ctx, next);
  });
}
