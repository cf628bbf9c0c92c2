import {
  CloudWatch,
  type GetMetricStatisticsInput,
  type MetricDatum,
} from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';

const Namespace = 'Percentiles';
const MINUTE = 60_000;
const NOW = Math.floor(Date.now() / (5 * MINUTE)) * 5 * MINUTE;
let engine: TestEngine;
let cw: CloudWatch;
beforeAll(async () => {
  engine = await startTestEngine();
  cw = new CloudWatch(engine.client);
});
afterAll(() => engine.stop());

const put = (MetricName: string, data: Omit<MetricDatum, 'MetricName'>) =>
  cw.putMetricData({ Namespace, MetricData: [{ MetricName, Timestamp: new Date(NOW), ...data }] });
const span = {
  StartTime: new Date(NOW - 10 * MINUTE),
  EndTime: new Date(NOW + 5 * MINUTE),
  Period: 60,
};
const statistics = (MetricName: string, more: Partial<GetMetricStatisticsInput>) =>
  cw.getMetricStatistics({ ...span, Namespace, MetricName, ...more });
const data = async (MetricName: string, Stat: string, more: { Period?: number } = {}) => {
  const { Period, ...range } = { ...span, ...more };
  const { MetricDataResults = [] } = await cw.getMetricData({
    ...range,
    MetricDataQueries: [
      { Id: 'q', MetricStat: { Metric: { Namespace, MetricName }, Period, Stat } },
    ],
  });
  return MetricDataResults[0]?.Values;
};
const refused = (name: string, message: RegExp) => ({
  name: expect.stringContaining(name) as string,
  message: expect.stringMatching(message) as string,
});

describe('percentiles', () => {
  it('are of values and their counts, by both reads', async () => {
    await put('latency', { Values: [0.1, 0.2, 0.9], Counts: [80, 15, 5] });
    await put('latency', { Value: 4 });
    expect(await data('latency', 'p50')).toEqual([0.1]);
    expect(await data('latency', 'p90')).toEqual([0.2]);
    expect(await data('latency', 'p99.9')).toEqual([4]);
    const { Datapoints } = await statistics('latency', { ExtendedStatistics: ['p90', 'p100'] });
    expect(Datapoints).toEqual([
      {
        Timestamp: new Date(NOW),
        Unit: 'None',
        ExtendedStatistics: { p90: 0.2, p100: 4 },
      },
    ]);
  });

  it('are not there for statistic sets of several values, which have the other statistics', async () => {
    await put('set', { StatisticValues: { SampleCount: 2, Sum: 5, Minimum: 1, Maximum: 4 } });
    expect(await data('set', 'p50')).toEqual([]);
    expect((await statistics('set', { ExtendedStatistics: ['p50'] })).Datapoints).toEqual([]);
    expect(await data('set', 'Average')).toEqual([2.5]);
    await put('same', { StatisticValues: { SampleCount: 3, Sum: 6, Minimum: 2, Maximum: 2 } });
    expect(await data('same', 'p50')).toEqual([2]);
  });

  it('are not there where a value is negative', async () => {
    await put('negative', { Values: [-1, 2] });
    expect(await data('negative', 'p50')).toEqual([]);
  });

  it.each([
    [
      'both kinds',
      { Statistics: ['Sum'], ExtendedStatistics: ['p90'] },
      'InvalidParameterCombination',
      /mutually exclusive/,
    ],
    ['neither kind', {}, 'MissingRequiredParameter', /Statistics/],
    [
      'a percentile that is none',
      { ExtendedStatistics: ['p101'] },
      'InvalidParameterValue',
      /p101/,
    ],
    [
      'a trimmed mean',
      { ExtendedStatistics: ['tm90'] },
      'InvalidParameterValue',
      /does not serve tm90/,
    ],
    [
      'a period of 90 seconds',
      { Statistics: ['Sum'], Period: 90 },
      'InvalidParameterValue',
      /Period/,
    ],
    [
      'an end before the start',
      { Statistics: ['Sum'], EndTime: span.StartTime },
      'InvalidParameterValue',
      /StartTime/,
    ],
    [
      'too many',
      { Statistics: ['Sum'], Period: 1, StartTime: new Date(NOW - 60 * MINUTE) },
      'InvalidParameterCombination',
      /up to 3,900 datapoints/,
    ],
  ] as const)('GetMetricStatistics with %s is refused', async (_what, given, name, message) => {
    await expect(
      statistics('latency', given as Partial<GetMetricStatisticsInput>),
    ).rejects.toMatchObject(refused(name, message));
  });

  it('a statistic that GetMetricData does not know is refused by its name', async () => {
    await expect(data('latency', 'Median')).rejects.toMatchObject(
      refused(
        'ValidationException',
        /Median for parameter MetricDataQueries.member.1.MetricStat.Stat/,
      ),
    );
  });

  it.each<[string, Omit<MetricDatum, 'MetricName'>, string, RegExp]>([
    ['no value', {}, 'MissingRequiredParameter', /member\.1\.Value,/],
    [
      'a value twice',
      { Value: 1, Values: [1] },
      'InvalidParameterCombination',
      /mutually exclusive/,
    ],
    [
      'values without all counts',
      { Values: [1, 2], Counts: [1] },
      'InvalidParameterValue',
      /same size/,
    ],
    [
      'too many values',
      { Values: Array.from({ length: 151 }, (_, i) => i) },
      'InvalidParameterValue',
      /150/,
    ],
    [
      'a time three weeks ago',
      { Value: 1, Timestamp: new Date(NOW - 21 * 1440 * MINUTE) },
      'InvalidParameterValue',
      /two weeks/,
    ],
  ])('PutMetricData with %s is refused', async (_what, datum, name, message) => {
    await expect(put('bad', datum)).rejects.toMatchObject(refused(name, message));
  });

  it('after 15 days are those of five minutes', async () => {
    await put('old', { Values: [1, 2] });
    await fetch(`${engine.endpoint}/_starboard/clock`, {
      method: 'POST',
      body: JSON.stringify({ advanceSeconds: 16 * 86_400 }),
    });
    expect(await data('old', 'p100')).toEqual([]);
    expect(await data('old', 'p100', { Period: 300 })).toEqual([2]);
  });
});
