import { together, type Point } from './points';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** One length that points have, and how long they are kept in it. */
export interface Resolution {
  readonly name: string;
  readonly ms: number;
  readonly keptMs: number;
}

/** [doc] GetMetricStatistics: a minute for 15 days, five minutes for 63 days, an hour for 455 days. */
const [MINUTES, FIVE_MINUTES, HOURS] = [
  { name: 'm', ms: MINUTE, keptMs: 15 * DAY },
  { name: 'f', ms: 5 * MINUTE, keptMs: 63 * DAY },
  { name: 'h', ms: 60 * MINUTE, keptMs: 455 * DAY },
] as const satisfies readonly Resolution[];
export const RESOLUTIONS: readonly Resolution[] = [MINUTES, FIVE_MINUTES, HOURS];
export const FINEST: Resolution = MINUTES;

export const startIn = ({ ms }: Resolution, at: number): number => Math.floor(at / ms) * ms;

/** The length that a point of that time has now; undefined once it is kept no more. */
export const resolutionAt = (at: number, now: number): Resolution | undefined =>
  RESOLUTIONS.find((r) => at > now - r.keptMs);

/**
 * Whether a point counts in periods of that length. [doc] Of what is older than 15 days there are no data points but for
 * multiples of five minutes, of what is older than 63 days but for multiples of an hour.
 */
export function isInPeriods({ at }: Point, periodMs: number, now: number): boolean {
  const resolution = resolutionAt(at, now);
  if (!resolution) return false;
  return resolution === FINEST || periodMs % resolution.ms === 0;
}

/** The same points in a longer resolution. */
export function coarser(points: readonly Point[], resolution: Resolution): Point[] {
  const slots = new Map<number, Point[]>();
  for (const p of points) {
    const at = startIn(resolution, p.at);
    slots.set(at, [...(slots.get(at) ?? []), p]);
  }
  return [...slots].flatMap(([at, own]) => together(at, own) ?? []);
}
