/** How often a value was measured. */
export type Counted = readonly [value: number, count: number];

/** What a metric was in a while, a minute at least. */
export interface Point {
  readonly at: number;
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** The values themselves, where more than one was measured and each is known. */
  readonly values?: readonly Counted[] | undefined;
}

/** So many different values of one point are kept as they are; more are kept by their first two digits. */
const EXACT = 500;

const byDigits = (value: number): number => Number(value.toPrecision(2));

function counted(values: Iterable<Counted>, of = (value: number): number => value): Counted[] {
  const counts = new Map<number, number>();
  for (const [value, count] of values) counts.set(of(value), (counts.get(of(value)) ?? 0) + count);
  return [...counts];
}

/** A value that was measured so often. */
export const pointOf = (at: number, [value, count]: Counted): Point => ({
  at,
  count,
  sum: value * count,
  min: value,
  max: value,
});

/**
 * The values of a point; undefined where they are not known. [doc] GetMetricStatistics: of a statistic set they are where it
 * has one sample, or its minimum is its maximum.
 */
export function valuesOf({ values, count, min, max }: Point): readonly Counted[] | undefined {
  if (values) return values;
  return count === 1 || min === max ? [[min, count]] : undefined;
}

/** Several points as one that begins at `at`; undefined without any. */
export function together(at: number, points: readonly Point[]): Point | undefined {
  const [first] = points;
  if (!first) return undefined;
  const known = points.map(valuesOf);
  const all = known.every((v) => v !== undefined) ? known.flat() : undefined;
  const exact = all && counted(all);
  const values = exact && exact.length > EXACT ? counted(exact, byDigits) : exact;
  return {
    at,
    count: points.reduce((n, p) => n + p.count, 0),
    sum: points.reduce((n, p) => n + p.sum, 0),
    min: Math.min(...points.map((p) => p.min)),
    max: Math.max(...points.map((p) => p.max)),
    ...(values && values.length > 1 ? { values } : {}),
  };
}
