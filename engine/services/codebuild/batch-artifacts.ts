import type { Ctx } from '../../ports/context';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { batches, emitBatch, enterPhase, isBatchRunning, type Batch } from './batch-store';
import { builds } from './builds';
import type { ObjectAt, PipelineArtifacts } from '../../ports/internal-calls';

/** The build of a batch that makes an output of the pipeline: its primary artifact has the build's identifier as its name, a secondary one IDENTIFIER_ARTIFACT [memory]. */
function makerOf(name: string, identifiers: readonly string[]): string | undefined {
  return identifiers
    .filter((id) => name === id || name.startsWith(`${id}_`))
    .sort((a, b) => b.length - a.length)[0];
}

/** Outputs that no build of the batch can make; none where one object combines them all. */
export function unclaimed(b: Batch, identifiers: readonly string[]): string[] {
  return b.config.combineArtifacts
    ? []
    : (b.pipeline?.outputs ?? [])
        .map((o) => o.name)
        .filter((name) => makerOf(name, identifiers) === undefined);
}

/** One build's part of what is to be combined. */
const partOf = (output: ObjectAt, identifier: string): ObjectAt => ({
  bucket: output.bucket,
  key: `${output.key}.${identifier}`,
});

/** What one build of a pipeline's batch reads, and where what it makes goes. */
export function taskArtifacts(b: Batch, identifier: string): PipelineArtifacts | undefined {
  if (!b.pipeline) return undefined;
  const { source, secondary, outputs = [] } = b.pipeline;
  const [whole] = outputs;
  if (b.config.combineArtifacts)
    return { source, secondary, ...(whole ? { output: partOf(whole, identifier) } : {}) };
  const identifiers = (b.spec?.tasks ?? []).map((t) => t.identifier);
  const own = outputs.filter((o) => makerOf(o.name, identifiers) === identifier);
  const output = own.find((o) => o.name === identifier);
  return {
    source,
    secondary,
    ...(output ? { output } : {}),
    outputs: own
      .filter((o) => o !== output)
      .map((o) => ({ ...o, name: o.name.slice(identifier.length + 1) })),
  };
}

/** Whether one object is to be made of what the builds have made. */
export const combines = (b: Batch): boolean =>
  b.config.combineArtifacts === true && (b.pipeline?.outputs?.length ?? 0) > 0;
/** It is being made: the builds have nothing more to say. */
export const isCombining = (b: Batch): boolean =>
  b.phases.at(-1)?.phaseType === 'COMBINE_ARTIFACTS';

/** Job: one archive of the artifacts of all builds, in the batch's order; of two files with one name the later one counts. */
export async function combineArtifacts(job: Job, ctx: Ctx): Promise<void> {
  const batch = ctx.store.get(batches, job.key);
  const [whole] = batch?.pipeline?.outputs ?? [];
  if (!batch || !whole || !isBatchRunning(batch)) return;
  const dir = `${ctx.paths.builds}/${batch.uuid}`;
  const finish = (how: 'SUCCEEDED' | 'FAILED', message?: string): void =>
    ctx.store.transaction(() => {
      const fresh = ctx.store.get(batches, batch.id);
      if (!fresh || !isBatchRunning(fresh)) return;
      const over = enterPhase(fresh, how, ctx.clock.now(), how, message);
      ctx.store.put(batches, batch.id, over);
      emitBatch(ctx, over);
    });
  try {
    const made = batch.groups.filter(
      (g) =>
        g.build !== undefined &&
        ctx.store.get(builds, g.build)?.state.artifacts?.some((a) => a.id === ''),
    );
    const parts: string[] = [];
    for (const { identifier } of made) {
      const at = partOf(whole, identifier);
      const { Body } = await ctx.call.s3.getObject({
        Bucket: at.bucket,
        Key: at.key,
      });
      await ctx.machines.write(`${dir}/${identifier}.zip`, Body);
      parts.push(`${dir}/${identifier}.zip`);
    }
    if (!parts.length) return finish('FAILED', 'No build of the batch has made an artifact');
    await ctx.machines.combine(parts, `${dir}/combined.zip`);
    await ctx.call.s3.putObject({
      Bucket: whole.bucket,
      Key: whole.key,
      Body: ctx.machines.read(`${dir}/combined.zip`),
      ContentType: 'application/zip',
    });
    finish('SUCCEEDED');
    // Last: a job that is repeated needs them, one that has finished does not.
    for (const { identifier } of made)
      await ctx.call.s3.deleteObject({
        Bucket: whole.bucket,
        Key: partOf(whole, identifier).key,
      });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    finish('FAILED', `The artifacts could not be combined: ${error.message}`);
  } finally {
    await ctx.machines.remove(dir);
  }
}
