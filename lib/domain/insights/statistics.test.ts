import { describe, expect, it } from 'vitest';
import { median, percentile90, summaryOf } from './statistics';

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => n - i);

describe('a median', () => {
  it.each([
    [[], undefined],
    [[4], 4],
    [[4, 1], 2.5],
    [[9, 1, 4], 4],
    [[9, 1, 4, 6], 5],
  ])('of %j is %j', (list, value) => expect(median(list)).toBe(value));
});

describe('the 90th percentile', () => {
  it('is the smallest value that nine in ten do not exceed', () => {
    expect(percentile90(upTo(10))).toBe(9);
    expect(percentile90(upTo(11))).toBe(10);
    expect(percentile90(upTo(100))).toBe(90);
  });

  it('is not claimed of fewer than ten values', () => {
    expect(summaryOf(upTo(9))).toEqual({ n: 9, median: 5, p90: undefined });
    expect(summaryOf(upTo(10))).toEqual({ n: 10, median: 5.5, p90: 9 });
    expect(summaryOf([])).toEqual({ n: 0, median: undefined, p90: undefined });
  });
});
