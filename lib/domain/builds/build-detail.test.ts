import { describe, expect, it } from 'vitest';
import { compareTests, fingerprint } from './build-detail';

describe('the same failure', () => {
  it.each([
    ['Error: Test timed out in 5000ms.', 'Error: Test timed out in 212ms.'],
    [
      'request 3f2b1c9d failed at 2026-11-25T10:00:00Z',
      'request aa41bb07 failed at 2026-11-26T11:30:21Z',
    ],
    ['\u001b[31mFAIL\u001b[0m  src/a.test.ts', 'FAIL src/a.test.ts'],
    ['/codebuild/output/src123/src/x.js:12', '/codebuild/output/src99/src/x.js:14'],
  ])('is told in the same words: %s', (a, b) => expect(fingerprint(a)).toBe(fingerprint(b)));
  it('is not another one', () =>
    expect(fingerprint('expected 4 to be 3 in cart')).not.toBe(
      fingerprint('expected 4 to be 3 in checkout'),
    ));
});

it('tests between two builds: what fails now, what is mended, what came and went', () => {
  const t = (name: string, ok: boolean): { name: string; ok: boolean } => ({ name, ok });
  expect(
    compareTests(
      [t('a', true), t('b', false), t('c', true)],
      [t('a', false), t('b', true), t('d', false)],
    ),
  ).toEqual({ failing: ['a', 'd'], fixed: ['b'], added: 1, gone: ['c'] });
});
