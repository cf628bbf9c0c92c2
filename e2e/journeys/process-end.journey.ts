import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { programEnvironment } from '../../engine/adapters/end-folder';
import { markedPids, processTable, sandboxMark } from '../../engine/adapters/process/tree';
import { markOf } from '../../engine/adapters/process/program-mark';
import { Builds, context } from '../../engine/testing/builds';
import { missingIsolation } from '../../engine/testing/sandbox';
import { startTestEngine, type TestEngine } from '../../engine/testing/start';
import { until } from '../../engine/testing/wait';
import { advanceClock } from '../support/controls';
import { ownSleep, sleeping } from '../support/own-sleep';

let engine: TestEngine | undefined;
const kept = process.env['STARBOARD_SANDBOX'];
afterEach(async () => {
  await engine?.stop();
  engine = undefined;
  if (kept === undefined) delete process.env['STARBOARD_SANDBOX'];
  else process.env['STARBOARD_SANDBOX'] = kept;
});

/** By what the processes of a build's folder are known. */
const marksOf = (dir: string): string[] => [
  sandboxMark(markOf(dir)),
  ...Object.entries(programEnvironment(dir)).map(([name, value]) => `${name}=${value}`),
];

/** The runner of a build: who is told of in its journal. */
function runnerOf(home: string, id: string): number {
  const text = readFileSync(join(home, 'builds', id.split(':')[1] ?? '', 'journal.ndjson'), 'utf8');
  return (
    (JSON.parse(text.split('\n').find((l) => l.includes('"started"')) ?? '{}') as { pid?: number })
      .pid ?? 0
  );
}

/** A build whose runner hears and does nothing any more, as one whose thread is blocked. */
async function blockedBuild(
  builds: Builds,
  home: string,
  seconds: string,
): Promise<{ id: string; runner: number }> {
  const id = await builds.start(
    'stuck',
    `version: 0.2\nphases: {build: {commands: ["(trap '' TERM; setsid sleep ${seconds} &) ; echo at work; trap '' TERM; sleep 300"]}}`,
  );
  await until('the build works', () => Promise.resolve(sleeping(seconds) === 1));
  // What it has printed by then is in the log only once the runner has read it.
  await until('its line is in the log', async () => {
    const build = await builds.get(id);
    return build.logs?.streamName !== undefined && (await builds.log(build)).includes('at work\n');
  });
  const runner = runnerOf(home, id);
  process.kill(runner, 'SIGSTOP');
  return { id, runner };
}

const gone = (pid: number): boolean => !processTable().some((r) => r.pid === pid);

async function start(
  sandbox: string,
  env: Record<string, string> = {},
): Promise<{ e: TestEngine; builds: Builds }> {
  process.env['STARBOARD_SANDBOX'] = sandbox;
  const e = await startTestEngine({ STARBOARD_GRACE_SECONDS: '0.5', ...env });
  engine = e;
  const builds = new Builds(e);
  await builds.project('stuck', { timeoutInMinutes: 5 });
  return { e, builds };
}

describe.each([['bubblewrap'], ['process']])(
  'a build whose runner is blocked, in %s',
  (sandbox) => {
    const test = it.skipIf(sandbox === 'bubblewrap' && missingIsolation() !== undefined);

    test("ends when it is told to, says so in AWS's words, keeps its log, and leaves nothing", async () => {
      const { e, builds } = await start(sandbox);
      const seconds = ownSleep();
      const { id, runner } = await blockedBuild(builds, e.home, seconds);
      const marks = marksOf(join(e.home, 'builds', id.split(':')[1] ?? ''));
      expect(markedPids(marks)).not.toEqual([]);
      await builds.cb.stopBuild({ id });
      const build = await builds.ended(id);
      expect(build.buildStatus).toBe('STOPPED');
      expect(context(build, 'BUILD')).toEqual({
        statusCode: 'BUILD_STOPPED',
        message: 'Build was stopped.',
      });
      expect(await builds.log(build)).toContain('at work\n');
      expect(gone(runner)).toBe(true);
      expect(sleeping(seconds)).toBe(0);
      expect(markedPids(marks)).toEqual([]);
      await until('its folder is gone', () =>
        Promise.resolve(!readdirSync(join(e.home, 'builds')).length),
      );
    });

    test('ends at its timeout', async () => {
      const { e, builds } = await start(sandbox);
      const seconds = ownSleep();
      const { id, runner } = await blockedBuild(builds, e.home, seconds);
      await advanceClock(e.endpoint, 301);
      const build = await builds.ended(id);
      expect(build.buildStatus).toBe('TIMED_OUT');
      expect(context(build, 'BUILD')).toEqual({
        statusCode: 'BUILD_TIMED_OUT',
        message: 'Build has timed out. ',
      });
      expect(gone(runner)).toBe(true);
      expect(sleeping(seconds)).toBe(0);
    });

    test('keeps nobody waiting: the build that is queued behind it runs', async () => {
      const { e, builds } = await start(sandbox, { STARBOARD_BUILD_SLOTS: '1' });
      const { id } = await blockedBuild(builds, e.home, ownSleep());
      const next = await builds.start('stuck');
      expect((await builds.get(next)).currentPhase).toBe('QUEUED');
      await builds.cb.stopBuild({ id });
      expect((await builds.ended(next)).buildStatus).toBe('SUCCEEDED');
    });

    test('is gone after an orderly stop', async () => {
      const { e, builds } = await start(sandbox);
      const seconds = ownSleep();
      const { runner, id } = await blockedBuild(builds, e.home, seconds);
      await e.stop(true);
      expect(gone(runner)).toBe(true);
      expect(sleeping(seconds)).toBe(0);
      engine = await startTestEngine({}, e.home);
      expect((await new Builds(engine).get(id)).buildStatus).toBe('STOPPED');
    });

    test('that was killed leaves nothing once the engine has seen it', async () => {
      const { e, builds } = await start(sandbox);
      const seconds = ownSleep();
      const { runner, id } = await blockedBuild(builds, e.home, seconds);
      process.kill(runner, 'SIGKILL');
      const build = await builds.ended(id);
      expect(build.buildStatus).toBe('FAULT');
      await until('nothing is left', () => Promise.resolve(sleeping(seconds) === 0));
    });
  },
);
