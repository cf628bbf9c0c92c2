import { expect, it } from 'vitest';
import { recordedWords, releaseLeft } from './release-left';

const recorded = { ms: 20_600, on: '2026-11-25' };

it.each([
  [0, 'about 20s left until it answers'],
  [9_000, 'about 10s left until it answers'],
  // Nothing is counted in the last seconds, and an estimate that has just passed is no delay.
  [17_000, ''],
  [25_000, ''],
  [31_000, 'longer than the recorded 21s'],
  // The clock of another machine.
  [-1000, ''],
])('after %i ms of what was recorded to take 20.6 s', (passed, words) => {
  expect(releaseLeft(recorded, 1000, 1000 + passed)).toBe(words);
});

it('what takes a moment is not estimated, and not late at its first breath', () => {
  expect(releaseLeft({ ...recorded, ms: 1300 }, 0, 0)).toBe('');
  expect(releaseLeft({ ...recorded, ms: 1300 }, 0, 9000)).toBe('');
  expect(releaseLeft({ ...recorded, ms: 1300 }, 0, 12_000)).toBe('longer than the recorded 1s');
});

it('says where it comes from', () => {
  expect(recordedWords(recorded)).toContain('when it was recorded on 2026-11-25');
});
