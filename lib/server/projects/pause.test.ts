import { describe, expect, it } from 'vitest';
import { pauseMs } from './pause';

describe('the pause between two looks', () => {
  it('is short at first and grows with the wait, to two seconds', () => {
    expect([0, 2000, 10_000, 40_000, 600_000].map(pauseMs)).toEqual([100, 100, 500, 2000, 2000]);
  });
});
