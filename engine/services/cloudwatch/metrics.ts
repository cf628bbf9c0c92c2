import type * as CW from '@aws-sdk/client-cloudwatch';
import { statistic, type Statistic } from '../../core/metrics/alarm';
import { page } from '../../core/paging';
import type { BusEvent, Ctx, Handler } from '../../ports/context';
import type { Internal } from '../../ports/module';
import { AwsError } from '../../wire/errors';
import { metricChanged } from './evaluate';
import { keyOf, metrics, record, type Dimension } from './store';

const NAMESPACE = 'AWS/CodeBuild';
const one = (at: number, value: number) => ({ at, count: 1, sum: value, min: value, max: value });

/** What CodeBuild itself tells CloudWatch of each build that ends, of its project and of the account (CodeBuild user guide, "CloudWatch metrics"). */
export function onEvent(event: BusEvent, ctx: Ctx): void {
  if (event.source !== 'aws.codebuild' || event['detail-type'] !== 'CodeBuild Build State Change')
    return;
  const detail = event.detail as {
    'build-status'?: string;
    'project-name'?: string;
    'additional-information'?: { phases?: { 'duration-in-seconds'?: number }[] };
  };
  const status = detail['build-status'] ?? '';
  if (status === 'IN_PROGRESS') return;
  const at = Date.parse(event.time);
  const seconds = (detail['additional-information']?.phases ?? []).reduce(
    (n, p) => n + (p['duration-in-seconds'] ?? 0),
    0,
  );
  // A build that was stopped is neither good nor failed.
  const told: [string, number][] = [
    ['Builds', 1],
    ['Duration', seconds],
    ...(status === 'SUCCEEDED'
      ? [['SucceededBuilds', 1] as [string, number]]
      : status === 'STOPPED'
        ? []
        : [['FailedBuilds', 1] as [string, number]]),
  ];
  ctx.store.transaction(() => {
    for (const dimensions of [[{ Name: 'ProjectName', Value: detail['project-name'] ?? '' }], []])
      for (const [name, value] of told)
        metricChanged(ctx, record(ctx, NAMESPACE, name, dimensions, one(at, value)));
  });
}

/** What a service of the engine has measured. */
export const recordAll: Internal<'cloudwatch'>['record'] = ({ values }, ctx) =>
  ctx.store.transaction(() => {
    for (const { namespace, name, dimensions, ...value } of values)
      metricChanged(ctx, record(ctx, namespace, name, dimensions, value));
  });

export const putMetricData: Handler<CW.PutMetricDataInput, object> = (input, ctx) =>
  ctx.store.transaction(() => {
    if (/^AWS\//.test(input.Namespace))
      throw new AwsError(
        'InvalidParameterValue',
        'The value AWS/ for parameter Namespace is invalid: it is reserved.',
      );
    for (const d of input.MetricData ?? []) {
      const at = d.Timestamp?.getTime() ?? ctx.clock.now();
      const s = d.StatisticValues;
      const values =
        d.Values?.map((v, i) => [v, d.Counts?.[i] ?? 1] as const) ??
        (d.Value === undefined ? [] : [[d.Value, 1] as const]);
      const points = s
        ? [{ at, count: s.SampleCount, sum: s.Sum, min: s.Minimum, max: s.Maximum }]
        : values.map(([v, n]) => ({ at, count: n, sum: v * n, min: v, max: v }));
      for (const p of points)
        metricChanged(
          ctx,
          record(ctx, input.Namespace, d.MetricName, (d.Dimensions ?? []) as Dimension[], p),
        );
    }
    return {};
  });

export const listMetrics: Handler<CW.ListMetricsInput, CW.ListMetricsOutput> = (input, ctx) => {
  const all = ctx.store
    .list(metrics)
    .filter(
      (m) =>
        (input.Namespace === undefined || m.namespace === input.Namespace) &&
        (input.MetricName === undefined || m.name === input.MetricName) &&
        (input.Dimensions ?? []).every((f) =>
          m.dimensions.some(
            (d) => d.Name === f.Name && (f.Value === undefined || d.Value === f.Value),
          ),
        ),
    );
  const { items, nextToken } = page(all, 500, input.NextToken);
  return {
    Metrics: items.map((m) => ({
      Namespace: m.namespace,
      MetricName: m.name,
      Dimensions: m.dimensions.map((d) => ({ ...d })),
    })),
    NextToken: nextToken,
  };
};

/** The periods from start to end that have data, each with its statistic. */
function series(
  ctx: Ctx,
  key: string,
  stat: Statistic,
  periodMs: number,
  start: number,
  end: number,
): { at: number; value: number }[] {
  const points = ctx.store.get(metrics, key)?.points ?? [];
  const from = Math.floor(start / periodMs) * periodMs;
  return Array.from(
    { length: Math.min(1440, Math.ceil((end - from) / periodMs)) },
    (_, i) => from + i * periodMs,
  ).flatMap((at) => {
    const value = statistic(points, stat, at, at + periodMs);
    return value === undefined ? [] : [{ at, value }];
  });
}

export const getMetricStatistics: Handler<
  CW.GetMetricStatisticsInput,
  CW.GetMetricStatisticsOutput
> = (input, ctx) => {
  const key = keyOf(input.Namespace, input.MetricName, input.Dimensions ?? []);
  const byTime = new Map<number, CW.Datapoint>();
  for (const stat of input.Statistics ?? [])
    for (const { at, value } of series(
      ctx,
      key,
      stat,
      input.Period * 1000,
      input.StartTime.getTime(),
      input.EndTime.getTime(),
    ))
      byTime.set(at, { Timestamp: new Date(at), Unit: 'None', ...byTime.get(at), [stat]: value });
  return { Label: input.MetricName, Datapoints: [...byTime.values()] };
};

/** [doc] GetMetricData takes 500 queries, so that one page has them all. */
const MAX_QUERIES = 500;

export const getMetricData: Handler<CW.GetMetricDataInput, CW.GetMetricDataOutput> = (
  input,
  ctx,
) => {
  const results = input.MetricDataQueries.filter((q) => q.ReturnData !== false).map((q) => {
    const m = q.MetricStat;
    if (!m?.Metric)
      throw new AwsError(
        'InvalidParameterCombination',
        "Starboard's engine does not serve metric math yet",
      );
    const found = series(
      ctx,
      keyOf(m.Metric.Namespace ?? '', m.Metric.MetricName ?? '', m.Metric.Dimensions ?? []),
      m.Stat as Statistic,
      m.Period * 1000,
      input.StartTime.getTime(),
      input.EndTime.getTime(),
    );
    if (input.ScanBy !== 'TimestampAscending') found.reverse();
    return {
      Id: q.Id,
      Label: q.Label ?? m.Metric.MetricName,
      StatusCode: 'Complete' as const,
      Timestamps: found.map((f) => new Date(f.at)),
      Values: found.map((f) => f.value),
    };
  });
  const { items, nextToken } = page(results, MAX_QUERIES, input.NextToken);
  return { MetricDataResults: items, NextToken: nextToken };
};
