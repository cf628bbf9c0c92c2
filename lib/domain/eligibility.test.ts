import { describe, expect, it } from 'vitest';
import {
  previousGood,
  releaseProblem,
  stageProblem,
  type PastRelease,
  type StageFacts,
} from './eligibility';

const stage: StageFacts = {
  isSource: false,
  running: false,
  pipelineType: 'V2',
  mode: 'SUPERSEDED',
  changedAt: 100,
  version: 3,
  liveOrigin: 'e4',
  liveExecution: 'e4',
  broken: false,
};
const release = (n: number, more: Partial<PastRelease> = {}): PastRelease => ({
  executionId: `e${n}`,
  sha: `sha${n}`,
  startedAt: 100 + n,
  artifact: 'there',
  ...more,
});

describe('whether a stage can be rolled back', () => {
  it.each<[string, Partial<StageFacts>, RegExp | undefined]>([
    ['a V2 stage at rest can', {}, undefined],
    ['the source cannot', { isSource: true }, /source stage/],
    ['a V1 pipeline cannot', { pipelineType: 'V1' }, /V2/],
    ['a PARALLEL pipeline cannot', { mode: 'PARALLEL' }, /PARALLEL/],
    ['a running stage cannot yet', { running: true }, /running/],
  ])('%s', (_name, change, expected) => {
    const problem = stageProblem({ ...stage, ...change });
    if (expected) expect(problem).toMatch(expected);
    else expect(problem).toBeUndefined();
  });
});

describe('whether a release can be gone back to', () => {
  it.each<[string, PastRelease, RegExp | undefined]>([
    ['an older good release can', release(3), undefined],
    ['what is live can: it may have to be deployed again', release(4), undefined],
    ['a rollback cannot', release(6, { rollbackOf: 'e2' }), /rollback itself/],
    ['one of an older version cannot', release(1, { startedAt: 99 }), /version 3/],
    ['one whose artifact is gone cannot', release(2, { artifact: 'gone' }), /S3/],
    ['the same commit in another execution can', release(5, { sha: 'sha4' }), undefined],
    [
      'an artifact nobody looked at is not held against it',
      release(3, { artifact: undefined }),
      undefined,
    ],
  ])('%s', (_name, r, expected) => {
    const problem = releaseProblem(r, stage);
    if (expected) expect(problem).toMatch(expected);
    else expect(problem).toBeUndefined();
  });
});

describe('the release that is chosen', () => {
  it('is the newest good one before what is live', () => {
    expect(previousGood([release(5), release(4), release(3), release(2)], stage)).toBe('e3');
  });
  it('passes over what cannot be chosen', () => {
    expect(previousGood([release(4), release(3, { artifact: 'gone' }), release(2)], stage)).toBe(
      'e2',
    );
  });
  it('after a rollback, is the one that was undone when nothing older is there', () => {
    expect(previousGood([release(6, { rollbackOf: 'e4' }), release(5), release(4)], stage)).toBe(
      'e5',
    );
  });
  it('says so of the rollback that made what is live', () => {
    const r = release(6, { rollbackOf: 'e4' });
    expect(releaseProblem(r, { ...stage, liveExecution: 'e6' })).toMatch(/by this rollback/);
  });
  it('is what is live, when the attempt to replace it has failed', () => {
    expect(previousGood([release(4), release(3)], { ...stage, broken: true })).toBe('e4');
  });
  it('is none when there is none', () => {
    expect(previousGood([release(4)], stage)).toBeUndefined();
  });
});
