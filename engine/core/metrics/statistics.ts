import { together, valuesOf, type Point } from './points';

/** [doc] What every metric has. */
export const STATISTICS = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const;
export type Statistic = (typeof STATISTICS)[number];

const PERCENTILE = /^p(100(\.0{1,10})?|\d{1,2}(\.\d{1,10})?)$/;
const OTHER_EXTENDED = /^(tm|wm|tc|ts|pr|iqm)/i;

export const isStatistic = (name: string): name is Statistic => STATISTICS.some((s) => s === name);
/** [doc] `p0.0` to `p100`, with ten decimal places at most. */
export const isPercentile = (name: string): boolean => PERCENTILE.test(name);
/** A trimmed or winsorized mean, a trimmed count or sum, a percentile rank, or the interquartile mean. */
export const isOtherExtended = (name: string): boolean => OTHER_EXTENDED.test(name);

/**
 * [infer] The smallest value that so many per cent of all do not exceed; AWS does not tell how it draws between two.
 * [doc] None where a value is not known or negative.
 */
function percentile(point: Point, percent: number): number | undefined {
  const values = valuesOf(point);
  if (!values || point.min < 0) return undefined;
  const wanted = Math.max(1, Math.ceil((percent / 100) * point.count));
  let seen = 0;
  for (const [value, count] of [...values].sort((a, b) => a[0] - b[0])) {
    seen += count;
    if (seen >= wanted) return Math.min(point.max, Math.max(point.min, value));
  }
  return point.max;
}

/** A statistic of points, or a percentile like `p99.9`; undefined where there is none. */
export function statisticOf(points: readonly Point[], of: string): number | undefined {
  const point = together(0, points);
  if (!point) return undefined;
  if (isPercentile(of)) return percentile(point, Number(of.slice(1)));
  const { count, sum, min, max } = point;
  const all = { SampleCount: count, Sum: sum, Average: sum / count, Minimum: min, Maximum: max };
  return isStatistic(of) ? all[of] : undefined;
}
