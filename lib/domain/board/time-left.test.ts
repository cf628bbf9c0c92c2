import { expect, it } from 'vitest';
import { leftWords, shareDone, usualWords } from './time-left';

const running = { from: 0, usual: { ms: 100_000, of: 5 } };

it.each([
  [0, 'about 1m 40s left'],
  [61_000, 'about 40s left'],
  [98_000, 'usually done by now'],
  [110_000, 'usually done by now'],
  [126_000, 'longer than usual'],
])('of what usually takes 1m 40s, after %i ms', (now, words) => {
  expect(leftWords(running, now)).toBe(words);
});

it('what is short is not late at its first breath', () => {
  expect(leftWords({ from: 0, usual: { ms: 2000, of: 3 } }, 4000)).toBe('usually done by now');
  expect(leftWords({ from: 0, usual: { ms: 2000, of: 3 } }, 8000)).toBe('longer than usual');
});

it('what was never measured is not guessed', () => {
  expect(leftWords({ from: 0 }, 5000)).toBeUndefined();
  expect(shareDone({ from: 0 }, 5000)).toBeUndefined();
  expect(usualWords({ from: 0 })).toBeUndefined();
});

it('says what it was made of, and how much has passed', () => {
  expect(usualWords(running)).toBe('Median of the last 5: 1m 40s');
  expect(usualWords({ from: 0, usual: { ms: 9000, of: 1 } })).toBe('Last time: 9s');
  expect(shareDone(running, 25_000)).toBe(0.25);
  expect(shareDone(running, 125_000)).toBeUndefined();
});
