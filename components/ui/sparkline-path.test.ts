import { describe, expect, it } from 'vitest';
import { sparklinePath } from './sparkline-path';

describe('the line of a sparkline', () => {
  it('goes from the least value to the greatest, nought at the bottom', () => {
    expect(sparklinePath([0, 4, 2])).toBe('M0 22.50L10 1.50L20 12.00');
  });
  it('has a gap where there is no value, and a dash for one alone', () => {
    expect(sparklinePath([1, 1, undefined, 1])).toBe('M0 1.50L10 1.50M28 1.5h4');
  });
  it('lies flat where nothing changes, and is not there without values', () => {
    expect(sparklinePath([0, 0])).toBe('M0 22.50L10 22.50');
    expect(sparklinePath([undefined])).toBe('');
    expect(sparklinePath([])).toBe('');
  });
});
