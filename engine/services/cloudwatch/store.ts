import type * as CW from '@aws-sdk/client-cloudwatch';
import type { AlarmState } from '../../core/metrics/alarm';
import type { Point } from '../../core/metrics/points';
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
  /** All of its points, in homes of engines that kept them here. */
  readonly points?: readonly Point[] | undefined;
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
