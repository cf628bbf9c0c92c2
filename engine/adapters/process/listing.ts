import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process as a person looks at it. */
export interface ListedProcess {
  readonly pid: number;
  /** Resident memory. */
  readonly rssKiB: number;
  readonly command: string;
}

const MOST_COMMAND = 200;
const GONE = ['ENOENT', 'ESRCH'];
const PS = { encoding: 'utf8', timeout: 10_000, killSignal: 'SIGKILL' } as const;

const oneLine = (text: string): string =>
  text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, MOST_COMMAND);

function linuxProcess(pid: number): ListedProcess | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const name = /^Name:\s(.*)$/m.exec(status)?.[1] ?? '';
    const command = oneLine(readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '));
    return {
      pid,
      rssKiB: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0),
      command: command || `[${name}]`,
    };
  } catch (error) {
    // It has ended since it was listed. Whatever else keeps it from being read must not look like an idle machine.
    if (!GONE.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return undefined;
  }
}

function psProcesses(pids: readonly number[]): ListedProcess[] {
  const text = execFileSync('ps', ['-o', 'pid=,rss=,command=', '-p', pids.join(',')], PS);
  return text.split('\n').flatMap((line) => {
    const found = /^\s*(\d+)\s+(\d+)\s(.*)$/.exec(line);
    return found
      ? [{ pid: Number(found[1]), rssKiB: Number(found[2]), command: oneLine(found[3] ?? '') }]
      : [];
  });
}

/** These processes with their memory and commands, the largest first; one that has ended is left out. */
export function listProcesses(pids: readonly number[]): ListedProcess[] {
  if (!pids.length) return [];
  const found =
    process.platform === 'linux'
      ? pids.flatMap((pid) => linuxProcess(pid) ?? [])
      : psProcesses(pids);
  return found.sort((a, b) => b.rssKiB - a.rssKiB);
}
