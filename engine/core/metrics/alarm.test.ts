import { describe, expect, it } from 'vitest';
import { evaluate, type AlarmRule } from './alarm';
import type { Point } from './points';
import { statisticOf } from './statistics';

const MINUTE = 60_000;
const NOW = 100 * MINUTE + 5000;
const p = (minutesAgo: number, value: number): Point => ({
  at: (100 - minutesAgo) * MINUTE,
  count: 1,
  sum: value,
  min: value,
  max: value,
});
const rule: AlarmRule = {
  statistic: 'Sum',
  periodMs: MINUTE,
  evaluationPeriods: 3,
  datapointsToAlarm: 2,
  threshold: 1,
  comparison: 'GreaterThanOrEqualToThreshold',
  missing: 'missing',
};

describe('an alarm', () => {
  it.each<[string, Partial<AlarmRule>, Point[], string]>([
    ['two of three periods breach', {}, [p(0, 1), p(2, 1)], 'ALARM'],
    ['one does', {}, [p(0, 1)], 'OK'],
    ['nothing is known', {}, [], 'INSUFFICIENT_DATA'],
    ['nothing is known, which is good', { missing: 'notBreaching' }, [], 'OK'],
    ['nothing is known, which is bad', { missing: 'breaching' }, [], 'ALARM'],
    ['nothing is known, which says nothing', { missing: 'ignore' }, [], 'ALARM'],
    ['what is older does not count', {}, [p(3, 1), p(4, 1)], 'INSUFFICIENT_DATA'],
    [
      'another comparison',
      { comparison: 'LessThanThreshold', datapointsToAlarm: 1 },
      [p(0, 0.5)],
      'ALARM',
    ],
  ])('%s', (_name, change, points, state) => {
    expect(evaluate({ ...rule, ...change }, points, NOW, 'ALARM').state).toBe(state);
  });

  it('statistics of several points', () => {
    expect(
      (['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const).map((s) =>
        statisticOf([p(0, 1), p(0, 5)], s),
      ),
    ).toEqual([2, 3, 6, 1, 5]);
  });
});
