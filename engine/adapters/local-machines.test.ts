import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../testing/wait';
import { LocalMachines } from './local-machines';
import { isAlive } from './process-identity';

const BUILDS = { environment: {}, strictRuntimes: false, slots: 1, graceMs: 100 };

describe('a program of a folder', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'starboard-machines-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it('is ended though it was started a moment ago and has not said a word yet', async () => {
    writeFileSync(join(root, 'agent.js'), 'setInterval(() => {}, 1000);');
    const dir = join(root, 'instance');
    const machines = new LocalMachines(root, BUILDS, (error) => {
      throw error;
    });
    await machines.prepare(dir, {});
    const other = join(root, 'other');
    await machines.prepare(other, {});
    const agent = machines.start('agent', dir, 'i-newborn');
    const neighbour = machines.start('agent', other, 'i-neighbour');
    expect([agent, neighbour].map(isAlive)).toEqual([true, true]);
    await machines.endTree(dir, { mark: 'i-newborn', graceMs: 100 });
    await until('it is gone', () => Promise.resolve(!isAlive(agent)), 5);
    expect(isAlive(neighbour)).toBe(true);
    await machines.endTree(other, { mark: 'i-neighbour', graceMs: 0 });
  });
});
