import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';
import { Builds } from '../../testing/builds';
import { until } from '../../testing/wait';

let engine: TestEngine;
let cw: CloudWatch;
let b: Builds;
let topic = '';
let queue = '';
beforeAll(async () => {
  engine = await startTestEngine();
  cw = new CloudWatch(engine.client);
  b = new Builds(engine);
  const sns = new SNS(engine.client);
  const sqs = new SQS(engine.client);
  topic = (await sns.createTopic({ Name: 'alarms' })).TopicArn ?? '';
  queue = (await sqs.createQueue({ QueueName: 'q' })).QueueUrl ?? '';
  const { Attributes } = await sqs.getQueueAttributes({
    QueueUrl: queue,
    AttributeNames: ['QueueArn'],
  });
  await sqs.setQueueAttributes({
    QueueUrl: queue,
    Attributes: {
      Policy: JSON.stringify({
        Statement: [
          {
            Effect: 'Allow',
            Principal: '*',
            Action: 'sqs:SendMessage',
            Resource: Attributes?.['QueueArn'],
          },
        ],
      }),
    },
  });
  await sns.subscribe({ TopicArn: topic, Protocol: 'sqs', Endpoint: Attributes?.['QueueArn'] });
  await b.project('shop');
});
afterAll(() => engine.stop());

// Two periods, of which one is enough: a build may fail at the end of one and be asked for in the next.
const alarm = {
  AlarmName: 'shop-failed',
  Namespace: 'AWS/CodeBuild',
  MetricName: 'FailedBuilds',
  Dimensions: [{ Name: 'ProjectName', Value: 'shop' }],
  Statistic: 'Sum' as const,
  Period: 300,
  EvaluationPeriods: 2,
  DatapointsToAlarm: 1,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold' as const,
  TreatMissingData: 'notBreaching',
};
const state = async (): Promise<string | undefined> =>
  (await cw.describeAlarms({ AlarmNames: ['shop-failed'] })).MetricAlarms?.[0]?.StateValue;

describe('CloudWatch', () => {
  it('has the metrics of each build that ended, of its project and of all', async () => {
    await b.run('shop');
    await b.run('shop', 'version: 0.2\nphases: {build: {commands: [exit 1]}}\n');
    const sum = async (
      MetricName: string,
      dimensions = alarm.Dimensions,
    ): Promise<number | undefined> =>
      (
        await cw.getMetricStatistics({
          Namespace: 'AWS/CodeBuild',
          MetricName,
          Dimensions: dimensions,
          Period: 3600,
          Statistics: ['Sum'],
          StartTime: new Date(Date.now() - 3_600_000),
          EndTime: new Date(Date.now() + 60_000),
        })
      ).Datapoints?.reduce((n, d) => n + (d.Sum ?? 0), 0);
    await until('both are counted', async () => (await sum('Builds')) === 2);
    expect([
      await sum('FailedBuilds'),
      await sum('SucceededBuilds'),
      await sum('Builds', []),
    ]).toEqual([1, 1, 2]);
    expect(
      (await cw.listMetrics({ Namespace: 'AWS/CodeBuild', MetricName: 'Builds' })).Metrics,
    ).toHaveLength(2);
  });

  it('an alarm sees a failed build, tells its topic, and calms down when time has passed', async () => {
    await cw.putMetricAlarm({ ...alarm, AlarmActions: [topic], OKActions: [topic] });
    expect(await state()).toBe('ALARM');
    const sqs = new SQS(engine.client);
    const next = async (): Promise<Record<string, unknown>> => {
      const [m] =
        (await until('a message', async () => {
          const r = await sqs.receiveMessage({ QueueUrl: queue, WaitTimeSeconds: 1 });
          return r.Messages?.length ? r.Messages : undefined;
        })) ?? [];
      await sqs.deleteMessage({ QueueUrl: queue, ReceiptHandle: m?.ReceiptHandle });
      return JSON.parse((JSON.parse(m?.Body ?? '{}') as { Message: string }).Message) as Record<
        string,
        unknown
      >;
    };
    expect(await next()).toMatchObject({
      AlarmName: 'shop-failed',
      NewStateValue: 'ALARM',
      OldStateValue: 'INSUFFICIENT_DATA',
      Trigger: { MetricName: 'FailedBuilds' },
    });
    await fetch(`${engine.endpoint}/_starboard/clock`, {
      method: 'POST',
      body: JSON.stringify({ advanceSeconds: 700 }),
    });
    await until('it calms down', async () => (await state()) === 'OK');
    expect(await next()).toMatchObject({ NewStateValue: 'OK', OldStateValue: 'ALARM' });
    await b.run('shop', 'version: 0.2\nphases: {build: {commands: [exit 1]}}\n');
    await until('it rings again', async () => (await state()) === 'ALARM');
    expect(
      (await cw.describeAlarmHistory({ AlarmName: 'shop-failed', HistoryItemType: 'StateUpdate' }))
        .AlarmHistoryItems?.length,
    ).toBe(3);
  });

  it('refuses what it would not do', async () => {
    await expect(
      cw.putMetricAlarm({ ...alarm, AlarmActions: ['arn:aws:automate:us-east-1:ec2:stop'] }),
    ).rejects.toMatchObject({ message: expect.stringContaining('SNS topics alone') as string });
    await expect(
      cw.putMetricData({ Namespace: 'AWS/X', MetricData: [{ MetricName: 'a', Value: 1 }] }),
    ).rejects.toMatchObject({ name: expect.stringContaining('InvalidParameterValue') as string });
    await expect(cw.deleteAlarms({ AlarmNames: ['none'] })).rejects.toThrow(/does not exist/);
    await expect(
      cw.putDashboard({ DashboardName: 'd', DashboardBody: '{}' }),
    ).rejects.toMatchObject({ name: 'NotImplementedException' });
  });
});
