import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processTable, sendSignal } from '../adapters/process/tree';
import { startLocalBuild } from './local-build';
import { missingIsolation } from '../testing/sandbox';
import { until } from '../testing/wait';

/** What nobody else on this machine sleeps for. */
const SECONDS = `${500_000 + process.pid}`;
const sleeping = (): number =>
  execFileSync('ps', ['-A', '-o', 'args='])
    .toString()
    .split('\n')
    .filter((l) => l.trim() === `sleep ${SECONDS}`).length;

// The one that is left behind has neither its parents nor its group nor its session any more.
const BUILDSPEC = `version: 0.2
phases:
  build:
    commands:
      - (setsid sleep ${SECONDS} >/dev/null 2>&1 &)
      - echo ready; sleep ${SECONDS}
`;

let folder = '';
const kept = process.env['STARBOARD_GRACE_SECONDS'];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'starboard-local-'));
  writeFileSync(join(folder, 'file'), '');
  process.env['STARBOARD_GRACE_SECONDS'] = '0.2';
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  if (kept === undefined) delete process.env['STARBOARD_GRACE_SECONDS'];
  else process.env['STARBOARD_GRACE_SECONDS'] = kept;
});

describe.each(['bubblewrap', 'process'])('a build without an engine, in %s', (sandbox) => {
  const test = it.skipIf(sandbox === 'bubblewrap' && missingIsolation() !== undefined);

  test('ends with all that it started when it is stopped, though its runner is blocked', async () => {
    let said = '';
    const build = await startLocalBuild({
      folder,
      buildspec: { inline: BUILDSPEC },
      variables: {},
      project: 'local',
      programs: join(import.meta.dirname, '..', '..', 'dist'),
      home: join(folder, 'home'),
      sandbox: sandbox === 'process' ? sandbox : undefined,
      output: (text) => {
        said += text;
      },
    });
    await until('the commands run', () =>
      Promise.resolve(said.includes('ready') && sleeping() === 2),
    );
    const runner = processTable().find((r) => r.ppid === process.pid && isRunner(r.pid));
    sendSignal(runner?.pid ?? 0, 'SIGSTOP');
    build.stop();
    await expect(build.done).rejects.toThrow('ended unexpectedly');
    await until('nothing of it runs', () => Promise.resolve(sleeping() === 0), 10);
  });
});

function isRunner(pid: number): boolean {
  return execFileSync('ps', ['-o', 'args=', '-p', String(pid)])
    .toString()
    .includes('runner.js');
}
