import { describe, expect, it } from 'vitest';
import { planProject, type ProjectPlan } from '../projects/plan';
import { costBound } from './cost';

const plan = (template: string, parameters = {}): Promise<ProjectPlan> =>
  planProject({ name: 'verify-cost', template, parameters });

describe('what a trial may cost at most', () => {
  it('a static site: its pipeline, its builds and a user of CodeCommit', async () => {
    const bound = costBound(await plan('html5-site'));
    expect(bound).toBeGreaterThan(1);
    expect(bound).toBeLessThan(3);
  });

  it('instances and their addresses come to it', async () => {
    const site = costBound(await plan('html5-site'));
    expect(costBound(await plan('node-express')) - site).toBeGreaterThan(0.1);
  });

  it('an instance whose price is not known is refused', async () => {
    const large = await plan('node-express', { InstanceType: 'p5.48xlarge' });
    expect(() => costBound(large)).toThrow(/What a p5\.48xlarge costs is not known here/);
  });
});
