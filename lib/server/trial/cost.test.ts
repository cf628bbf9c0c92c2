import { describe, expect, it } from 'vitest';
import { planProject, type ProjectPlan } from '../projects/plan';
import { costBound } from './cost';

const plan = (template: string, parameters = {}): Promise<ProjectPlan> =>
  planProject({ name: 'verify-cost', template, parameters });

describe('what a trial may cost at most', () => {
  it("a static site: its pipeline, its builds, and two users of CodeCommit, of which one is the pipeline's role", async () => {
    const bound = costBound(await plan('html5-site'));
    expect(bound).toBeGreaterThan(2);
    expect(bound).toBeLessThan(4);
  });

  it('instances come to it, each with its disk and its public address, for three hours at twice the price', async () => {
    const site = costBound(await plan('html5-site'));
    expect(costBound(await plan('node-express')) - site).toBeGreaterThan(
      2 * 3 * 2 * (0.0104 + 0.005),
    );
  });

  it('an instance whose price is not known is refused', async () => {
    const large = await plan('node-express', { InstanceType: 'p5.48xlarge' });
    expect(() => costBound(large)).toThrow(/What a p5\.48xlarge costs is not known here/);
  });
});
