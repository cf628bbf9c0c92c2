import type * as CW from '@aws-sdk/client-cloudwatch';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { look, metricKey, setState } from './evaluate';
import { alarmArn, alarmOrThrow, alarms, keyOf, type Alarm } from './store';

const STATISTICS = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'];
const COMPARISONS = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
];
const MISSING = ['breaching', 'notBreaching', 'ignore', 'missing'];
const invalid = (text: string): AwsError => new AwsError('ValidationError', text);

export const putMetricAlarm: Handler<CW.PutMetricAlarmInput, object> = (given, ctx) => {
  const input = given as CW.PutMetricAlarmInput;
  const name = input.AlarmName ?? '';
  if (input.Metrics?.length || input.ExtendedStatistic || !input.Namespace || !input.MetricName)
    throw invalid(
      "Starboard's engine serves alarms of one metric and its Statistic; it does not serve metric math or percentiles yet",
    );
  if (!STATISTICS.includes(input.Statistic ?? ''))
    throw invalid(`Statistic must be one of ${STATISTICS.join(', ')}`);
  if (!COMPARISONS.includes(input.ComparisonOperator ?? ''))
    throw invalid(`ComparisonOperator must be one of ${COMPARISONS.join(', ')}`);
  if (input.TreatMissingData !== undefined && !MISSING.includes(input.TreatMissingData))
    throw invalid(`TreatMissingData must be one of ${MISSING.join(', ')}`);
  if (!input.Period || (input.Period % 60 !== 0 && ![10, 30].includes(input.Period)))
    throw invalid('Period must be 10, 30 or a multiple of 60');
  if (!input.EvaluationPeriods || input.EvaluationPeriods < 1 || input.Threshold === undefined)
    throw invalid('EvaluationPeriods and Threshold are required');
  const odd = [
    ...(input.AlarmActions ?? []),
    ...(input.OKActions ?? []),
    ...(input.InsufficientDataActions ?? []),
  ].find((a) => !/^arn:[^:]+:sns:/.test(a));
  if (odd) throw invalid(`Starboard's engine tells SNS topics alone; it cannot carry out ${odd}`);
  const now = ctx.clock.now();
  const known = ctx.store.get(alarms, name);
  const alarm: Alarm = {
    name,
    input: { ...input, Tags: undefined },
    state: known?.state ?? 'INSUFFICIENT_DATA',
    reason: known?.reason ?? 'Unchecked: Initial alarm creation',
    changedAt: known?.changedAt ?? now,
    updatedAt: now,
    tags:
      known?.tags ??
      Object.fromEntries((input.Tags ?? []).map((t) => [t.Key ?? '', t.Value ?? ''])),
    history: [
      ...(known?.history ?? []),
      {
        at: now,
        type: 'ConfigurationUpdate',
        summary: known ? `Alarm "${name}" updated` : `Alarm "${name}" created`,
      },
    ],
  };
  ctx.store.transaction(() => {
    ctx.store.put(alarms, name, alarm);
    look(ctx, alarm);
  });
  return {};
};

function dto(ctx: Ctx, a: Alarm): CW.MetricAlarm {
  const { input } = a;
  return {
    ...input,
    AlarmArn: alarmArn(ctx, a.name),
    ActionsEnabled: input.ActionsEnabled ?? true,
    StateValue: a.state,
    StateReason: a.reason,
    StateUpdatedTimestamp: new Date(a.changedAt),
    StateTransitionedTimestamp: new Date(a.changedAt),
    AlarmConfigurationUpdatedTimestamp: new Date(a.updatedAt),
  };
}

export const describeAlarms: Handler<CW.DescribeAlarmsInput, CW.DescribeAlarmsOutput> = (
  input,
  ctx,
) => {
  const all = ctx.store
    .list(alarms)
    .filter(
      (a) =>
        (!input.AlarmNames?.length || input.AlarmNames.includes(a.name)) &&
        (input.AlarmNamePrefix === undefined || a.name.startsWith(input.AlarmNamePrefix)) &&
        (input.StateValue === undefined || a.state === input.StateValue),
    );
  const { items, nextToken } = page(all, Math.min(input.MaxRecords ?? 50, 100), input.NextToken);
  return { MetricAlarms: items.map((a) => dto(ctx, a)), CompositeAlarms: [], NextToken: nextToken };
};

export const describeAlarmsForMetric: Handler<
  CW.DescribeAlarmsForMetricInput,
  CW.DescribeAlarmsForMetricOutput
> = (input, ctx) => {
  const key = keyOf(input.Namespace, input.MetricName, input.Dimensions ?? []);
  return {
    MetricAlarms: ctx.store
      .list(alarms)
      .filter((a) => metricKey(a) === key)
      .map((a) => dto(ctx, a)),
  };
};

export const deleteAlarms: Handler<CW.DeleteAlarmsInput, object> = (input, ctx) =>
  ctx.store.transaction(() => {
    for (const name of input.AlarmNames) alarmOrThrow(ctx, name);
    for (const name of input.AlarmNames) {
      ctx.store.delete(alarms, name);
      ctx.store.cancelJobs('cloudwatch.look', name);
    }
    return {};
  });

/** For tests of an alarm's actions: the state holds until the next look. */
export const setAlarmState: Handler<CW.SetAlarmStateInput, object> = (input, ctx) => {
  setState(ctx, alarmOrThrow(ctx, input.AlarmName), input.StateValue, input.StateReason);
  return {};
};

const actions =
  (enabled: boolean): Handler<CW.EnableAlarmActionsInput, object> =>
  (input, ctx) => {
    for (const name of input.AlarmNames) {
      const a = ctx.store.get(alarms, name);
      if (a) ctx.store.put(alarms, name, { ...a, input: { ...a.input, ActionsEnabled: enabled } });
    }
    return {};
  };
export const enableAlarmActions = actions(true);
export const disableAlarmActions = actions(false);

export const describeAlarmHistory: Handler<
  CW.DescribeAlarmHistoryInput,
  CW.DescribeAlarmHistoryOutput
> = (input, ctx) => {
  const all = ctx.store
    .list(alarms)
    .filter((a) => input.AlarmName === undefined || a.name === input.AlarmName)
    .flatMap((a) =>
      a.history.map((h) => ({
        AlarmName: a.name,
        AlarmType: 'MetricAlarm' as const,
        Timestamp: new Date(h.at),
        HistoryItemType: h.type,
        HistorySummary: h.summary,
      })),
    )
    .filter(
      (h) => input.HistoryItemType === undefined || h.HistoryItemType === input.HistoryItemType,
    );
  all.sort((x, y) => y.Timestamp.getTime() - x.Timestamp.getTime());
  const { items, nextToken } = page(all, Math.min(input.MaxRecords ?? 100, 100), input.NextToken);
  return { AlarmHistoryItems: items, NextToken: nextToken };
};

const named = (arn: string): string => arn.slice(arn.indexOf(':alarm:') + ':alarm:'.length);
export const tagResource: Handler<CW.TagResourceInput, object> = (input, ctx) => {
  const a = alarmOrThrow(ctx, named(input.ResourceARN));
  ctx.store.put(alarms, a.name, {
    ...a,
    tags: { ...a.tags, ...Object.fromEntries(input.Tags.map((t) => [t.Key, t.Value])) },
  });
  return {};
};
export const untagResource: Handler<CW.UntagResourceInput, object> = (input, ctx) => {
  const a = alarmOrThrow(ctx, named(input.ResourceARN));
  ctx.store.put(alarms, a.name, {
    ...a,
    tags: Object.fromEntries(Object.entries(a.tags).filter(([k]) => !input.TagKeys.includes(k))),
  });
  return {};
};
export const listTagsForResource: Handler<
  CW.ListTagsForResourceInput,
  CW.ListTagsForResourceOutput
> = (input, ctx) => ({
  Tags: Object.entries(alarmOrThrow(ctx, named(input.ResourceARN)).tags).map(([Key, Value]) => ({
    Key,
    Value,
  })),
});
