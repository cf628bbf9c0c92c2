import { describe, expect, it } from 'vitest';
import { cameTo, deployedBy, doubtOf, noneLive } from './live-words';

const live = { sha: '382fd8a0000000000000', message: 'Good', at: 1 };

describe('what is live, in words', () => {
  it('names how it is known', () => {
    expect(deployedBy({ provider: 'CodeBuild', action: 'Apply' })).toBe(
      'deployed by CodeBuild, action Apply',
    );
  });

  it('says what a failed deployment has left on targets, and all else that speaks against it', () => {
    const left = {
      deployment: 'd-1',
      targets: 1,
      of: 1,
      revision: { sha: '717e6ee0000000000000', message: 'Bad' },
    };
    expect(doubtOf({ ...live, left, disagrees: 'x' }, 'y')).toBe(
      '717e6ee left on 1 of 1 targets by a failed deployment; last good 382fd8a; x; y',
    );
    expect(doubtOf({ ...live, left: { ...left, revision: undefined } }, undefined)).toContain(
      'The revision of d-1 left on 1 of 1 targets',
    );
  });

  it('names the actions that have deployed a newer revision, and those that have not', () => {
    const partly = {
      revision: { sha: 'c6b2ee6000000', message: '' },
      by: ['Ireland.Deploy'],
      notBy: ['Frankfurt.Deploy'],
    };
    expect(doubtOf({ ...live, partly }, undefined)).toBe(
      'c6b2ee6 was deployed by Ireland.Deploy and not by Frankfurt.Deploy',
    );
  });

  it('tells how far a revision has come that failed', () => {
    const revision = { sha: 'c6b2ee6000000', message: '' };
    const left = { deployment: 'd-1', targets: 1, of: 2, revision };
    const partly = { revision, by: ['South'], notBy: ['North'] };
    expect(cameTo({ ...live, left }, revision.sha)).toBe('left on 1 of 2 targets');
    expect(cameTo({ ...live, left, partly }, revision.sha)).toBe('deployed by South');
    expect(cameTo({ ...live, left }, live.sha)).toBeUndefined();
    expect(cameTo(live, revision.sha)).toBeUndefined();
  });

  it('calls a stage empty only where that was read', () => {
    expect(noneLive(undefined)).toBe('Nothing yet');
    expect(noneLive('denied')).toBe('Not known');
  });

  it('has no doubt where everything was read and agrees', () => {
    expect(doubtOf(live, undefined)).toBeUndefined();
    expect(doubtOf(undefined, 'denied')).toBe('denied');
  });
});
