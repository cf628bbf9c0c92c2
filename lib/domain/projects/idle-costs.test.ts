import { describe, expect, it } from 'vitest';
import { idleCosts } from './idle-costs';

describe('what a project costs while it is idle', () => {
  it('is an instance, a disk and an address for each environment', () => {
    const [idle] = idleCosts({
      target: 'server',
      environments: ['staging', 'production'],
      instanceType: 't3.micro',
    });
    expect(idle).toBe(
      'While they exist, used or not: staging and production are each one t3.micro instance, with an 8 GB gp3 disk and a public IPv4 address.',
    );
  });
  it('is a balancer beside some instances, and twice as many of them while a release goes on', () => {
    const [idle, during] = idleCosts({
      target: 'servers-blue-green',
      environments: ['production'],
      instanceType: 't3.micro',
      count: '2',
    });
    expect(idle).toBe(
      'While they exist, used or not: production is one application load balancer, with a public IPv4 address in each of two zones, and 2 t3.micro instances, each with an 8 GB gp3 disk and a public IPv4 address.',
    );
    expect(during).toContain('twice as many instances: 4 in all');
  });
  it('is no instance for a static site', () => {
    const said = idleCosts({ target: 'static', environments: ['production'], instanceType: '' });
    expect(said.join(' ')).toContain('Nothing runs');
    expect(said.join(' ')).not.toContain('instance');
  });
  it('names no price: they differ by Region and over time', () => {
    const all = ['server', 'servers', 'servers-blue-green', 'static'].flatMap((target) =>
      idleCosts({ target, environments: ['production'], instanceType: 't3.micro' }),
    );
    expect(all.join(' ')).not.toMatch(/[$€]|USD|\d\.\d\d/);
  });
});
