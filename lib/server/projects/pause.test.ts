import { describe, expect, it } from 'vitest';
import { againMs, pauseMs } from './pause';
import { PACING } from '../aws/pacing';

describe('the pause between two looks', () => {
  const waits = [0, 2000, 10_000, 40_000, 600_000];

  it('is short at first here and grows with the wait, to two seconds', () => {
    expect(waits.map((ms) => pauseMs(PACING.local, ms))).toEqual([100, 100, 500, 2000, 2000]);
  });

  it('is three to five seconds on AWS', () => {
    expect(waits.map((ms) => pauseMs(PACING.aws, ms))).toEqual([3000, 3000, 3000, 3000, 5000]);
    expect(pauseMs(PACING.aws, 80_000)).toBe(4000);
  });
});

describe('the pause after a failure that passes', () => {
  it('doubles, to a minute on AWS', () => {
    expect([1, 2, 3, 4, 5, 50].map((n) => againMs(PACING.aws, n))).toEqual([
      5000, 10_000, 20_000, 40_000, 60_000, 60_000,
    ]);
    expect(againMs(PACING.local, 9)).toBe(2000);
  });
});
