import { describe, expect, it } from 'vitest';
import { pointOf, together, type Counted, type Point } from './points';
import { coarser, isInPeriods, resolutionAt, RESOLUTIONS } from './retention';
import { isOtherExtended, isPercentile, statisticOf } from './statistics';

const point = (...values: Counted[]): Point =>
  together(
    0,
    values.map((v) => pointOf(0, v)),
  ) ?? pointOf(0, [0, 0]);
const set = (count: number, min: number, max: number): Point => ({
  at: 0,
  count,
  sum: (count * (min + max)) / 2,
  min,
  max,
});

describe('percentiles', () => {
  const hundred = point(...Array.from({ length: 100 }, (_, i): Counted => [i + 1, 1]));
  it.each([
    ['p0', 1],
    ['p0.0', 1],
    ['p50', 50],
    ['p90', 90],
    ['p99.5', 100],
    ['p100', 100],
    ['Average', 50.5],
  ])('%s of 1 to 100', (name, value) => {
    expect(statisticOf([hundred], name)).toBe(value);
  });
  it('count how often a value was measured, over several points', () => {
    expect(statisticOf([point([1, 8], [2, 1]), point([5, 1])], 'p90')).toBe(2);
    expect(statisticOf([point([1, 8], [2, 1]), point([5, 1])], 'p91')).toBe(5);
  });
  it('are known of a statistic set with one sample, or whose minimum is its maximum, and of no other', () => {
    expect(statisticOf([set(1, 3, 3)], 'p90')).toBe(3);
    expect(statisticOf([set(7, 3, 3), set(1, 1, 1)], 'p50')).toBe(3);
    expect(statisticOf([set(7, 3, 4)], 'p50')).toBeUndefined();
    expect(statisticOf([set(7, 3, 4), point([3, 1])], 'p50')).toBeUndefined();
    expect(statisticOf([set(7, 3, 4)], 'Average')).toBe(3.5);
  });
  it('are not known where a value is negative', () => {
    expect(statisticOf([point([-1, 1], [2, 1])], 'p50')).toBeUndefined();
  });
  it('of very many values are right to two digits', () => {
    const many = point(...Array.from({ length: 5000 }, (_, i): Counted => [1 + i / 1000, 1]));
    expect(many.values?.length).toBeLessThan(500);
    expect(statisticOf([many], 'p50')).toBeCloseTo(3.5, 0);
    expect(statisticOf([many], 'p100')).toBe(5.999);
    expect(statisticOf([many], 'SampleCount')).toBe(5000);
  });
  it('have names', () => {
    expect(['p0.0', 'p95.0123456789', 'p100'].map(isPercentile)).toEqual([true, true, true]);
    expect(['p101', 'p', 'p100.1', 'P90', 'p1.01234567891'].some(isPercentile)).toBe(false);
    expect(
      ['tm90', 'TM(10%:90%)', 'wm98', 'tc90', 'ts90', 'PR(:300)', 'IQM'].every(isOtherExtended),
    ).toBe(true);
    expect(['Sum', 'p90'].some(isOtherExtended)).toBe(false);
  });
});

describe('retention', () => {
  const DAY = 86_400_000;
  const NOW = 500 * DAY;
  it('is a minute for 15 days, five for 63, an hour for 455', () => {
    expect([0, 14, 15, 62, 63, 454, 455].map((d) => resolutionAt(NOW - d * DAY, NOW)?.ms)).toEqual([
      60_000,
      60_000,
      300_000,
      300_000,
      3_600_000,
      3_600_000,
      undefined,
    ]);
  });
  it('old points count in long periods alone', () => {
    const at = (days: number): Point => ({ ...set(1, 1, 1), at: NOW - days * DAY });
    const periods = [10_000, 60_000, 300_000, 3_600_000];
    expect([1, 20, 100, 500].map((d) => periods.map((p) => isInPeriods(at(d), p, NOW)))).toEqual([
      [true, true, true, true],
      [false, false, true, true],
      [false, false, false, true],
      [false, false, false, false],
    ]);
  });
  it('points become one of five minutes with their values', () => {
    const five = RESOLUTIONS[1];
    const minutes = [0, 1, 4, 5].map((m): Point => ({ ...pointOf(m * 60_000, [m, 2]) }));
    expect(five && coarser(minutes, five)).toEqual([
      {
        at: 0,
        count: 6,
        sum: 10,
        min: 0,
        max: 4,
        values: [
          [0, 2],
          [1, 2],
          [4, 2],
        ],
      },
      { at: 300_000, count: 2, sum: 10, min: 5, max: 5 },
    ]);
  });
});
