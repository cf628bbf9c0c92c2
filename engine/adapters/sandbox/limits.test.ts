import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../ports/sandbox';
import { missingIsolation } from '../../testing/sandbox';
import { BubblewrapSandbox } from './bubblewrap';
import { ControlGroup } from './control-group';
import { countsApart, describeLimits } from './limits';
import { ProcessSandbox } from './process-group';

const MIB = 1024 ** 2;
const LIMITS = { processes: 40, memory: 100 * MIB };

/** What this machine lets us limit, tried. */
const trial = ControlGroup.make(`trial-${process.pid}`, LIMITS);
trial.remove();
const { processes, memory } = trial.limited;

let dir = '';
let serial = 0;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'starboard-limits-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function say(
  sandbox: Sandbox,
  argv: readonly string[],
): Promise<{ said: string; code: number | null; signal: NodeJS.Signals | null }> {
  const child = sandbox.spawn(argv, {
    cwd: sandbox.innerPath('/tmp'),
    env: { PATH: sandbox.path },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (c: Buffer) => {
      said += c.toString();
    });
  return new Promise((resolve) =>
    child.once('close', (code, signal) => resolve({ said, code, signal })),
  );
}

const start = (kind: string): Promise<Sandbox> | Sandbox => {
  const options = {
    root: join(dir, 'root'),
    binds: [],
    marker: `limits-${process.pid}-${++serial}`,
    limits: LIMITS,
  };
  return kind === 'bubblewrap' ? BubblewrapSandbox.start(options) : new ProcessSandbox(options);
};

describe.each([['bubblewrap'], ['process']])('a sandbox with limits, in %s', (kind) => {
  const lacks = kind === 'bubblewrap' ? missingIsolation() : undefined;

  it.skipIf(lacks !== undefined || !processes)(
    'a fork bomb takes no more than its processes, and goes with the sandbox (needs a control group for pids)',
    async () => {
      const sandbox = await start(kind);
      const { said } = await say(sandbox, [
        '/bin/sh',
        '-c',
        'for i in $(seq 200); do sleep 300 >/dev/null 2>&1 & done; true',
      ]);
      expect(said).toMatch(/fork/i);
      await sandbox.stop(0);
      expect(ControlGroup.of(`limits-${process.pid}-${serial}`).members()).toEqual([]);
    },
  );

  it.skipIf(lacks !== undefined || !memory)(
    'what takes more memory than it has is killed, and that is said once (needs a control group for memory)',
    async () => {
      const sandbox = await start(kind);
      expect(sandbox.ranOutOfMemory()).toBe(false);
      const { code, signal } = await say(sandbox, [
        process.execPath,
        '-e',
        'const kept = []; for (;;) kept.push(Buffer.alloc(8 << 20, 1));',
      ]);
      expect([code, signal]).not.toEqual([0, null]);
      expect([sandbox.ranOutOfMemory(), sandbox.ranOutOfMemory()]).toEqual([true, false]);
      await sandbox.stop(0);
    },
  );

  it.skipIf(lacks !== undefined)('says what holds and what does not', async () => {
    const sandbox = await start(kind);
    expect(sandbox.limits).toMatch(/^limits: .*; not limited on this machine: .*disk$/);
    expect(sandbox.limits?.includes('40 processes')).toBe(
      processes || (kind === 'bubblewrap' && countsApart()),
    );
    expect(sandbox.limits?.includes('0.1 GiB of memory')).toBe(memory);
    if (kind === 'bubblewrap')
      expect((await say(sandbox, ['/bin/sh', '-c', 'ulimit -c'])).said).toBe('0\n');
    await sandbox.stop(0);
  });
});

describe('limits', () => {
  it('by prlimit count for a person on a kernel that counts a sandbox apart, never for root', () => {
    expect([
      countsApart(1000, '6.1.0-13'),
      countsApart(1000, '5.14.0'),
      countsApart(1000, '5.10.0'),
      countsApart(0, '6.1.0'),
    ]).toEqual([true, true, false, false]);
  });

  it('that are not to be had are named', () => {
    expect(describeLimits(LIMITS, { processes: false, memory: false })).toBe(
      'limits: none; not limited on this machine: processes, memory, disk',
    );
    expect(
      describeLimits({ processes: 7, memory: 4 * 1024 * MIB }, { processes: true, memory: true }),
    ).toBe('limits: 7 processes, 4 GiB of memory; not limited on this machine: disk');
  });
});
