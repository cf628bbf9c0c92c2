import type { Point } from './points';
import { statisticOf, type Statistic } from './statistics';

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
const statistic = (
  points: readonly Point[],
  of: Statistic,
  from: number,
  to: number,
): number | undefined =>
  statisticOf(
    points.filter((p) => p.at >= from && p.at < to),
    of,
  );

/** What an alarm looks at: its last periods, the one that runs included. */
export function windowOf(
  { periodMs, evaluationPeriods }: AlarmRule,
  now: number,
): { readonly from: number; readonly to: number } {
  const to = Math.floor(now / periodMs) * periodMs + periodMs;
  return { from: to - evaluationPeriods * periodMs, to };
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
  const { to: end } = windowOf(rule, now);
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
