const sorted = (list: readonly number[]): number[] => [...list].sort((a, b) => a - b);

/** The value in the middle; the mean of the two in the middle where their number is even. */
export function median(list: readonly number[]): number | undefined {
  const all = sorted(list);
  const half = all.length >> 1;
  const upper = all[half];
  if (upper === undefined || all.length % 2) return upper;
  return ((all[half - 1] ?? upper) + upper) / 2;
}

/** The smallest value that at least nine in ten do not exceed (nearest rank). */
export const percentile90 = (list: readonly number[]): number | undefined =>
  sorted(list)[Math.ceil(list.length * 0.9) - 1];

/** With fewer values a median says little about the next one: nothing is compared, and no trend is drawn. */
export const ENOUGH = 5;
/** With fewer values the 90th percentile is the largest, or the second largest. */
export const ENOUGH_FOR_90 = 10;

/** What is said of a list of durations. `p90` is unset where there are too few for it to say anything. */
export interface Summary {
  readonly n: number;
  readonly median: number | undefined;
  readonly p90: number | undefined;
}

export const summaryOf = (list: readonly number[]): Summary => ({
  n: list.length,
  median: median(list),
  p90: list.length < ENOUGH_FOR_90 ? undefined : percentile90(list),
});
