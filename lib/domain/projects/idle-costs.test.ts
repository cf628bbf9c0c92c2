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
  it('is no instance for a static site', () => {
    const said = idleCosts({ target: 'static', environments: ['production'], instanceType: '' });
    expect(said.join(' ')).toContain('Nothing runs');
    expect(said.join(' ')).not.toContain('instance');
  });
  it('names no price: they differ by Region and over time', () => {
    const all = ['server', 'static'].flatMap((target) =>
      idleCosts({ target, environments: ['production'], instanceType: 't3.micro' }),
    );
    expect(all.join(' ')).not.toMatch(/[$€]|USD|\d\.\d\d/);
  });
});
