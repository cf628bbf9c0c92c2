import type { Any, Calling, Calls } from './calls';

const HOUR = 3_600_000;
const START = new Date(Math.floor(Date.now() / HOUR) * HOUR - 2 * HOUR);
const Namespace = 'Members';
const D = [{ Name: 'who', Value: 'one' }];
const ALARM = {
  Namespace,
  MetricName: 'm',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 2,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanThreshold',
};

const metrics = (more: object) => async (c: Calling) => {
  await c.once('metrics', async () => {
    for (const [MetricName, minutes, Dimensions] of [
      ['m', 1, undefined],
      ['m', 2, undefined],
      ['m', 3, D],
      ['other', 4, D],
    ] as const)
      await c.call('cloudwatch:PutMetricData', {
        Namespace,
        MetricData: [
          {
            MetricName,
            Dimensions,
            Value: minutes,
            Timestamp: new Date(START.getTime() + minutes * 60_000),
          },
        ],
      });
  });
  return more;
};
const alarms = (more: object) => async (c: Calling) => {
  await c.once('alarms', async () => {
    for (const AlarmName of ['alarm-a', 'alarm-b'])
      await c.call('cloudwatch:PutMetricAlarm', { ...ALARM, AlarmName });
    for (const StateValue of ['ALARM', 'OK'])
      await c.call('cloudwatch:SetAlarmState', {
        AlarmName: 'alarm-a',
        StateValue,
        StateReason: 'r',
      });
  });
  return more;
};
const span = { StartTime: START, EndTime: new Date(START.getTime() + HOUR) };
const topic = ['arn:aws:sns:us-east-1:000000000000:t'];

const logGroupName = '/members';
/** A group with two streams; each has three events, a minute apart. */
const logged = (more: object) => async (c: Calling) => {
  await c.once('logs', async () => {
    for (const name of [logGroupName, '/members-two'])
      await c.call('logs:CreateLogGroup', { logGroupName: name });
    for (const logStreamName of ['first', 'second']) {
      await c.call('logs:CreateLogStream', { logGroupName, logStreamName });
      await c.call('logs:PutLogEvents', {
        logGroupName,
        logStreamName,
        logEvents: ['one', 'two', 'three'].map((message, i) => ({
          message,
          timestamp: START.getTime() + (i + 1) * 60_000 + (logStreamName === 'first' ? 30_000 : 0),
        })),
      });
    }
  });
  return more;
};
/** A group of its own for whoever listens. */
const tailed = (c: Calling): Promise<{ name: string; arn: string }> =>
  c.once(`tail ${c.n}`, async () => {
    await c.call('logs:CreateLogGroup', { logGroupName: c.n });
    for (const logStreamName of ['first', 'second'])
      await c.call('logs:CreateLogStream', { logGroupName: c.n, logStreamName });
    return { name: c.n, arn: group.replace('/members-two', c.n) };
  });
const inMiddle = START.getTime() + 2 * 60_000;
const group = `arn:aws:logs:us-east-1:000000000000:log-group:/members-two`;
const tokenless = (_c: Calling, answer: Any): number => answer.events?.length as number;

/** CloudWatch and CloudWatch Logs. */
export const monitoring: Calls = {
  'cloudwatch:DescribeAlarmHistory': {
    input: alarms({}),
    members: { AlarmName: 'alarm-b', HistoryItemType: 'ConfigurationUpdate' },
  },
  'cloudwatch:DescribeAlarms': {
    input: alarms({}),
    members: { AlarmNames: ['alarm-a'], AlarmNamePrefix: 'alarm-b', StateValue: 'ALARM' },
  },
  'cloudwatch:DescribeAlarmsForMetric': {
    input: alarms({ MetricName: 'm', Namespace }),
    members: { Dimensions: D },
  },
  'cloudwatch:GetMetricData': {
    input: metrics({
      ...span,
      MetricDataQueries: [
        {
          Id: 'q',
          MetricStat: { Metric: { Namespace, MetricName: 'm' }, Period: 60, Stat: 'Sum' },
        },
      ],
    }),
    members: { ScanBy: 'TimestampAscending' },
  },
  'cloudwatch:GetMetricStatistics': {
    input: metrics({ ...span, Namespace, MetricName: 'm', Period: 60, Statistics: ['Sum'] }),
    members: { Dimensions: D, Statistics: ['Maximum'], ExtendedStatistics: ['p90'] },
  },
  'cloudwatch:ListMetrics': {
    input: metrics({ Namespace }),
    members: { Namespace: 'None', MetricName: 'other', Dimensions: D },
  },
  'cloudwatch:PutMetricAlarm': {
    input: ({ n }) => ({ ...ALARM, AlarmName: n }),
    reads: async (c) => {
      const { MetricAlarms } = await c.call('cloudwatch:DescribeAlarms', { AlarmNames: [c.n] });
      const [alarm] = MetricAlarms;
      return [
        alarm,
        await c.call('cloudwatch:ListTagsForResource', { ResourceARN: alarm.AlarmArn }),
      ];
    },
    members: {
      AlarmDescription: 'd',
      ActionsEnabled: false,
      OKActions: topic,
      AlarmActions: topic,
      InsufficientDataActions: topic,
      MetricName: 'other',
      Namespace: 'Other',
      Statistic: 'Maximum',
      ExtendedStatistic: 'p90',
      Dimensions: D,
      Period: 120,
      Unit: 'Seconds',
      EvaluationPeriods: 3,
      DatapointsToAlarm: 1,
      Threshold: 2,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
      Metrics: [{ Id: 'e', Expression: 'm1 * 2', ReturnData: true }],
    },
  },
  'cloudwatch:PutMetricData': {
    input: ({ n }) => ({ Namespace: n, MetricData: [{ MetricName: 'a', Value: 1 }] }),
    reads: (c) => c.call('cloudwatch:ListMetrics', { Namespace: c.n }),
    members: { MetricData: [{ MetricName: 'b', Value: 1 }] },
  },
  'logs:CreateLogGroup': {
    input: ({ n }) => ({ logGroupName: n }),
    reads: (c) =>
      c.call('logs:ListTagsForResource', {
        resourceArn: `arn:aws:logs:us-east-1:000000000000:log-group:${c.n}`,
      }),
  },
  'logs:DescribeLogGroups': {
    input: logged({}),
    members: { logGroupNamePrefix: '/none', logGroupNamePattern: 'two' },
  },
  'logs:DescribeLogStreams': {
    input: logged({ logGroupName }),
    members: {
      logGroupName: '/members-two',
      logGroupIdentifier: group,
      logStreamNamePrefix: 'first',
      orderBy: 'LastEventTime',
      descending: true,
    },
  },
  'logs:FilterLogEvents': {
    input: logged({ logGroupName }),
    members: {
      logGroupName: '/members-two',
      logGroupIdentifier: group,
      logStreamNames: ['first'],
      logStreamNamePrefix: 'sec',
      startTime: inMiddle,
      endTime: inMiddle,
      filterPattern: 'three',
    },
  },
  'logs:GetLogEvents': {
    input: logged({ logGroupName, logStreamName: 'first', limit: 2 }),
    reads: tokenless,
    members: {
      logGroupName: '/members-two',
      logGroupIdentifier: group,
      startTime: inMiddle + 60_000,
      endTime: inMiddle,
      startFromHead: true,
    },
  },
  'logs:StartLiveTail': {
    input: async (c) => ({ logGroupIdentifiers: [(await tailed(c)).arn] }),
    reads: async (c, { responseStream }) => {
      const { name: logGroupName } = await tailed(c);
      for (const logStreamName of ['first', 'second'])
        await c.call('logs:PutLogEvents', {
          logGroupName,
          logStreamName,
          logEvents: [{ message: `said by ${logStreamName}`, timestamp: Date.now() }],
        });
      for await (const { sessionUpdate } of responseStream)
        if (sessionUpdate?.sessionResults.length)
          return sessionUpdate.sessionResults.map((r: Any) => r.message as string) as unknown;
      return undefined;
    },
    members: {
      logStreamNames: ['first'],
      logStreamNamePrefixes: ['sec'],
      logEventFilterPattern: 'second',
    },
  },
};
