import { spawn, type ChildProcess } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../../testing/wait';
import { identify, isAlive, type ProcessIdentity } from './identity';
import { endTree, MARKER, processTable, ProcessTree, sandboxMark, sendSignal } from './tree';

const started: ProcessIdentity[] = [];
afterEach(() => {
  for (const p of started.splice(0)) if (isAlive(p)) sendSignal(p.pid, 'SIGKILL');
});

/** A shell that says the pids of what it has started, a line each, and then goes on. */
async function tree(
  script: string,
  pids: number,
  env: Record<string, string> = {},
): Promise<{ root: ProcessIdentity; below: ProcessIdentity[]; child: ChildProcess }> {
  const child = spawn('sh', ['-c', script], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], ...env } as unknown as NodeJS.ProcessEnv,
  });
  let said = '';
  child.stdout.on('data', (c: Buffer) => {
    said += c.toString();
  });
  const lines = await until('all are started', () =>
    Promise.resolve(said.split('\n').length > pids && said.trim().split('\n')),
  );
  const found = [child.pid ?? 0, ...lines.map(Number)].map((pid) => identify(pid));
  const [root, ...below] = found.filter((p): p is ProcessIdentity => p !== undefined);
  if (!root) throw new Error('the tree has no root');
  started.push(root, ...below);
  return { root, below, child };
}

/** What was killed runs nothing more; that the system has cleared it away may take a moment longer. */
const gone = (killed: readonly ProcessIdentity[]): Promise<unknown> =>
  until('none is left', () => Promise.resolve(!killed.some(isAlive)));

const SLEEP = 'sh -c "echo \\$\\$; exec sleep 300"';

describe('ending a tree of processes', () => {
  it.each([
    ['a child', `${SLEEP} & wait`],
    ['a grandchild whose parent has ended', `(${SLEEP} &) ; wait; sleep 300`],
    ['one in a session of its own', `setsid ${SLEEP} & wait`],
    ['one that has thrown its environment away', `env -i PATH="$PATH" setsid ${SLEEP} & wait`],
    [
      'one that ignores SIGTERM',
      `sh -c 'trap "" TERM; echo $$; sleep 300 & wait; sleep 300' & wait`,
    ],
    ['one that is stopped', `sh -c 'echo $$; kill -STOP $$; sleep 300' & wait`],
  ])('ends %s, with a root that is stopped and hears nothing', async (_what, script) => {
    const { root, below } = await tree(script, 1);
    expect(below).toHaveLength(1);
    sendSignal(root.pid, 'SIGSTOP');
    expect(await endTree(root, new ProcessTree(root, []), 50)).toEqual([]);
    await gone([root, ...below]);
  });

  it('gives a root that ends by itself the time to', async () => {
    const { root, child } = await tree(
      'trap "exit 7" TERM; echo $$; while :; do sleep 0.02; done',
      1,
    );
    const code = new Promise((resolve) => child.once('exit', resolve));
    expect(await endTree(root, new ProcessTree(root, []), 20_000)).toEqual([]);
    expect(await code).toBe(7);
  });

  it('finds by its mark what a root that is long gone has left', async () => {
    const { root, below } = await tree(`(setsid ${SLEEP} &); sleep 300`, 1, {
      [MARKER]: 'left-behind',
    });
    sendSignal(root.pid, 'SIGKILL');
    await until('the root is gone', () => Promise.resolve(!isAlive(root)));
    expect(await endTree(root, new ProcessTree(root, [sandboxMark('another')]), 0)).toEqual([]);
    expect(below.filter(isAlive)).toHaveLength(1);
    expect(await endTree(root, new ProcessTree(root, [sandboxMark('left-behind')]), 0)).toEqual([]);
    await gone(below);
  });

  it('touches nobody else', async () => {
    const mine = await tree(`${SLEEP} & wait`, 1);
    const other = await tree(`${SLEEP} & wait`, 1);
    await endTree(mine.root, new ProcessTree(mine.root, [sandboxMark('nobody')]), 0);
    expect([other.root, ...other.below].every(isAlive)).toBe(true);
    expect(processTable().some((r) => r.pid === process.pid)).toBe(true);
  });
});
