import { describe, expect, it } from 'vitest';
import { behindOf, behindWords } from './behind';

const branch = ['c3', 'c2', 'c1'];

describe('how far what is live is behind', () => {
  it('is counted in commits of the branch', () => {
    expect(behindOf({ sha: 'c1', branch, releases: 1 })).toEqual({ count: 2, of: 'commit' });
  });
  it('is nothing for the newest commit, whatever was released since', () => {
    expect(behindOf({ sha: 'c3', branch, releases: 4 })).toBeUndefined();
  });
  it('is counted in releases where the branch does not tell', () => {
    expect(behindOf({ sha: 'old', branch, releases: 4 })).toEqual({ count: 4, of: 'release' });
    expect(behindOf({ sha: 'old', branch: [], releases: 0 })).toBeUndefined();
  });
  it('is said in words', () => {
    expect(behindWords({ count: 1, of: 'commit' }, 'main')).toBe('1 commit behind main');
    expect(behindWords({ count: 2, of: 'commit' }, '')).toBe('2 commits behind');
    expect(behindWords({ count: 3, of: 'release' }, 'main')).toBe('3 releases behind');
  });
});
