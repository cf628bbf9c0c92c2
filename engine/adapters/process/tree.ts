import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { isAlive, type ProcessIdentity } from './identity';

/** The variable that tells a sandbox's processes apart where only their environment does. */
export const MARKER = 'STARBOARD_SANDBOX_ID';
export const sandboxMark = (marker: string): string => `${MARKER}=${marker}`;

const LOOK_MS = 20;
/** SIGKILL needs no time but that of the system; a process that it does not reach in this time waits for a device. */
const KILL_MS = 5_000;
const PS = {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
  timeout: 10_000,
  killSignal: 'SIGKILL',
} as const;

export interface ProcessRow {
  readonly pid: number;
  readonly ppid: number;
  readonly group: number;
  /** 0 where the system does not tell. */
  readonly session: number;
  readonly startTime: string;
}

/** Fields of /proc/PID/stat behind the name. */
const FLAGS = 6;
const THREADS = 17;
/** PF_EXITING: it runs nothing any more, though it may have to wait for somebody to hear of it. */
const EXITING = 0x4;

function linuxRow(pid: number): ProcessRow | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state = '', ppid, group, session] = fields;
    // A first thread that has ended, or is ending, says nothing of the others.
    const over = state === 'Z' || state === 'X' || (Number(fields[FLAGS]) & EXITING) !== 0;
    if (over && Number(fields[THREADS]) <= 1) return undefined;
    return {
      pid,
      ppid: Number(ppid),
      group: Number(group),
      session: Number(session),
      startTime: fields[19] ?? '',
    };
  } catch {
    // It has ended since its folder was seen.
    return undefined;
  }
}

function psRow(line: string): ProcessRow | undefined {
  const [, pid, ppid, group, state = '', startTime = ''] =
    /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S.*)$/.exec(line.trimEnd()) ?? [];
  if (!pid || state.startsWith('Z')) return undefined;
  return { pid: Number(pid), ppid: Number(ppid), group: Number(group), session: 0, startTime };
}

/** Every process of this machine, zombies left out. */
export function processTable(): ProcessRow[] {
  const rows =
    process.platform === 'linux'
      ? readdirSync('/proc')
          .filter((n) => /^\d+$/.test(n))
          .map((n) => linuxRow(Number(n)))
      : execFileSync('ps', ['-A', '-o', 'pid=,ppid=,pgid=,state=,lstart='], PS)
          .split('\n')
          .map(psRow);
  return rows.filter((r): r is ProcessRow => r !== undefined);
}

function carries(pid: number, marks: readonly string[]): boolean {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return marks.some((mark) => environment.includes(mark));
  } catch {
    // Gone meanwhile, or another user's.
    return false;
  }
}

/** Pids whose environment, as it was at their start, has one of these marks (`NAME=value`). */
export function markedPids(marks: readonly string[]): number[] {
  if (marks.length === 0) return [];
  if (process.platform === 'linux') {
    return readdirSync('/proc')
      .filter((n) => /^\d+$/.test(n))
      .map(Number)
      .filter((pid) => carries(pid, marks));
  }
  const lines = execFileSync('ps', ['eww', '-A', '-o', 'pid=,command='], PS).split('\n');
  return lines
    .filter((line) => line.split(' ').some((word) => marks.includes(word)))
    .map((line) => Number(line.trim().split(' ')[0]));
}

/** Sends a signal; false where there is no such process, or it is not ours to signal. */
export function sendSignal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
    return false;
  }
}

/**
 * A process and all that comes from it: its children and theirs, whoever stands in their process groups and sessions,
 * and whoever carries the mark. What was once seen stays known when its parent ends. Only a process that left its
 * parents, its group and its session and threw its environment away is not found.
 */
export class ProcessTree {
  private known = new Map<number, string>();
  private groups: Set<number>;
  private readonly more: () => readonly number[];

  /** `marks` are `NAME=value` in an environment; `more` names further members, such as those of a control group; `groups` process groups that belong to it. */
  constructor(
    private readonly root: ProcessIdentity | undefined,
    private readonly marks: readonly string[],
    more?: () => readonly number[],
    groups: Iterable<number> = [],
  ) {
    this.more = more ?? (() => []);
    this.groups = new Set(groups);
  }

  /** Who of it lives now. */
  members(): number[] {
    const table = processTable().filter((r) => r.pid !== process.pid && r.pid > 1);
    const marked = new Set([...markedPids(this.marks), ...this.more()]);
    const found = new Map(
      table
        .filter((r) => this.known.get(r.pid) === r.startTime || marked.has(r.pid) || this.isRoot(r))
        .map((r) => [r.pid, r.startTime]),
    );
    const groups = new Set(this.groups);
    for (let size = -1; size !== found.size;) {
      size = found.size;
      for (const r of table) {
        if (found.has(r.pid)) groups.add(r.pid);
        else if (found.has(r.ppid) || groups.has(r.group) || groups.has(r.session))
          found.set(r.pid, r.startTime);
      }
    }
    this.known = found;
    // A group that has nobody left is forgotten: its number may be another's soon.
    this.groups = new Set(
      table
        .filter((r) => found.has(r.pid))
        .flatMap((r) => [r.group, r.session])
        .filter((g) => groups.has(g)),
    );
    return [...found.keys()];
  }

  private isRoot(r: ProcessRow): boolean {
    return this.root?.pid === r.pid && this.root.startTime === r.startTime;
  }
}

async function until(done: () => boolean, ms: number): Promise<boolean> {
  for (const deadline = Date.now() + ms; !done();) {
    if (Date.now() >= deadline) return false;
    await wait(LOOK_MS);
  }
  return true;
}

/** SIGKILL to a whole tree, again and again until nothing of it lives. Returns what could not be ended. */
export async function killTree(tree: ProcessTree): Promise<number[]> {
  let left = tree.members();
  await until(() => {
    for (const pid of left) sendSignal(pid, 'SIGKILL');
    left = tree.members();
    return left.length === 0;
  }, KILL_MS);
  return left;
}

/** SIGTERM to the root, and once it has ended or `graceMs` are over SIGKILL to all that is left of its tree. */
export async function endTree(
  root: ProcessIdentity | undefined,
  tree: ProcessTree,
  graceMs: number,
): Promise<number[]> {
  if (root && isAlive(root)) {
    // Seen now: once the root has ended nobody tells whose children its children were.
    tree.members();
    sendSignal(root.pid, 'SIGTERM');
    await until(() => !isAlive(root), graceMs);
  }
  return killTree(tree);
}
