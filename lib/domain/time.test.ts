import { describe, expect, it } from 'vitest';
import { age, duration } from './time';

describe('times', () => {
  it.each([
    [0, '<0.1s'],
    [430, '0.4s'],
    [1000, '1s'],
    [72_000, '1m 12s'],
    [3_600_000, '1h'],
    [3_605_000, '1h'],
    [90_061_000, '1d 1h'],
  ])('%d ms took %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  it.each([
    [0, '0s'],
    [59_000, '59s'],
    [61_000, '1m'],
    [10_800_000, '3h'],
    [1_900_000_000, '21d'],
  ])('%d ms ago is %s', (ms, text) => {
    expect(age(1_000_000, 1_000_000 + ms)).toBe(text);
  });

  it('a moment of the future is now', () => {
    expect(age(2000, 1000)).toBe('0s');
  });
});
