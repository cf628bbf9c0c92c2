import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RootedFiles } from '../../adapters/sandbox/files/rooted-files';
import { AGENTS, type AgentVersion } from '../../core/deployment/agent-rules';
import { ScriptLog, type EventLog } from './script-log';

const AT = Date.UTC(2026, 10, 2, 3, 4, 5, 678);
const SECOND = '2026-11-02 03:04:05';
const DEPLOYMENTS = '/logs/deployments.log';

let root = '';
let heard: string[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'script-log-'));
  heard = [];
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function logOf(version: AgentVersion): EventLog {
  const files = new RootedFiles({ root, mounts: [] });
  const write = (entry: object): void => void heard.push((entry as { text: string }).text);
  const clock = { now: () => AT };
  const log = new ScriptLog(files, clock, write, AGENTS[version], DEPLOYMENTS);
  return log.event('d-1', 'AfterInstall', '/d-1');
}
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

describe.each(['1.8', '2'] as const)('agent %s', (version) => {
  it('scripts.log and the engine have every line', () => {
    const log = logOf(version);
    for (let i = 0; i < 500; i++) log.add([`[stdout]line ${i}`]);
    log.end(undefined);
    expect(read('d-1/logs/scripts.log').split('\n').slice(0, 2)).toEqual([
      `${SECOND} [stdout]line 0`,
      `${SECOND} [stdout]line 1`,
    ]);
    expect(heard).toHaveLength(500);
    expect(heard[499]).toBe(`[${SECOND}.678] [d-1][stdout]line 499\n`);
  });

  it('a tail has the last lines, and each of them whole', () => {
    const log = logOf(version);
    for (let i = 0; i < 500; i++) log.add([`[stdout]line ${i}`]);
    const lines = log.tail().trimEnd().split('\n');
    const time = version === '2' ? `${SECOND} ` : '';
    expect(lines.at(-1)).toBe(`${time}[stdout]line 499`);
    expect(lines[0]).toBe(`${time}[stdout]line ${500 - lines.length}`);
    expect(log.tail().length).toBeGreaterThan(2000);
    expect(log.tail().length).toBeLessThanOrEqual(2048);
  });
});

describe('the deployments log', () => {
  it('of agent 1.8 has every line as it comes', () => {
    const log = logOf('1.8');
    for (let i = 0; i < 500; i++) log.add([`[stdout]line ${i}`]);
    expect(read(DEPLOYMENTS).split('\n')).toHaveLength(501);
    log.end('why');
    expect(read(DEPLOYMENTS).split('\n')).toHaveLength(501);
  });

  it('of agent 2 has the tail of an event that succeeded, once it is over', () => {
    const log = logOf('2');
    for (let i = 0; i < 500; i++) log.add([`[stdout]line ${i}`]);
    expect(() => read(DEPLOYMENTS)).toThrow();
    log.end(undefined);
    const lines = read(DEPLOYMENTS).split('\n');
    expect(lines.at(-3)).toBe(`[${SECOND}.678] ${SECOND} [stdout]line 499`);
    expect(lines.filter((line) => line !== '')).toHaveLength(log.tail().split('\n').length - 1);
  });

  it('of agent 2 has nothing of what the scripts of a failed event said', () => {
    const log = logOf('2');
    log.add(['[stderr]the reason']);
    log.end('Script at specified location: a.sh failed with exit code 1');
    expect(read(DEPLOYMENTS)).toBe(
      `[${SECOND}.678] LifecycleEvent - AfterInstall\n[${SECOND}.678] AfterInstall/AfterInstall failed: Script at specified location: a.sh failed with exit code 1\n`,
    );
  });
});
