import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../testing/wait';
import { LocalMachines } from './local-machines';
import { isAlive } from './process/identity';

const BUILDS = { environment: {}, strictRuntimes: false, slots: 1, graceMs: 100 };

describe('a program of a folder', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'starboard-machines-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it('is ended though it has not said a word yet; the same instance of another home goes on', async () => {
    writeFileSync(join(root, 'agent.js'), 'setInterval(() => {}, 1000);');
    const dir = join(root, 'home/instances/i-1');
    const machines = new LocalMachines(root, BUILDS, (error) => {
      throw error;
    });
    await machines.prepare(dir, {});
    const other = join(root, 'restored/instances/i-1');
    await machines.prepare(other, {});
    const agent = machines.start('agent', dir);
    const neighbour = machines.start('agent', other);
    expect([agent, neighbour].map(isAlive)).toEqual([true, true]);
    await machines.endTree(dir, { graceMs: 100 });
    await until('it is gone', () => Promise.resolve(!isAlive(agent)), 5);
    expect(isAlive(neighbour)).toBe(true);
    await machines.endTree(other, { graceMs: 0 });
  });

  it('is told by files that are whole, the last one that was written, whoever writes at once', async () => {
    const machines = new LocalMachines(root, BUILDS, () => undefined);
    const file = join(root, 'told.json');
    const bodies = Array.from({ length: 20 }, (_, n) => JSON.stringify('x'.repeat(2000 - n * 100)));
    await Promise.all(bodies.map((body) => machines.write(file, Buffer.from(body))));
    expect(readFileSync(file, 'utf8')).toBe(bodies.at(-1));
    await expect(machines.write(root, Buffer.from(''))).rejects.toThrow();
    expect(readdirSync(root)).toEqual(['told.json']);
  });
});
