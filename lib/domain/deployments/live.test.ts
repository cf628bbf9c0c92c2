import { describe, expect, it } from 'vitest';
import { liveInStage, type GroupDeployed, type Passed } from './live';

describe('what is live in a stage', () => {
  const passed = (executionId: string): Passed => ({ executionId, at: 9 });
  const group = (deploymentId: string, ...carriers: string[]): GroupDeployed => ({
    deployed: { deploymentId, artifact: 'b/k', at: 12 },
    carriers,
  });
  const none = new Set<string>();

  it.each([
    ['nothing has passed and nothing was deployed', undefined, [], undefined],
    ['a stage without deployments follows the pipeline', passed('e1'), [], passed('e1')],
    ["both agree: the pipeline's execution", passed('e2'), [group('d', 'e2', 'e1')], passed('e2')],
    [
      "a rollback carries its target's artifact",
      passed('rollback'),
      [group('d', 'rollback', 'e1')],
      passed('rollback'),
    ],
    [
      'all groups have what has passed',
      passed('e2'),
      [group('d1', 'e2'), group('d2', 'e2')],
      passed('e2'),
    ],
  ])('%s', (_name, whole, groups, finding) => {
    expect(liveInStage(whole, groups, none)).toEqual(finding);
  });

  it('a deployment by hand of an earlier artifact is what is live, and it is said', () => {
    const found = liveInStage(passed('e2'), [group('d-HAND', 'e1')], none);
    expect(found).toMatchObject({ executionId: 'e1', at: 12 });
    expect(found?.disagrees).toContain('d-HAND');
  });

  it('a deployment of something unknown is said and never named after the pipeline alone', () => {
    expect(liveInStage(passed('e2'), [group('d-HAND')], none)?.disagrees).toMatch(
      /d-HAND .* does not belong to this pipeline/,
    );
  });

  it('a group that is ahead with an execution which has not the whole stage changes nothing', () => {
    for (const groups of [
      [group('d2', 'e2'), group('d1', 'e1')],
      [group('d1', 'e1'), group('d2', 'e2')],
      [group('d2', 'e2')],
    ])
      expect(liveInStage(passed('e1'), groups, new Set(['e2']))).toEqual(passed('e1'));
    expect(liveInStage(undefined, [group('d2', 'e2')], new Set(['e2']))).toBeUndefined();
  });

  it('a deployment by hand to one group of several is said, and what has passed stays the answer', () => {
    const found = liveInStage(passed('e2'), [group('d', 'e2'), group('d-HAND', 'e1')], none);
    expect(found).toMatchObject(passed('e2'));
    expect(found?.disagrees).toContain('d-HAND');
  });
});
