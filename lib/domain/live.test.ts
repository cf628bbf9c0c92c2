import { describe, expect, it } from 'vitest';
import { liveInStage } from './live';

describe('what is live in a stage', () => {
  it.each([
    ['nothing has passed and nothing was deployed', undefined, undefined, [], undefined],
    [
      'a stage without deployments follows the pipeline',
      { executionId: 'e1', at: 5 },
      undefined,
      [],
      { executionId: 'e1', at: 5 },
    ],
    [
      "both agree: the pipeline's execution",
      { executionId: 'e2', at: 9 },
      { deploymentId: 'd', artifact: 'b/k', at: 8 },
      ['e2', 'e1'],
      { executionId: 'e2', at: 9 },
    ],
    [
      "a rollback carries its target's artifact",
      { executionId: 'rollback', at: 9 },
      { deploymentId: 'd', artifact: 'b/old', at: 8 },
      ['rollback', 'e1'],
      { executionId: 'rollback', at: 9 },
    ],
  ])('%s', (_name, passed, deployed, map, finding) => {
    expect(liveInStage(passed, deployed, map)).toEqual(finding);
  });

  it('a deployment by hand of an earlier artifact is what is live, and it is said', () => {
    const found = liveInStage(
      { executionId: 'e2', at: 9 },
      { deploymentId: 'd-HAND', artifact: 'b/old', at: 12 },
      ['e1'],
    );
    expect(found).toMatchObject({ executionId: 'e1', at: 12 });
    expect(found?.disagrees).toContain('d-HAND');
  });

  it('a deployment of something unknown is said and never named after the pipeline alone', () => {
    expect(
      liveInStage(
        { executionId: 'e2', at: 9 },
        { deploymentId: 'd-HAND', artifact: 'else/where', at: 12 },
        [],
      )?.disagrees,
    ).toMatch(/d-HAND .* does not belong to this pipeline/);
  });
});
