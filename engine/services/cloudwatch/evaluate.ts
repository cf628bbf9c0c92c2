import { evaluate, windowOf, type AlarmRule, type AlarmState } from '../../core/metrics/alarm';
import type { Ctx } from '../../ports/context';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { pointsIn } from './points';
import { alarmArn, alarms, keyOf, type Alarm } from './store';

const SECOND_MS = 1000;
const MAX_HISTORY = 100;

export const ruleOf = ({ input: i }: Alarm): AlarmRule => ({
  statistic: i.Statistic ?? 'Sum',
  periodMs: (i.Period ?? 60) * SECOND_MS,
  evaluationPeriods: i.EvaluationPeriods ?? 1,
  datapointsToAlarm: i.DatapointsToAlarm ?? i.EvaluationPeriods ?? 1,
  threshold: i.Threshold ?? 0,
  comparison: (i.ComparisonOperator ?? 'GreaterThanOrEqualToThreshold') as AlarmRule['comparison'],
  missing: (i.TreatMissingData ?? 'missing') as AlarmRule['missing'],
});

export const metricKey = ({ input: i }: Alarm): string =>
  keyOf(i.Namespace ?? '', i.MetricName ?? '', i.Dimensions ?? []);

/** The text that a topic is sent (CloudWatch user guide, "Notifying users on alarm changes"). */
function message(ctx: Ctx, a: Alarm, old: AlarmState): string {
  const i = a.input;
  return JSON.stringify({
    AlarmName: a.name,
    AlarmDescription: i.AlarmDescription ?? null,
    AWSAccountId: ctx.accountId,
    AlarmConfigurationUpdatedTimestamp: new Date(a.updatedAt).toISOString(),
    NewStateValue: a.state,
    NewStateReason: a.reason,
    StateChangeTime: new Date(a.changedAt).toISOString(),
    Region: ctx.region,
    AlarmArn: alarmArn(ctx, a.name),
    OldStateValue: old,
    OKActions: i.OKActions ?? [],
    AlarmActions: i.AlarmActions ?? [],
    InsufficientDataActions: i.InsufficientDataActions ?? [],
    Trigger: {
      MetricName: i.MetricName,
      Namespace: i.Namespace,
      StatisticType: 'Statistic',
      Statistic: (i.Statistic ?? '').toUpperCase(),
      Unit: i.Unit ?? null,
      Dimensions: (i.Dimensions ?? []).map((d) => ({ name: d.Name, value: d.Value })),
      Period: i.Period,
      EvaluationPeriods: i.EvaluationPeriods,
      ComparisonOperator: i.ComparisonOperator,
      Threshold: i.Threshold,
      TreatMissingData: i.TreatMissingData ?? '',
    },
  });
}

/** A new state: kept, told as an event, and to the topics that it names. Another state than before, that is: the same one tells nobody. */
export function setState(ctx: Ctx, alarm: Alarm, state: AlarmState, reason: string): void {
  if (alarm.state === state) return;
  const now = ctx.clock.now();
  const next: Alarm = {
    ...alarm,
    state,
    reason,
    changedAt: now,
    history: [
      ...alarm.history,
      {
        at: now,
        type: 'StateUpdate' as const,
        summary: `Alarm updated from ${alarm.state} to ${state}`,
      },
    ].slice(-MAX_HISTORY),
  };
  ctx.store.transaction(() => {
    ctx.store.put(alarms, alarm.name, next);
    ctx.emit(
      'aws.cloudwatch',
      'CloudWatch Alarm State Change',
      {
        alarmName: alarm.name,
        state: { value: state, reason, timestamp: new Date(now).toISOString() },
        previousState: {
          value: alarm.state,
          reason: alarm.reason,
          timestamp: new Date(alarm.changedAt).toISOString(),
        },
        configuration: {
          description: alarm.input.AlarmDescription,
          metrics: [
            {
              metricStat: {
                metric: {
                  namespace: alarm.input.Namespace,
                  name: alarm.input.MetricName,
                  dimensions: Object.fromEntries(
                    (alarm.input.Dimensions ?? []).map((d) => [d.Name, d.Value]),
                  ),
                },
                period: alarm.input.Period,
                stat: alarm.input.Statistic,
              },
            },
          ],
        },
      },
      [alarmArn(ctx, alarm.name)],
    );
    const actions =
      {
        ALARM: alarm.input.AlarmActions,
        OK: alarm.input.OKActions,
        INSUFFICIENT_DATA: alarm.input.InsufficientDataActions,
      }[state] ?? [];
    if (alarm.input.ActionsEnabled !== false)
      for (const arn of actions)
        ctx.enqueue('cloudwatch.act', alarm.name, {
          arn,
          message: message(ctx, next, alarm.state),
          subject: `${state}: "${alarm.name}" in ${ctx.region}`.slice(0, 100),
        });
  });
}

/** Job: one action of a state change. A topic that is gone is no reason to try for ever. */
export async function act(job: Job, ctx: Ctx): Promise<void> {
  const {
    arn,
    message: text,
    subject,
  } = job.payload as { arn: string; message: string; subject: string };
  try {
    await ctx.call.sns.publish({ TopicArn: arn, Message: text, Subject: subject });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
}

/** Looks at an alarm now, and again when its period is over. */
export function look(ctx: Ctx, alarm: Alarm): void {
  const now = ctx.clock.now();
  const rule = ruleOf(alarm);
  const { from, to } = windowOf(rule, now);
  const verdict = evaluate(rule, pointsIn(ctx, metricKey(alarm), from, to), now, alarm.state);
  setState(ctx, alarm, verdict.state, verdict.reason);
  ctx.store.cancelJobs('cloudwatch.look', alarm.name);
  ctx.enqueue(
    'cloudwatch.look',
    alarm.name,
    undefined,
    (Math.floor(now / rule.periodMs) + 1) * rule.periodMs + SECOND_MS,
  );
}

/** Job: the period of an alarm is over. */
export function lookAgain(job: Job, ctx: Ctx): void {
  const alarm = ctx.store.get(alarms, job.key);
  if (alarm) look(ctx, alarm);
}

/** A metric has a new value: its alarms look at it at once. */
export function metricChanged(ctx: Ctx, key: string): void {
  for (const alarm of ctx.store.list(alarms)) if (metricKey(alarm) === key) look(ctx, alarm);
}
