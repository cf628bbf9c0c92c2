import 'server-only';
import type { Connection } from '../aws/connection';
import type { Pacing } from '../aws/pacing';

/** Whoever waits learns of the end later by this part of the wait, at most. */
const LATER = 1 / 20;

/** Between two looks at what takes long, in ms: the longer it has taken, the less often. */
export function pauseMs({ progress }: Pacing, waitedMs: number): number {
  const [least, most] = progress;
  return Math.min(most, Math.max(least, waitedMs * LATER));
}

/** Before the next try after so many failures in a row, in ms: twice as long each time. */
export function againMs({ again }: Pacing, failures: number): number {
  const [first, longest] = again;
  return Math.min(longest, first * 2 ** Math.max(0, failures - 1));
}

export const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));

/** Pauses between two looks at what began at `began` (ms since the epoch). */
export const pause = ({ pacing }: Connection, began: number): Promise<void> =>
  sleep(pauseMs(pacing, Date.now() - began));
