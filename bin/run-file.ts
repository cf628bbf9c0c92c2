import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, isAlive, type ProcessIdentity } from '../engine/adapters/process-identity';

export interface RunFile {
  readonly pid: number;
  readonly startedAt: string;
  readonly startTime: string;
  readonly engine: string | null;
  readonly dashboard: string | null;
}

export function writeRunFile(home: string, engine: string | null, dashboard: string | null): void {
  const me = identify(process.pid);
  const content: RunFile = { pid: process.pid, startedAt: new Date().toISOString(), startTime: me?.startTime ?? '', engine, dashboard };
  writeFileSync(join(home, 'run.json.tmp'), `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(join(home, 'run.json.tmp'), join(home, 'run.json'));
}

/** What runs on this home; `undefined` when nothing does (a stale file is no obstacle). */
export function readRunFile(home: string): RunFile | undefined {
  try {
    const run = JSON.parse(readFileSync(join(home, 'run.json'), 'utf8')) as RunFile;
    const identity: ProcessIdentity = { pid: run.pid, startTime: run.startTime };
    return isAlive(identity) ? run : undefined;
  } catch {
    return undefined;
  }
}

export function removeRunFile(home: string): void {
  rmSync(join(home, 'run.json'), { force: true });
}
