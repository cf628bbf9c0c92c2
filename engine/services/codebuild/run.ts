import type { BuildEntry, BuildJob } from '../../core/build/journal';
import { finish, step } from '../../core/build/machine';
import type { PhaseStatus } from '../../core/build/phases';
import type { Ctx } from '../../ports/context';
import { appendLogEvents, ensureLogStream } from '../../ports/log-sink';
import type { Follower } from '../../ports/machines';
import { grants } from '../../ports/role-grants';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { buildArn, buildDir, builds, isRunning, type Build } from './builds';
import { emitPhase, emitState } from './events';
import { hasLocalCache, projects } from './projects';
import { layOutSources } from './sources';

const followers = new WeakMap<object, Map<string, Follower>>();

function following(ctx: Ctx): Map<string, Follower> {
  let map = followers.get(ctx.store);
  if (!map) followers.set(ctx.store, (map = new Map()));
  return map;
}

function environment(ctx: Ctx, b: Build): Record<string, string> {
  const declared = Object.fromEntries((b.environment?.environmentVariables ?? []).map((v) => [v.name ?? '', v.value ?? '']));
  return {
    ...ctx.machines.buildEnvironment(), ...declared,
    CI: 'true', CODEBUILD_CI: 'true', CODEBUILD_BUILD_ID: b.id, CODEBUILD_BUILD_ARN: buildArn(ctx, b.id), CODEBUILD_BUILD_NUMBER: String(b.buildNumber), CODEBUILD_INITIATOR: b.initiator,
    CODEBUILD_BUILD_IMAGE: b.environment?.image ?? '', CODEBUILD_LOG_PATH: b.logStream, CODEBUILD_START_TIME: String(b.startTime), CODEBUILD_SOURCE_VERSION: b.sourceVersion ?? '', CODEBUILD_RESOLVED_SOURCE_VERSION: b.resolvedSourceVersion ?? '',
    CODEBUILD_SOURCE_REPO_URL: b.source.location ?? '', AWS_REGION: ctx.region, AWS_DEFAULT_REGION: ctx.region, AWS_ENDPOINT_URL: ctx.endpoint(), AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    ...(b.serviceRole ? { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${ctx.endpoint()}/_starboard/role-credentials`, AWS_CONTAINER_AUTHORIZATION_TOKEN: b.grant } : {}),
  };
}

/** Text with a line break is inline, anything else a path in the source (AWS-SEMANTICS 1.1). */
function buildspecOf(b: Build): BuildJob['buildspec'] {
  const text = b.source.buildspec;
  return !text ? { path: 'buildspec.yml' } : /[\n:{]/.test(text) ? { inline: text } : { path: text };
}

function end(ctx: Ctx, id: string, status: PhaseStatus, code: string, message: string): void {
  ctx.store.transaction(() => {
    const build = ctx.store.get(builds, id);
    if (!build || !isRunning(build)) return;
    complete(ctx, { ...build, state: finish(build.state, status, { statusCode: code, message }, ctx.clock.now()).state });
  });
}

function complete(ctx: Ctx, build: Build): void {
  ctx.store.put(builds, build.id, build);
  ctx.store.delete(grants, build.grant);
  emitState(ctx, build);
  ctx.enqueue('codebuild.clean', build.id);
}

/** Job: lays out the build's folder and starts its runner. Safe to run again: a runner is started once. */
export async function provision(job: Job, ctx: Ctx): Promise<void> {
  const build = ctx.store.get(builds, job.key);
  if (!build || !isRunning(build) || build.over || following(ctx).has(build.id)) return;
  const dir = buildDir(ctx, build);
  if (!build.process) {
    const task: BuildJob = { buildId: build.id, projectName: build.projectName, buildspec: buildspecOf(build), source: 'none', secondary: (build.pipeline?.secondary ?? []).map((x) => x.name), env: environment(ctx, build), artifacts: Boolean(build.pipeline?.output) || build.artifacts?.type === 'S3', timeoutMs: build.timeoutInMinutes * 60_000, home: ctx.paths.home, cache: hasLocalCache(ctx.store.get(projects, build.projectName)) };
    // An engine that was killed right here may have left a runner at work: its folder is not touched again.
    const begun = ctx.machines.wasStarted(dir);
    try {
      if (!begun) {
        await ctx.machines.prepare(dir, {});
        const source = await layOutSources(ctx, build, dir);
        // The folder is ours alone (mode 0700): the job has the build's environment in it.
        await ctx.machines.write(`${dir}/job.json`, Buffer.from(JSON.stringify({ ...task, source } satisfies BuildJob)));
      }
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return end(ctx, build.id, 'FAILED', 'CLIENT_ERROR', `${error.message} for primary source and source version ${build.sourceVersion ?? ''}`);
    }
    ctx.store.transaction(() => {
      ensureLogStream(ctx.store, build.logGroup, build.logStream, ctx.clock.now());
      if (build.serviceRole) ctx.store.put(grants, build.grant, { token: build.grant, roleArn: build.serviceRole, sessionName: `AWSCodeBuild-${build.uuid}` });
      const fresh = ctx.store.get(builds, build.id);
      if (!fresh || !isRunning(fresh)) return;
      const process = ctx.machines.start('runner', dir);
      ctx.store.put(builds, build.id, { ...fresh, process });
    });
  }
  follow(ctx, build.id);
}

export function follow(ctx: Ctx, id: string): void {
  const build = ctx.store.get(builds, id);
  if (!build || following(ctx).has(id)) return;
  const close = (): void => {
    following(ctx).get(id)?.close();
    following(ctx).delete(id);
  };
  const follower = ctx.machines.follow(buildDir(ctx, build), build.offset, (entries, offset) => {
    if (apply(ctx, id, entries as BuildEntry[], offset)) close();
  }, () => {
    following(ctx).delete(id);
    if (!ctx.store.get(builds, id)?.over) end(ctx, id, 'FAULT', 'INTERNAL_SERVICE_ERROR', 'The build runner ended unexpectedly.');
  });
  following(ctx).set(id, follower);
}

/** Applies journal entries and stores the offset behind them, in one transaction. True once the runner has said its last word. */
function apply(ctx: Ctx, id: string, entries: readonly BuildEntry[], offset: number): boolean {
  return ctx.store.transaction(() => {
    const build = ctx.store.get(builds, id);
    if (!build || !isRunning(build) || build.over) return true;
    let state = build.state;
    let sandbox = build.sandbox;
    const lines: { timestamp: number; message: string }[] = [];
    let over = false;
    for (const entry of entries) {
      if (entry.type === 'output') lines.push({ timestamp: entry.at, message: entry.text });
      if (entry.type === 'started') sandbox = entry.sandbox;
      if (entry.type === 'ended') { over = true; continue; }
      const next = step(state, entry);
      state = next.state;
      for (const command of next.commands) if (command.type === 'phase-changed') emitPhase(ctx, { ...build, state }, command.phase);
    }
    appendLogEvents(ctx.store, build.logGroup, build.logStream, ctx.clock.now(), lines);
    ctx.store.put(builds, id, { ...build, state, sandbox, offset, over });
    // The artifact is in its bucket before anybody hears that the build has ended.
    if (over) ctx.enqueue('codebuild.upload', id);
    return over;
  });
}

/** Job: puts the artifact where it belongs, then ends the build. */
export async function upload(job: Job, ctx: Ctx): Promise<void> {
  const build = ctx.store.get(builds, job.key);
  if (!build || !isRunning(build)) return;
  const output = build.pipeline?.output ?? (build.artifacts?.type === 'S3' ? { bucket: build.artifacts.location ?? '', key: `${build.artifacts.path ? `${build.artifacts.path}/` : ''}${build.artifacts.name ?? build.projectName}` } : undefined);
  if (build.state.artifact && output) {
    try {
      await ctx.invoke('s3', 'PutObject', { Bucket: output.bucket, Key: output.key, Body: ctx.machines.read(`${buildDir(ctx, build)}/${build.state.artifact.file}`), ContentType: 'application/zip', Metadata: { 'codebuild-buildarn': buildArn(ctx, build.id) } });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return end(ctx, build.id, 'FAILED', 'CLIENT_ERROR', `The artifact could not be stored: ${error.message}`);
    }
  }
  ctx.store.transaction(() => {
    const fresh = ctx.store.get(builds, build.id);
    if (fresh && isRunning(fresh)) complete(ctx, { ...fresh, state: step(fresh.state, { type: 'ended', at: ctx.clock.now() }).state });
  });
}

/** Job: the folder of an ended build goes. */
export async function clean(job: Job, ctx: Ctx): Promise<void> {
  const build = ctx.store.get(builds, job.key);
  if (!build) return;
  following(ctx).get(build.id)?.close();
  following(ctx).delete(build.id);
  if (build.process) ctx.machines.signal(build.process, 'SIGTERM');
  await ctx.machines.remove(buildDir(ctx, build));
}

/** Builds that ran when the engine ended are read on from where it stopped reading. */
export function recover(ctx: Ctx): void {
  for (const build of ctx.store.list(builds)) if (isRunning(build) && build.process && !build.over) follow(ctx, build.id);
}

/** An orderly stop: running builds end STOPPED. */
export async function stop(ctx: Ctx): Promise<void> {
  const running = ctx.store.list(builds).filter(isRunning);
  for (const build of running) {
    if (build.process) ctx.machines.signal(build.process, 'SIGTERM');
    else end(ctx, build.id, 'STOPPED', 'BUILD_STOPPED', 'The engine was stopped.');
  }
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline && running.some((b) => { const now = ctx.store.get(builds, b.id); return now && isRunning(now); })) await new Promise((resolve) => setTimeout(resolve, 20));
  for (const build of running) end(ctx, build.id, 'STOPPED', 'BUILD_STOPPED', 'The engine was stopped.');
  for (const follower of following(ctx).values()) follower.close();
  following(ctx).clear();
}
