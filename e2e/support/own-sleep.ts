import { execFileSync } from 'node:child_process';

let serial = 0;

/** Seconds that nobody else on this machine sleeps for: a process is found again by them, whatever it did to hide. */
export const ownSleep = (): string => `${300_000 + process.pid}.${++serial}`;

/** How many processes of this machine sleep for so long. */
export const sleeping = (seconds: string): number =>
  execFileSync('ps', ['-A', '-o', 'args='])
    .toString()
    .split('\n')
    .filter((l) => l.trim() === `sleep ${seconds}`).length;
