const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Steps between two lines of an axis that a person can add up. */
const STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 4, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 30, 60, 120, 365].map((n) => n * DAY),
];

const upTo = (max: number, step: number): number[] =>
  Array.from({ length: Math.ceil(max / step) + 1 }, (_, i) => i * step);

/** Lines of an axis of durations (ms), from nought to at least `max`, at most `most` above it. */
export function durationTicks(max: number, most = 4): number[] {
  const step = STEPS.find((s) => max / s <= most) ?? 365 * DAY;
  return upTo(Math.max(max, step), step);
}

/** Lines of an axis of counts: whole numbers. */
export function countTicks(max: number, most = 4): number[] {
  let step = 1;
  for (let i = 0; max / step > most; i++) step *= i % 3 === 1 ? 2.5 : 2;
  return upTo(Math.max(max, 1), step);
}

/** Which of `n` places along an axis are labelled where `fit` labels fit: evenly, the last one among them. */
export function labelled(n: number, fit: number): number[] {
  const stride = Math.max(1, Math.ceil(n / Math.max(1, fit)));
  return Array.from({ length: n }, (_, i) => i).filter((i) => (n - 1 - i) % stride === 0);
}

/** How many runs a running median is of. */
export const RUNNING = 9;

/** The median of each run and those before it, `RUNNING` at the most, from the fifth on: fewer are no trend. */
export function runningMedian(
  points: readonly { readonly at: number; readonly value: number }[],
  medianOf: (values: readonly number[]) => number | undefined,
  enough: number,
): { readonly at: number; readonly value: number }[] {
  return points.flatMap((p, i) => {
    if (i + 1 < enough) return [];
    const value = medianOf(points.slice(Math.max(0, i + 1 - RUNNING), i + 1).map((x) => x.value));
    return value === undefined ? [] : [{ at: p.at, value }];
  });
}
