import { describe, expect, it } from 'vitest';
import { firstOption, rollbackOptions, type RollbackFacts } from './rollback-options';

const facts: RollbackFacts = {
  pipeline: 'shop',
  stage: 'Production',
  sha: '9b03e7a1c8',
  execution: 'e1',
  rollbackProblem: undefined,
  pipelineType: 'V2',
  sourceTakesCommit: true,
  gated: true,
  provider: 'CodeDeploy',
  artifact: 'there',
  deployment: 'd-1',
};
const first = (more: Partial<RollbackFacts>): string | undefined =>
  firstOption(rollbackOptions({ ...facts, ...more }))?.key;

describe('the ladder back', () => {
  it.each<[string, Partial<RollbackFacts>, string | undefined]>([
    ['all is well', {}, 'rollback'],
    [
      'the pipeline was edited since',
      { rollbackProblem: 'Ran before the pipeline was changed to version 2' },
      'release',
    ],
    [
      'its artifact has expired',
      { rollbackProblem: 'Its artifact is no longer in S3', artifact: 'gone' },
      'release',
    ],
    ['a V1 pipeline', { rollbackProblem: 'Only V2', pipelineType: 'V1' }, 'redeploy'],
    [
      'a source that takes no commit',
      { rollbackProblem: 'PARALLEL', sourceTakesCommit: false },
      'redeploy',
    ],
    [
      'V1, and the artifact is gone',
      { rollbackProblem: 'Only V2', pipelineType: 'V1', artifact: 'gone' },
      undefined,
    ],
    [
      'V1, deployed by writing into S3',
      { rollbackProblem: 'Only V2', pipelineType: 'V1', provider: 'S3' },
      undefined,
    ],
  ])('%s', (_name, more, key) => {
    expect(first(more)).toBe(key);
  });

  it('names the reason of every rung that cannot be taken', () => {
    expect(
      rollbackOptions({ ...facts, rollbackProblem: 'x', pipelineType: 'V1', artifact: 'gone' }).map(
        (r) => r.why,
      ),
    ).toEqual([
      'x',
      'Only pipelines of type V2 can start with a chosen commit',
      'Its artifact is no longer in S3',
    ]);
  });
});
