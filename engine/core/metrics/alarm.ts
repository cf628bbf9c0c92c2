/** One minute of a metric. */
export interface Point {
  readonly at: number;
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

export type Statistic = 'SampleCount' | 'Average' | 'Sum' | 'Minimum' | 'Maximum';
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
export type Comparison =
  | 'GreaterThanOrEqualToThreshold'
  | 'GreaterThanThreshold'
  | 'LessThanThreshold'
  | 'LessThanOrEqualToThreshold';

export interface AlarmRule {
  readonly statistic: Statistic;
  readonly periodMs: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparison: Comparison;
  readonly missing: 'breaching' | 'notBreaching' | 'ignore' | 'missing';
}

const COMPARE: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (a, b) => a >= b,
  GreaterThanThreshold: (a, b) => a > b,
  LessThanThreshold: (a, b) => a < b,
  LessThanOrEqualToThreshold: (a, b) => a <= b,
};

/** A statistic of all points from `from` up to before `to`; undefined without any. */
export function statistic(
  points: readonly Point[],
  of: Statistic,
  from: number,
  to: number,
): number | undefined {
  const own = points.filter((p) => p.at >= from && p.at < to);
  if (!own.length) return undefined;
  const count = own.reduce((n, p) => n + p.count, 0);
  const sum = own.reduce((n, p) => n + p.sum, 0);
  return {
    SampleCount: count,
    Sum: sum,
    Average: sum / count,
    Minimum: Math.min(...own.map((p) => p.min)),
    Maximum: Math.max(...own.map((p) => p.max)),
  }[of];
}

export interface Verdict {
  readonly state: AlarmState;
  readonly reason: string;
  readonly values: readonly (number | undefined)[];
}

/**
 * An alarm's state out of its last periods, the one that runs included, and how missing data counts (CloudWatch user guide,
 * "Evaluating an alarm" and "Configuring how CloudWatch alarms treat missing data").
 */
export function evaluate(
  rule: AlarmRule,
  points: readonly Point[],
  now: number,
  before: AlarmState,
): Verdict {
  const end = Math.floor(now / rule.periodMs) * rule.periodMs + rule.periodMs;
  const values = Array.from({ length: rule.evaluationPeriods }, (_, i) =>
    statistic(points, rule.statistic, end - (i + 1) * rule.periodMs, end - i * rule.periodMs),
  );
  const breaches = COMPARE[rule.comparison];
  const known = values.filter((v): v is number => v !== undefined);
  const breaching =
    known.filter((v) => breaches(v, rule.threshold)).length +
    (rule.missing === 'breaching' ? values.length - known.length : 0);
  const said = `Threshold Crossed: ${breaching} out of the last ${values.length} datapoints [${known.join(', ')}] ${breaching >= rule.datapointsToAlarm ? 'was' : 'was not'} ${rule.comparison} (${rule.threshold}).`;
  if (breaching >= rule.datapointsToAlarm) return { state: 'ALARM', reason: said, values };
  if (!known.length && rule.missing === 'missing')
    return {
      state: 'INSUFFICIENT_DATA',
      reason: 'Insufficient Data: no datapoints were received.',
      values,
    };
  if (!known.length && rule.missing === 'ignore')
    return {
      state: before,
      reason: 'No datapoints were received, and missing data is ignored.',
      values,
    };
  return { state: 'OK', reason: said, values };
}
