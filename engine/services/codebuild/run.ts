import { text } from 'node:stream/consumers';
import type { BuildEntry } from '../../core/build/journal';
import { step } from '../../core/build/machine';
import type { Ctx } from '../../ports/context';
import { appendLogText, ensureLogStream } from '../../shared/log-sink';
import type { Follower } from '../../ports/machines';
import { grants } from '../../shared/role-grants';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { recount, running, takeSlot } from './active';
import { buildDir, builds, isRunning, logPlace, timeoutKey, type Build } from './builds';
import { end } from './ending';
import { emitPhase } from './events';
import { runnerJob } from './runner-job';
import { layOutSources, SourceError, type LaidOut } from './sources';

const MINUTE_MS = 60_000;
const MAX_HELD = 4 * 1024 * 1024;

const followers = new WeakMap<object, Map<string, Follower>>();

function following(ctx: Ctx): Map<string, Follower> {
  let map = followers.get(ctx.store);
  if (!map) followers.set(ctx.store, (map = new Map()));
  return map;
}

/** A buildspec that lies in S3 (`arn:…:s3:::bucket/key`). */
async function specFromS3(ctx: Ctx, b: Build): Promise<string | undefined> {
  const [, bucket, key] =
    /^arn:[^:]+:s3:::([^/]+)\/(.+)$/s.exec((b.source.buildspec ?? '').trim()) ?? [];
  if (!bucket || !key) return undefined;
  const { Body } = await ctx.call.s3.getObject({
    Bucket: bucket,
    Key: key,
  });
  return text(Body);
}

/** What the build works on, and its buildspec where that lies in S3. What cannot be had is told by the runner, in the phase it belongs to. */
async function download(
  ctx: Ctx,
  build: Build,
  dir: string,
): Promise<LaidOut & { readonly spec?: string | undefined }> {
  try {
    return { ...(await layOutSources(ctx, build, dir)), spec: await specFromS3(ctx, build) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const missing =
      error instanceof SourceError
        ? error.message
        : `the buildspec ${build.source.buildspec ?? ''} could not be read: ${error.message}`;
    return { source: { missing }, resolved: build.resolvedSourceVersion };
  }
}

/** Lays out the folder of a build: what it works on, and what its runner is told. */
async function prepare(ctx: Ctx, build: Build, dir: string): Promise<void> {
  await ctx.machines.prepare(dir, {});
  const { spec, ...laidOut } = await download(ctx, build, dir);
  const { resolved } = laidOut;
  ctx.store.transaction(() => {
    const fresh = ctx.store.get(builds, build.id);
    if (fresh) ctx.store.put(builds, build.id, { ...fresh, resolvedSourceVersion: resolved });
  });
  // The folder is ours alone (mode 0700): the job has the build's environment in it.
  await ctx.machines.write(
    `${dir}/job.json`,
    Buffer.from(
      JSON.stringify(runnerJob(ctx, { ...build, resolvedSourceVersion: resolved }, laidOut, spec)),
    ),
  );
}

/** Job: lays out the build's folder and starts its runner, once there is a slot. Safe to run again: a runner is started once. */
export async function provision(job: Job, ctx: Ctx): Promise<void> {
  await ctx.machines.ready();
  const build = ctx.store.get(builds, job.key);
  if (
    !build ||
    !isRunning(build) ||
    build.over ||
    following(ctx).has(build.id) ||
    !takeSlot(ctx, build.id)
  )
    return;
  const dir = buildDir(ctx, build);
  if (!build.process) {
    ctx.store.transaction(() => {
      ctx.store.cancelJobs('codebuild.timeout', timeoutKey(build.id));
      // A key of its own: this job is done while another of the build's may hang.
      ctx.enqueue(
        'codebuild.timeout',
        timeoutKey(build.id),
        { id: build.id },
        ctx.clock.now() + build.timeoutInMinutes * MINUTE_MS,
      );
      const kept = logPlace(build);
      if (kept) ensureLogStream(ctx.store, kept.group, kept.stream, ctx.clock.now());
      ctx.store.put(grants, build.grant, {
        token: build.grant,
        roleArn: build.serviceRole,
        sessionName: `AWSCodeBuild-${build.uuid}`,
        buildId: build.id,
      });
    });
    // An engine that was killed right here may have left a runner at work: its folder is not touched again.
    if (!ctx.machines.wasStarted(dir)) await prepare(ctx, build, dir);
    ctx.store.transaction(() => {
      const fresh = ctx.store.get(builds, build.id);
      if (!fresh || !isRunning(fresh)) return;
      const process = ctx.machines.start('runner', dir);
      ctx.store.put(builds, build.id, { ...fresh, process });
    });
  }
  follow(ctx, build.id);
}

/** Job: a build that has waited too long for a slot is over. */
export function queueTimeout(job: Job, ctx: Ctx): void {
  const build = ctx.store.get(builds, job.key);
  if (build && isRunning(build) && build.state.currentPhase === 'QUEUED' && !build.process)
    end(ctx, build.id, 'TIMED_OUT', 'BUILD_TIMED_OUT', 'Build has timed out. ');
}

export function follow(ctx: Ctx, id: string): void {
  const build = ctx.store.get(builds, id);
  if (!build || following(ctx).has(id)) return;
  const close = (): void => unfollow(ctx, id);
  const follower = ctx.machines.follow(
    buildDir(ctx, build),
    build.offset,
    (entries, offset) => {
      if (apply(ctx, id, entries as BuildEntry[], offset)) close();
    },
    () => {
      following(ctx).delete(id);
      const last = ctx.store.get(builds, id);
      if (!last || last.over) return;
      const { status, code, message } = last.ending ?? {
        status: 'FAULT',
        code: 'INTERNAL_SERVICE_ERROR',
        message: [
          'The build runner ended unexpectedly.',
          ctx.machines.lastWords(buildDir(ctx, build)),
        ]
          .filter(Boolean)
          .join(' '),
      };
      end(ctx, id, status, code, message);
    },
    { writer: build.process },
  );
  following(ctx).set(id, follower);
}

/** Reads what the runner has written up to now. */
export function catchUp(ctx: Ctx, id: string): void {
  following(ctx).get(id)?.catchUp();
}

export function closeFollowers(ctx: Ctx): void {
  for (const follower of following(ctx).values()) follower.close();
  following(ctx).clear();
}

export function unfollow(ctx: Ctx, id: string): void {
  following(ctx).get(id)?.close();
  following(ctx).delete(id);
}

/** Applies journal entries and stores the offset behind them, in one transaction. True once the runner has said its last word. */
function apply(ctx: Ctx, id: string, entries: readonly BuildEntry[], offset: number): boolean {
  return ctx.store.transaction(() => {
    const build = ctx.store.get(builds, id);
    if (!build || !isRunning(build) || build.over) return true;
    let state = build.state;
    let sandbox = build.sandbox;
    let output: { timestamp: number; text: string | Uint8Array }[] = [];
    let held = 0;
    const place = logPlace(build);
    // A build that has printed much since the last look is not held in memory as a whole.
    const keep = (): void => {
      if (place) appendLogText(ctx.store, place.group, place.stream, ctx.clock.now(), output);
      output = [];
      held = 0;
    };
    let outputOffset = build.outputOffset ?? 0;
    let over = false;
    for (const entry of entries) {
      if (entry.type === 'output') {
        // An engine of before read whole lines out of the journal: a build that ran through its end still has them there.
        if ('text' in entry) output.push({ timestamp: entry.at, text: entry.text });
        else if ('bytes' in entry) {
          if (place)
            output.push({
              timestamp: entry.at,
              text: ctx.machines.output(buildDir(ctx, build), outputOffset, entry.bytes),
            });
          outputOffset += entry.bytes;
          held += entry.bytes;
          if (held > MAX_HELD) keep();
        }
      }
      if (entry.type === 'started') sandbox = entry.sandbox;
      if (entry.type === 'ended') {
        over = true;
        continue;
      }
      const next = step(state, entry);
      state = next.state;
      for (const command of next.commands)
        if (command.type === 'phase-changed') emitPhase(ctx, { ...build, state }, command.phase);
    }
    keep();
    ctx.store.put(builds, id, { ...build, state, sandbox, offset, outputOffset, over });
    // The artifact is in its bucket before anybody hears that the build has ended.
    if (over) ctx.enqueue('codebuild.upload', id);
    return over;
  });
}

/** Builds that ran when the engine ended are read on from where it stopped reading. */
export function recover(ctx: Ctx): void {
  recount(ctx);
  for (const build of running(ctx)) if (build.process && !build.over) follow(ctx, build.id);
}
