import { describe, expect, it } from 'vitest';
import { median } from './statistics';
import { countTicks, durationTicks, labelled, runningMedian } from './ticks';

const MINUTE = 60_000;

describe('an axis', () => {
  it.each([
    [0, [0, 1]],
    [1, [0, 1]],
    [4, [0, 1, 2, 3, 4]],
    [5, [0, 2, 4, 6]],
    [17, [0, 5, 10, 15, 20]],
    [130, [0, 50, 100, 150]],
  ])('of counts up to %j has whole steps', (max, ticks) => expect(countTicks(max)).toEqual(ticks));

  it.each([
    [7 * MINUTE, [0, 2, 4, 6, 8].map((n) => n * MINUTE)],
    [50 * MINUTE, [0, 15, 30, 45, 60].map((n) => n * MINUTE)],
    [3, [0, 1, 2, 3]],
  ])('of durations up to %j has steps of a clock', (max, ticks) =>
    expect(durationTicks(max)).toEqual(ticks),
  );

  it('labels as many places as fit, the newest always', () => {
    expect(labelled(7, 10)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(labelled(30, 6)).toEqual([4, 9, 14, 19, 24, 29]);
    expect(labelled(13, 5)).toEqual([0, 3, 6, 9, 12]);
    expect(labelled(3, 0)).toEqual([2]);
  });
});

describe('a running median', () => {
  const points = Array.from({ length: 12 }, (_, i) => ({ at: i, value: i * 10 }));

  it('begins where there are enough runs, and forgets those of long ago', () => {
    const line = runningMedian(points, median, 5);
    expect(line[0]).toEqual({ at: 4, value: 20 });
    expect(line.at(-1)).toEqual({ at: 11, value: 70 });
    expect(line).toHaveLength(8);
  });

  it('is none of a handful', () => {
    expect(runningMedian(points.slice(0, 4), median, 5)).toEqual([]);
  });
});
