/**
 * By how much waiting is shorter here than at AWS: health check intervals and deregistration delays are stored and read back
 * as given, and waited for this much of it. Timeouts are not waiting: they are as given.
 */
export const TIME_FACTOR = 0.05;

const SECOND_MS = 1000;
/** Nothing that is longer at AWS is shorter here. */
const FLOOR_MS = 500;

/** How long is waited here for what AWS waits so many seconds for, in milliseconds. */
export function waitOf(seconds: number): number {
  const given = seconds * SECOND_MS;
  return Math.min(given, Math.max(FLOOR_MS, given * TIME_FACTOR));
}
