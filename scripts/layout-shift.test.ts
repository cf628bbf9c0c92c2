import { describe, expect, it } from 'vitest';
import { scoreOf } from '../e2e/support/layout-shift';

const shift = (at: number, value: number) => ({ at, value, moved: [] });

describe('the score of what moved', () => {
  it('is nothing where nothing moved', () => {
    expect(scoreOf([])).toBe(0);
  });

  it('sums what follows within a second, and takes the largest sum', () => {
    expect(
      scoreOf([shift(0, 0.01), shift(900, 0.02), shift(3000, 0.025), shift(3500, 0.001)]),
    ).toBeCloseTo(0.03);
  });

  it('sums over five seconds at most', () => {
    const steady = Array.from({ length: 14 }, (_, i) => shift(i * 500, 0.01));
    expect(scoreOf(steady)).toBeCloseTo(0.1);
  });
});
