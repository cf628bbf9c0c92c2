import type * as CW from '@aws-sdk/client-cloudwatch';
import { pointOf, type Point } from '../../core/metrics/points';
import { page } from '../../core/paging';
import type { BusEvent, Ctx, Handler } from '../../ports/context';
import type { Internal } from '../../ports/module';
import { AwsError } from '../../wire/errors';
import { metricChanged } from './evaluate';
import { record } from './points';
import { metrics, type Dimension } from './store';

const NAMESPACE = 'AWS/CodeBuild';

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
        metricChanged(ctx, record(ctx, NAMESPACE, name, dimensions, pointOf(at, [value, 1])));
  });
}

/** What a service of the engine has measured. */
export const recordAll: Internal<'cloudwatch'>['record'] = ({ values }, ctx) =>
  ctx.store.transaction(() => {
    for (const { namespace, name, dimensions, ...value } of values)
      metricChanged(ctx, record(ctx, namespace, name, dimensions, value));
  });

/** [doc] PutMetricData: values of one datum, and how far its time may be from now. */
const MAX_VALUES = 150;
const OLDEST_MS = 14 * 24 * 3_600_000;
const NEWEST_MS = 2 * 3_600_000;

const WAYS = ['Value', 'Values', 'StatisticValues'] as const;

/** What a datum has of values, in the one way that it may. */
function checkDatum(d: CW.MetricDatum, name: string, now: number): void {
  const given = WAYS.filter((way) => d[way] !== undefined);
  const [first, second] = given.map((way) => `${name}.${way}`);
  if (first === undefined)
    throw new AwsError(
      'MissingParameter',
      `At least one of the parameters ${WAYS.map((way) => `${name}.${way}`).join(', ')} must be specified.`,
    );
  if (second !== undefined)
    throw new AwsError(
      'InvalidParameterCombination',
      `The parameters ${first} and ${second} are mutually exclusive and you have specified both.`,
    );
  const invalid = (text: string): AwsError => new AwsError('InvalidParameterValue', text);
  if (d.Counts && d.Counts.length !== d.Values?.length)
    throw invalid(`The parameters ${name}.Values and ${name}.Counts must be of the same size.`);
  if ((d.Values?.length ?? 0) > MAX_VALUES)
    throw invalid(`The collection ${name}.Values must not have a size greater than ${MAX_VALUES}.`);
  const numbers = [d.Value, ...(d.Values ?? []), ...Object.values(d.StatisticValues ?? {})];
  if (numbers.some((n) => n !== undefined && !Number.isFinite(n)))
    throw invalid(`The value of ${first} must be a number that is finite.`);
  const at = d.Timestamp?.getTime() ?? now;
  if (at < now - OLDEST_MS || at > now + NEWEST_MS)
    throw invalid(
      `The parameter ${name}.Timestamp must specify a time within the past two weeks and no more than two hours in the future.`,
    );
}

function pointsOf(d: CW.MetricDatum, now: number): Point[] {
  const at = d.Timestamp?.getTime() ?? now;
  const set = d.StatisticValues;
  if (set)
    return [
      {
        at,
        count: set.SampleCount ?? 0,
        sum: set.Sum ?? 0,
        min: set.Minimum ?? 0,
        max: set.Maximum ?? 0,
      },
    ];
  const values = d.Values ?? [d.Value ?? 0];
  return values.map((value, i) => pointOf(at, [value, d.Counts?.[i] ?? 1]));
}

export const putMetricData: Handler<CW.PutMetricDataInput, object> = (input, ctx) =>
  ctx.store.transaction(() => {
    if (/^AWS\//.test(input.Namespace))
      throw new AwsError(
        'InvalidParameterValue',
        'The value AWS/ for parameter Namespace is invalid: it is reserved.',
      );
    const now = ctx.clock.now();
    const data = input.MetricData ?? [];
    for (const [i, d] of data.entries()) checkDatum(d, `MetricData.member.${i + 1}`, now);
    for (const d of data) {
      const dimensions = (d.Dimensions ?? []) as Dimension[];
      for (const point of pointsOf(d, now).filter((p) => p.count > 0))
        metricChanged(ctx, record(ctx, input.Namespace, d.MetricName ?? '', dimensions, point));
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
