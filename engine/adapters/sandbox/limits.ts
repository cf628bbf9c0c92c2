import { readFileSync } from 'node:fs';
import { release, totalmem } from 'node:os';
import { gib, type Limits } from '../../core/build/limits';
import type { SandboxPrograms } from './programs';

/** From Linux 5.14 on RLIMIT_NPROC counts a user namespace's processes apart; before, all of the person's. */
const COUNTS_APART = [5, 14] as const;

/** The memory of this machine, or what this process may have of it. */
export function machineMemory(): number {
  const own = ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes']
    .flatMap((file) => {
      try {
        return Number(readFileSync(file, 'utf8'));
      } catch {
        return [];
      }
    })
    .filter((n) => Number.isFinite(n) && n > 0);
  return Math.min(totalmem(), ...own);
}

/** Whether prlimit can hold a sandbox to a number of processes: not for root, whom the kernel lets through. */
export function countsApart(uid = process.getuid?.(), kernel = release()): boolean {
  const [major = 0, minor = 0] = kernel.split('.').map(Number);
  return (
    uid !== 0 &&
    (major > COUNTS_APART[0] || (major === COUNTS_APART[0] && minor >= COUNTS_APART[1]))
  );
}

/** What a command inside is started with: no core dumps, and a number of processes where no control group limits it. */
export function resourceLimits(
  { prlimit }: SandboxPrograms,
  limits: Limits | undefined,
  grouped: boolean,
): string[] {
  if (!prlimit) return [];
  return [
    prlimit,
    '--core=0',
    ...(limits && !grouped && countsApart() ? [`--nproc=${limits.processes}`] : []),
    '--',
  ];
}

/** What holds, in a line for a build's log and for doctor. */
export function describeLimits(
  limits: Limits,
  held: { readonly processes: boolean; readonly memory: boolean },
): string {
  const holds = [
    ...(held.processes ? [`${limits.processes} processes`] : []),
    ...(held.memory && limits.memory !== undefined ? [`${gib(limits.memory)} of memory`] : []),
  ];
  const free = [
    ...(held.processes ? [] : ['processes']),
    ...(held.memory ? [] : ['memory']),
    'disk',
  ];
  return `limits: ${holds.length ? holds.join(', ') : 'none'}; not limited on this machine: ${free.join(', ')}`;
}
