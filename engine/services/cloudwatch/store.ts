import type * as CW from '@aws-sdk/client-cloudwatch';
import type { AlarmState, Point } from '../../core/metrics/alarm';
import type { Ctx } from '../../ports/context';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';

export interface Dimension {
  readonly Name: string;
  readonly Value: string;
}
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  readonly points: readonly Point[];
}
export interface HistoryItem {
  readonly at: number;
  readonly type: CW.HistoryItemType;
  readonly summary: string;
}
export interface Alarm {
  readonly name: string;
  readonly input: CW.PutMetricAlarmInput;
  readonly state: AlarmState;
  readonly reason: string;
  readonly changedAt: number;
  readonly updatedAt: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly history: readonly HistoryItem[];
}

export const metrics = kind<Metric>('cloudwatch.metric');
export const alarms = kind<Alarm>('cloudwatch.alarm');

const MINUTE_MS = 60_000;
/** [doc] One-minute data is kept for 15 days; here also no more than so many points a metric. */
const KEPT_MS = 15 * 86_400_000;
const MAX_POINTS = 5000;

export const alarmArn = (ctx: Ctx, name: string): string => ctx.arn('cloudwatch', `alarm:${name}`);
export const keyOf = (
  namespace: string,
  name: string,
  dimensions: readonly { Name?: string | undefined; Value?: string | undefined }[],
): string =>
  [namespace, name, ...dimensions.map((d) => `${d.Name ?? ''}=${d.Value ?? ''}`).sort()].join(
    '\u0001',
  );

export function alarmOrThrow(ctx: Ctx, name: string): Alarm {
  const alarm = ctx.store.get(alarms, name);
  if (!alarm)
    throw new AwsError('ResourceNotFound', `Alarm ${name} does not exist`, { status: 404 });
  return alarm;
}

/** Adds one value to the minute it belongs to. */
export function record(
  ctx: Ctx,
  namespace: string,
  name: string,
  dimensions: readonly Dimension[],
  value: { at: number; count: number; sum: number; min: number; max: number },
): string {
  const key = keyOf(namespace, name, dimensions);
  const at = Math.floor(value.at / MINUTE_MS) * MINUTE_MS;
  const known = ctx.store.get(metrics, key) ?? { namespace, name, dimensions, points: [] };
  const same = known.points.find((p) => p.at === at);
  const point: Point = same
    ? {
        at,
        count: same.count + value.count,
        sum: same.sum + value.sum,
        min: Math.min(same.min, value.min),
        max: Math.max(same.max, value.max),
      }
    : { ...value, at };
  const points = [
    ...known.points.filter((p) => p.at !== at && p.at > ctx.clock.now() - KEPT_MS),
    point,
  ]
    .sort((a, b) => a.at - b.at)
    .slice(-MAX_POINTS);
  ctx.store.put(metrics, key, { ...known, points });
  return key;
}
