import { duration } from '@/lib/domain/time';
import type { BoardRunning } from '@/lib/domain/views';

/** A run that takes a little more than half of the others is not late. */
const LATE = 1.25;
/** Shorter than this nobody counts. */
const MOMENT_MS = 5000;

/** How far a blue/green deployment is that only waits to end the old version: nothing is left of it that anybody waits for. */
export const IN_TRAFFIC = 'in traffic, the old version still runs';

/** `about 20s left`; unset where that is no time that anybody counts. */
export const aboutLeft = (ms: number): string | undefined =>
  ms > MOMENT_MS ? `about ${duration(rounded(ms))} left` : undefined;

/** About how long work still takes, by the median of what was measured; nothing where nothing was. */
export function leftWords({ from, usual }: BoardRunning, now: number): string | undefined {
  if (!usual || now < from) return undefined;
  const left = aboutLeft(usual.ms - (now - from));
  if (left) return left;
  return now - from > Math.max(usual.ms * LATE, usual.ms + MOMENT_MS)
    ? 'longer than usual'
    : 'usually done by now';
}

/** To the ten seconds below an hour, above it to the minute: it is an estimate, and a second of it is none. */
function rounded(ms: number): number {
  const step = ms < 60_000 ? 5000 : ms < 3_600_000 ? 10_000 : 60_000;
  return Math.max(step, Math.round(ms / step) * step);
}

/** What the estimate is made of: `Median of the last 5: 1m 40s`. */
export const usualWords = ({ usual }: BoardRunning): string | undefined =>
  usual &&
  (usual.of === 1
    ? `Last time: ${duration(usual.ms)}`
    : `Median of the last ${usual.of}: ${duration(usual.ms)}`);

/** How much of the usual time has passed, 0 to 1; undefined where nothing was measured, or it takes longer than that. */
export function shareDone({ from, usual }: BoardRunning, now: number): number | undefined {
  if (!usual || usual.ms <= 0 || now < from) return undefined;
  const share = (now - from) / usual.ms;
  return share < 1 ? share : undefined;
}
