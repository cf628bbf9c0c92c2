import type * as CW from '@aws-sdk/client-cloudwatch';
import { page } from '../../core/paging';
import type { Point } from '../../core/metrics/points';
import { isInPeriods } from '../../core/metrics/retention';
import {
  isOtherExtended,
  isPercentile,
  isStatistic,
  statisticOf,
} from '../../core/metrics/statistics';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { pointsIn } from './points';
import { keyOf } from './store';

const SECOND_MS = 1000;
/** [doc] Seconds that a period may have beside multiples of 60. */
const SHORT_PERIODS = [1, 5, 10, 20, 30];

interface Span {
  readonly periodMs: number;
  readonly from: number;
  readonly to: number;
}

function spanOf(
  { StartTime, EndTime }: Pick<CW.GetMetricStatisticsInput, 'StartTime' | 'EndTime'>,
  period: number,
  code: string,
): Span {
  if (!SHORT_PERIODS.includes(period) && period % 60 !== 0)
    throw new AwsError(code, 'The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.');
  const [start, to] = [StartTime?.getTime() ?? 0, EndTime?.getTime() ?? 0];
  if (start >= to)
    throw new AwsError(code, 'The parameter StartTime must be less than the parameter EndTime.');
  const periodMs = period * SECOND_MS;
  return { periodMs, from: Math.floor(start / periodMs) * periodMs, to };
}

/** The periods that have data, in order, each with its points. */
function periodsOf(ctx: Ctx, key: string, { periodMs, from, to }: Span): [number, Point[]][] {
  const now = ctx.clock.now();
  const periods = new Map<number, Point[]>();
  for (const p of pointsIn(ctx, key, from, to)) {
    if (!isInPeriods(p, periodMs, now)) continue;
    const at = Math.floor(p.at / periodMs) * periodMs;
    const own = periods.get(at);
    if (own) own.push(p);
    else periods.set(at, [p]);
  }
  return [...periods].sort((a, b) => a[0] - b[0]);
}

/** Percentiles are served of the extended statistics; the others are refused by their names. */
function checkExtended(names: readonly string[], parameter: string, code: string): void {
  for (const name of names) {
    if (isPercentile(name)) continue;
    throw new AwsError(
      code,
      isOtherExtended(name)
        ? `Starboard's engine serves percentiles (p0.0 to p100) in ${parameter}; it does not serve ${name} yet`
        : `The value ${name} for parameter ${parameter} is not supported.`,
    );
  }
}

/** [doc] So many data points are answered at once. */
const MAX_DATAPOINTS = 1440;

function checkAmount({ periodMs, from, to }: Span): void {
  const asked = Math.ceil((to - from) / periodMs);
  if (asked > MAX_DATAPOINTS)
    throw new AwsError(
      'InvalidParameterCombination',
      `You have requested up to ${asked.toLocaleString('en')} datapoints, which exceeds the limit of 1,440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
    );
}

export const getMetricStatistics: Handler<
  CW.GetMetricStatisticsInput,
  CW.GetMetricStatisticsOutput
> = (input, ctx) => {
  const { Statistics: statistics = [], ExtendedStatistics: extended = [] } = input;
  if (!statistics.length && !extended.length)
    throw new AwsError(
      'MissingParameter',
      'Either the parameter Statistics or the parameter ExtendedStatistics must be specified.',
    );
  // [doc] "you must specify either Statistics or ExtendedStatistics, but not both".
  if (statistics.length && extended.length)
    throw new AwsError(
      'InvalidParameterCombination',
      'The parameters Statistics and ExtendedStatistics are mutually exclusive and you have specified both.',
    );
  checkExtended(extended, 'ExtendedStatistics', 'InvalidParameterValue');
  const span = spanOf(input, input.Period, 'InvalidParameterValue');
  checkAmount(span);
  const key = keyOf(input.Namespace, input.MetricName, input.Dimensions ?? []);
  const values = (points: readonly Point[], names: readonly string[]): [string, number][] =>
    names.flatMap((name) => {
      const value = statisticOf(points, name);
      return value === undefined ? [] : [[name, value]];
    });
  return {
    Label: input.MetricName,
    Datapoints: periodsOf(ctx, key, span).flatMap(([at, points]) => {
      const own = values(points, statistics);
      const percentiles = values(points, extended);
      if (!own.length && !percentiles.length) return [];
      return [
        {
          Timestamp: new Date(at),
          Unit: 'None' as const,
          ...Object.fromEntries(own),
          ...(percentiles.length ? { ExtendedStatistics: Object.fromEntries(percentiles) } : {}),
        },
      ];
    }),
  };
};

/** [doc] GetMetricData takes 500 queries, so that one page has them all. */
const MAX_QUERIES = 500;

function resultOf(
  ctx: Ctx,
  input: CW.GetMetricDataInput,
  q: CW.MetricDataQuery,
  name: string,
): CW.MetricDataResult {
  const m = q.MetricStat;
  if (!m?.Metric)
    throw new AwsError(
      'InvalidParameterCombination',
      "Starboard's engine does not serve metric math yet",
    );
  if (q.Period !== undefined)
    throw new AwsError(
      'ValidationError',
      `The parameters ${name}.Period and ${name}.MetricStat are mutually exclusive and you have specified both.`,
    );
  const stat = m.Stat ?? '';
  if (!isStatistic(stat)) checkExtended([stat], `${name}.MetricStat.Stat`, 'ValidationError');
  const span = spanOf(input, m.Period ?? 0, 'ValidationError');
  const key = keyOf(m.Metric.Namespace ?? '', m.Metric.MetricName ?? '', m.Metric.Dimensions ?? []);
  const found = periodsOf(ctx, key, span).flatMap(([at, points]) => {
    const value = statisticOf(points, stat);
    return value === undefined ? [] : [{ at, value }];
  });
  if (input.ScanBy !== 'TimestampAscending') found.reverse();
  return {
    Id: q.Id,
    Label: q.Label ?? m.Metric.MetricName,
    StatusCode: 'Complete',
    Timestamps: found.map((f) => new Date(f.at)),
    Values: found.map((f) => f.value),
  };
}

export const getMetricData: Handler<CW.GetMetricDataInput, CW.GetMetricDataOutput> = (
  input,
  ctx,
) => {
  const results = input.MetricDataQueries.flatMap((q, i) => {
    const result = resultOf(ctx, input, q, `MetricDataQueries.member.${i + 1}`);
    return q.ReturnData === false ? [] : [result];
  });
  const { items, nextToken } = page(results, MAX_QUERIES, input.NextToken);
  return { MetricDataResults: items, NextToken: nextToken };
};
