import 'server-only';
import type { Connection } from '../aws/connection';

type Backend = Connection['backend'];

/** Between two looks, in ms: what takes seconds here takes minutes on AWS, whose calls are counted. */
const BOUNDS = { local: [100, 2000], aws: [3000, 5000] } as const;
/** Whoever waits learns of the end later by this part of the wait, at most. */
const LATER = 1 / 20;
/** The first and the longest pause, in ms, before what failed in passing is tried again. */
const AGAIN = { local: [200, 2000], aws: [5000, 60_000] } as const;

/** Between two looks at what takes long, in ms: the longer it has taken, the less often. */
export function pauseMs(backend: Backend, waitedMs: number): number {
  const [least, most] = BOUNDS[backend];
  return Math.min(most, Math.max(least, waitedMs * LATER));
}

/** Before the next try after so many failures in a row, in ms: twice as long each time. */
export function againMs(backend: Backend, failures: number): number {
  const [first, longest] = AGAIN[backend];
  return Math.min(longest, first * 2 ** Math.max(0, failures - 1));
}

export const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));

/** Pauses between two looks at what began at `began` (ms since the epoch). */
export const pause = ({ backend }: Connection, began: number): Promise<void> =>
  sleep(pauseMs(backend, Date.now() - began));
