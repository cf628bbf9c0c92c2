import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { killTree, processTable, ProcessTree, sendSignal } from '../process/tree';

const LOOK_MS = 20;

/** The host's pids of those that share a process's namespace of pids. */
export function namespaceOf(pid: number): number[] {
  const of = (p: number | string): string | undefined => {
    try {
      return readlinkSync(`/proc/${p}/ns/pid`);
    } catch {
      // Gone meanwhile, or another user's.
      return undefined;
    }
  };
  const own = of(pid);
  return own === undefined
    ? []
    : readdirSync('/proc')
        .filter((n) => /^\d+$/.test(n) && of(n) === own)
        .map(Number);
}

/** Ticks since the start of the machine (Linux); elsewhere a text that only tells two apart. */
const began = (pid: number): number => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  } catch {
    return 0;
  }
};

const starts = new WeakMap<ChildProcess, number>();

/** Remembers when a command began: it may have ended when what it left is to go. */
export function noteStart(command: ChildProcess): ChildProcess {
  if (command.pid !== undefined) starts.set(command, began(command.pid));
  return command;
}

/**
 * Ends all that a command has started. Its children and its group are known; what has left both is told by its age: of the
 * sandbox (`inside`), younger than the command, and of no process that was there before it; `init` does not count as
 * one, for it is everybody's parent in the end.
 */
export async function endStartedBy(
  command: ChildProcess,
  graceMs: number,
  inside: () => readonly number[],
  init?: number,
): Promise<void> {
  const { pid } = command;
  if (pid === undefined) return;
  const start = starts.get(command) ?? 0;
  const younger = (): number[] => {
    if (!start) return [];
    const members = new Set(inside());
    const table = new Map(processTable().map((r) => [r.pid, r]));
    const isOlders = (p: number): boolean => {
      for (let at = table.get(p); at && members.has(at.pid); at = table.get(at.ppid)) {
        if (at.pid !== init && Number(at.startTime) < start) return true;
      }
      return false;
    };
    return [...members].filter(
      (p) => p !== process.pid && Number(table.get(p)?.startTime ?? 0) >= start && !isOlders(p),
    );
  };
  const tree = new ProcessTree({ pid, startTime: String(start) }, [], younger, [pid]);
  const first = tree.members();
  if (graceMs > 0) {
    for (const p of first) sendSignal(p, 'SIGTERM');
    for (const end = Date.now() + graceMs; Date.now() < end && tree.members().length;)
      await wait(LOOK_MS);
  }
  await killTree(tree);
}
