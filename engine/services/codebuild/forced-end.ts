import { setTimeout as wait } from 'node:timers/promises';
import type { Ctx } from '../../ports/context';
import type { Job } from '../../ports/store';
import { running } from './active';
import { buildDir, builds, isRunning, type Build, type BuildEnding } from './builds';
import { end } from './ending';
import { catchUp, closeFollowers, unfollow } from './run';

const LOOK_MS = 20;
/** What a build made is put where it belongs before an orderly stop; not for ever. */
const UPLOAD_MS = 10_000;

const STOPPED: BuildEnding = {
  status: 'STOPPED',
  code: 'BUILD_STOPPED',
  message: 'Build was stopped.',
};
const ENGINE_STOPPED: BuildEnding = { ...STOPPED, message: 'The engine was stopped.' };
const TIMED_OUT: BuildEnding = {
  status: 'TIMED_OUT',
  code: 'BUILD_TIMED_OUT',
  message: 'Build has timed out. ',
};

const open = (ctx: Ctx, id: string): Build | undefined => {
  const build = ctx.store.get(builds, id);
  return build && isRunning(build) && !build.over ? build : undefined;
};

/** Whether the runner has said its last word, or died, in this time. */
async function runnerEnds(ctx: Ctx, id: string): Promise<boolean> {
  for (
    const deadline = Date.now() + ctx.machines.builds.graceMs;
    Date.now() < deadline;
    await wait(LOOK_MS)
  ) {
    const build = open(ctx, id);
    if (!build?.process || !ctx.machines.isAlive(build.process)) return true;
  }
  return false;
}

/**
 * Ends a build whatever its runner does. The runner may do it in order; one that is blocked, or hears no signal, is killed
 * after a grace with everything that it has started, and the build ends as it was asked to, its log kept.
 */
async function endFromOutside(
  ctx: Ctx,
  id: string,
  ending: BuildEnding,
  signal: boolean,
): Promise<void> {
  ctx.store.transaction(() => {
    const build = open(ctx, id);
    if (build) ctx.store.put(builds, id, { ...build, ending: build.ending ?? ending });
  });
  const build = open(ctx, id);
  if (!build) return;
  if (build.process && signal) ctx.machines.signal(build.process, 'SIGTERM');
  if (build.process && !(await runnerEnds(ctx, id)))
    await ctx.machines.endTree(buildDir(ctx, build), {
      process: build.process,
      graceMs: 0,
    });
  catchUp(ctx, id);
  const left = open(ctx, id);
  if (!left) return;
  const { status, code, message } = left.ending ?? ending;
  end(ctx, id, status, code, message);
}

/** Job: StopBuild. */
export const stopJob = (job: Job, ctx: Ctx): Promise<void> =>
  endFromOutside(ctx, job.key, STOPPED, true);

/** Job: the build's time is over. The runner looks at the clock itself and is given its grace. */
export const timeoutJob = (job: Job, ctx: Ctx): Promise<void> =>
  endFromOutside(ctx, (job.payload as { id: string }).id, TIMED_OUT, false);

/** Job: what an ended build has left goes, its processes first. */
export async function clean(job: Job, ctx: Ctx): Promise<void> {
  const build = ctx.store.get(builds, job.key);
  if (!build) return;
  unfollow(ctx, build.id);
  if (build.process)
    await ctx.machines.endTree(buildDir(ctx, build), {
      process: build.process,
      graceMs: ctx.machines.builds.graceMs,
    });
  await ctx.machines.remove(buildDir(ctx, build));
}

/** An orderly stop: running builds end STOPPED, and nothing of them is left. */
export async function stop(ctx: Ctx): Promise<void> {
  const left = running(ctx);
  await Promise.all(left.map((b) => endFromOutside(ctx, b.id, ENGINE_STOPPED, true)));
  const ids = new Set(left.map((b) => b.id));
  const uploading = (): boolean => running(ctx).some((b) => ids.has(b.id));
  for (const deadline = Date.now() + UPLOAD_MS; uploading() && Date.now() < deadline;)
    await wait(LOOK_MS);
  for (const { id } of left)
    end(ctx, id, ENGINE_STOPPED.status, ENGINE_STOPPED.code, ENGINE_STOPPED.message);
  // The jobs that would look after them are not performed any more.
  await Promise.all(
    left.map(
      async (b) =>
        b.process &&
        ctx.machines.endTree(buildDir(ctx, b), {
          process: b.process,
          graceMs: ctx.machines.builds.graceMs,
        }),
    ),
  );
  closeFollowers(ctx);
}
