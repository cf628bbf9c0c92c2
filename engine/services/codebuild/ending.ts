import { createGzip } from 'node:zlib';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import type { BuildArtifact } from '../../core/build/machine';
import { finish, step } from '../../core/build/machine';
import type { PhaseStatus } from '../../core/build/phases';
import { reportGroupName } from '../../core/reports/group-name';
import type { ReportFile } from '../../core/reports/summary';
import type { Ctx } from '../../ports/context';
import { streamKey } from '../../shared/log-sink';
import { grants } from '../../shared/role-grants';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { leave } from './active';
import {
  artifactKey,
  buildArn,
  buildDir,
  builds,
  isRunning,
  logPlace,
  objectAt,
  s3LogPlace,
  timeoutKey,
  type Build,
} from './builds';
import type { ObjectAt } from '../../ports/internal-calls';
import { emitState } from './events';
import { groups, keepReport } from './report-store';
import { retryByItself } from './start-build';
import { withoutEdges } from '../../core/trim';

/** Ends a build from outside: what runs gets `status`. */
export function end(
  ctx: Ctx,
  id: string,
  status: PhaseStatus,
  code: string,
  message: string,
): void {
  ctx.store.transaction(() => {
    const build = ctx.store.get(builds, id);
    if (!build || !isRunning(build)) return;
    complete(ctx, {
      ...build,
      state: finish(build.state, status, { statusCode: code, message }, ctx.clock.now()).state,
    });
  });
}

export function complete(ctx: Ctx, ended: Build): void {
  const build = retryByItself(ctx, ended);
  ctx.store.put(builds, build.id, build);
  ctx.store.delete(grants, build.grant);
  leave(ctx, build.id);
  ctx.store.cancelJobs('codebuild.queue-timeout', build.id);
  ctx.store.cancelJobs('codebuild.timeout', timeoutKey(build.id));
  emitState(ctx, build);
  ctx.enqueue('codebuild.clean', build.id);
  if (build.batch) ctx.enqueue('codebuild.batch', build.batch.arn);
}

/** Where one made artifact goes. */
function destination(
  b: Build,
  made: BuildArtifact,
): (ObjectAt & { readonly packed: boolean }) | undefined {
  if (b.pipeline) {
    const at =
      made.id === '' ? b.pipeline.output : b.pipeline.outputs?.find((o) => o.name === made.id);
    return at && { ...at, packed: true };
  }
  const declared =
    made.id === ''
      ? b.artifacts
      : b.secondaryArtifacts?.find((a) => a.artifactIdentifier === made.id);
  if (declared?.type !== 'S3' || !declared.location) return undefined;
  return {
    bucket: objectAt(declared.location).bucket,
    key: artifactKey(b, declared, made),
    packed: declared.packaging === 'ZIP',
  };
}

async function put(ctx: Ctx, b: Build, made: BuildArtifact): Promise<void> {
  const at = destination(b, made);
  if (!at) return;
  const file = `${buildDir(ctx, b)}/${made.file}`;
  const Metadata = { 'codebuild-buildarn': buildArn(ctx, b.id) };
  if (at.packed)
    await ctx.call.s3.putObject({
      Bucket: at.bucket,
      Key: at.key,
      Body: ctx.machines.read(file),
      ContentType: 'application/zip',
      Metadata,
    });
  // Packaging NONE: a folder of files.
  else
    await ctx.machines.eachFile(
      file,
      (x, y) => (x < y ? -1 : 1),
      async (path, content) => {
        await ctx.call.s3.putObject({
          Bucket: at.bucket,
          Key: `${at.key === '' ? '' : `${at.key}/`}${path}`,
          Body: content,
          Metadata,
        });
      },
    );
}

/** The files a report was read from, to where its group wants them: below PATH/GROUP/ID [memory], each by itself or as one archive. */
async function exportRaw(
  ctx: Ctx,
  b: Build,
  { raw, group, id }: { raw: string; group: string; id: string },
): Promise<void> {
  const at = ctx.store.get(groups, group)?.exportConfig.s3Destination;
  if (!at?.bucket) return;
  const { bucket: Bucket } = at;
  const prefix = [withoutEdges(at.path ?? '', '/'), group, id].filter(Boolean).join('/');
  const file = `${buildDir(ctx, b)}/${raw}`;
  if (at.packaging === 'ZIP')
    await ctx.call.s3.putObject({
      Bucket,
      Key: `${prefix}.zip`,
      Body: ctx.machines.read(file),
      ContentType: 'application/zip',
    });
  else
    await ctx.machines.eachFile(
      file,
      (x, y) => (x < y ? -1 : 1),
      async (path, content) => {
        await ctx.call.s3.putObject({ Bucket, Key: `${prefix}/${path}`, Body: content });
      },
    );
}

/** The reports that the runner left, kept under their groups. */
async function reports(ctx: Ctx, b: Build): Promise<string[]> {
  const files = await Promise.all(
    (b.state.reports ?? []).map(async (r) => ({
      ...r,
      content: (await json(ctx.machines.read(`${buildDir(ctx, b)}/${r.file}`))) as ReportFile,
    })),
  );
  const kept = ctx.store.transaction(() =>
    files.map(({ group, content }, i) => keepReport(ctx, { build: b, serial: i, group, content })),
  );
  for (const [i, { group, raw }] of files.entries())
    if (raw !== undefined)
      await exportRaw(ctx, b, {
        raw,
        group: reportGroupName(b.projectName, group),
        id: kept[i]?.split(':').pop() ?? '',
      });
  return kept;
}

const PAGE = 5000;
const PIECE = 1024 * 1024;

/** What a build has printed, as its runner wrote it down. */
function* printed(ctx: Ctx, b: Build): Generator<Uint8Array> {
  const end = b.outputOffset ?? 0;
  for (let at = 0; at < end; at += PIECE)
    yield ctx.machines.output(buildDir(ctx, b), at, Math.min(PIECE, end - at));
}

/** The whole log as one gzip object, where the project wants it in S3 too. */
async function logToS3(ctx: Ctx, b: Build): Promise<void> {
  const at = s3LogPlace(b);
  if (!at) return;
  const kept = logPlace(b);
  function* lines(): Generator<string | Uint8Array> {
    if (!kept) return yield* printed(ctx, b);
    for (let after: number | undefined; ;) {
      const found = ctx.store.readLog(streamKey(kept.group, kept.stream), { limit: PAGE, after });
      yield* found.map((e) => e.message);
      if (found.length < PAGE) return;
      after = found.at(-1)?.id;
    }
  }
  await ctx.call.s3.putObject({
    Bucket: at.bucket,
    Key: at.key,
    Body: Readable.from(lines()).pipe(createGzip()),
    ContentType: 'text/plain',
    ContentEncoding: 'gzip',
  });
}

/** Job: puts artifacts, reports and the log where they belong, then ends the build. */
export async function upload(job: Job, ctx: Ctx): Promise<void> {
  const build = ctx.store.get(builds, job.key);
  if (!build || !isRunning(build)) return;
  let reportArns: string[] = [];
  try {
    for (const made of build.state.artifacts ?? []) await put(ctx, build, made);
    reportArns = await reports(ctx, build);
    await logToS3(ctx, build);
  } catch (error) {
    // A home that was backed up in this very moment has the build, and no longer what it made.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return end(
        ctx,
        build.id,
        'FAULT',
        'INTERNAL_SERVICE_ERROR',
        "The build's artifacts no longer exist.",
      );
    }
    if (!(error instanceof AwsError)) throw error;
    return end(
      ctx,
      build.id,
      'FAILED',
      'CLIENT_ERROR',
      `The build's artifacts could not be stored: ${error.message}`,
    );
  }
  ctx.store.transaction(() => {
    const fresh = ctx.store.get(builds, build.id);
    if (fresh && isRunning(fresh))
      complete(ctx, {
        ...fresh,
        reportArns,
        state: step(fresh.state, { type: 'ended', at: ctx.clock.now() }).state,
      });
  });
}
