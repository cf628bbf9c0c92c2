import { describe, expect, it } from 'vitest';
import { statusOf } from '@/lib/domain/status';
import { leftWords, phaseWords, targetWords, testWords } from './action-work';

const phase = (name: string, ms: number | undefined, status = 'SUCCEEDED') => ({
  name,
  type: name.toUpperCase(),
  status: statusOf(status),
  ms,
});

describe('what an action does inside', () => {
  it.each([
    [{ passed: 412, failed: 0 }, '412 tests passed'],
    [{ passed: 1, failed: 0 }, '1 test passed'],
    [{ passed: 5, failed: 1 }, '1 of 6 tests failed'],
    [undefined, ''],
  ])('tests %o: %s', (tests, words) => expect(testWords({ tests })).toBe(words));

  it('of a build the failed phase counts, then the one that runs, then the slowest', () => {
    const done = [phase('Install', 9000), phase('Build', 72_000)];
    expect(phaseWords(done)).toBe('Slowest phase: Build, 1m 12s');
    expect(phaseWords([...done, phase('Post-build', undefined, 'IN_PROGRESS')])).toBe('Post-build');
    expect(phaseWords([phase('Build', 2000, 'FAILED'), phase('Finalizing', 5000)])).toBe(
      'Failed in Build',
    );
    expect(phaseWords([])).toBe('');
  });
  it('targets that are over are done, however they ended', () => {
    const count = [
      [statusOf('Failed'), 1],
      [statusOf('InProgress'), 1],
      [statusOf('Pending'), 1],
    ] as const;
    expect(targetWords(count)).toBe('1 of 3 targets done');
    expect(targetWords([])).toBe('');
  });
  it('nothing is promised of what takes longer than usual', () => {
    expect([
      leftWords(30_000, 120_000),
      leftWords(130_000, 120_000),
      leftWords(1, undefined),
    ]).toEqual(['about 1m 30s left', '', '']);
  });
});
