import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeKept } from '../engine/adapters/kept-file';
import { identify, isAlive, type ProcessIdentity } from '../engine/adapters/process/identity';

export interface RunFile {
  readonly pid: number;
  readonly startedAt: string;
  readonly startTime: string;
  readonly engine: string | null;
  /** The dashboard by its name, which is a secret: the file is its owner's alone. */
  readonly dashboard: string | null;
  /** Where a client connects that does not resolve the name, and sends it as Host. */
  readonly dashboardAddress: string | null;
}

type Addresses = Pick<RunFile, 'engine' | 'dashboard' | 'dashboardAddress'>;

export function writeRunFile(home: string, addresses: Addresses): void {
  const me = identify(process.pid);
  const startTime = me?.startTime ?? '';
  const { engine, dashboard, dashboardAddress } = addresses;
  const startedAt = new Date().toISOString();
  const run: RunFile = {
    pid: process.pid,
    startedAt,
    startTime,
    engine,
    dashboard,
    dashboardAddress,
  };
  writeKept(join(home, 'run.json'), `${JSON.stringify(run, null, 2)}\n`);
}

/** What runs on this home; `undefined` when nothing does (a stale file is no obstacle). */
export function readRunFile(home: string): RunFile | undefined {
  try {
    const run = JSON.parse(readFileSync(join(home, 'run.json'), 'utf8')) as RunFile;
    const identity: ProcessIdentity = { pid: run.pid, startTime: run.startTime };
    return isAlive(identity) ? run : undefined;
  } catch {
    // No file, or one half-written by a crash: nothing is known to run.
    return undefined;
  }
}

/** Removes what this process wrote; another's stays. */
export function removeRunFile(home: string): void {
  if (readRunFile(home)?.pid === process.pid) rmSync(join(home, 'run.json'), { force: true });
}
