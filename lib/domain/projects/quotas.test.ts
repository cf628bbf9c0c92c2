import { describe, expect, it } from 'vitest';
import { isStandardType, quotaProblem, quotaView, standardVcpus, type QuotaFacts } from './quotas';

describe('the Standard families', () => {
  it.each(['t3.micro', 'a1.large', 'c7gn.xlarge', 'i4i.large', 'im4gn.large', 'is4gen.medium'])(
    '%s is of one',
    (type) => expect(isStandardType(type)).toBe(true),
  );
  it.each([
    'dl1.24xlarge',
    'g4dn.xlarge',
    'hpc7a.12xlarge',
    'inf2.xlarge',
    'mac2.metal',
    'p5.48xlarge',
  ])('%s has a quota of its own', (type) => expect(isStandardType(type)).toBe(false));
  it.each(['trn1.2xlarge', 'u-6tb1.metal', 'vt1.3xlarge', 'x2idn.metal', 'f2.6xlarge'])(
    '%s too',
    (type) => expect(isStandardType(type)).toBe(false),
  );
});

it('what counts are On-Demand instances of Standard families, by the vCPUs of their types', () => {
  const one = { isSpot: false, isOnHost: false };
  const instances = [
    { ...one, type: 't3.micro' },
    { ...one, type: 'm5.2xlarge' },
    { ...one, type: 't3.micro', isSpot: true },
    { ...one, type: 'm5.2xlarge', isOnHost: true },
    { ...one, type: 'g4dn.xlarge' },
  ];
  const vcpus = new Map([
    ['t3.micro', 2],
    ['m5.2xlarge', 8],
    ['g4dn.xlarge', 4],
  ]);
  expect(standardVcpus(instances, vcpus)).toBe(10);
});

describe('a quota beside what a project needs of it', () => {
  const vcpus: QuotaFacts = { kind: 'vcpus', name: 'Q', value: 5, inUse: 1, needed: 4 };
  const builds: QuotaFacts = { kind: 'builds', name: 'Q', value: 1, inUse: 0, needed: 1 };
  it.each([
    [vcpus, 'fits'],
    [{ ...vcpus, inUse: 2 }, 'refused'],
    [{ ...vcpus, inUse: undefined }, 'fits'],
    [{ ...vcpus, inUse: undefined, value: 3 }, 'refused'],
    [builds, 'fits'],
    [{ ...builds, inUse: 1 }, 'waits'],
    [{ ...builds, inUse: undefined }, 'fits'],
    [{ ...builds, value: 0 }, 'fails'],
  ] as const)('%o: it %s', (facts, effect) => expect(quotaView(facts).effect).toBe(effect));

  it('keeps from creating where AWS would refuse, and only there', () => {
    const problemOf = (...facts: QuotaFacts[]) =>
      quotaProblem({ quotas: facts.map((f) => quotaView(f)), unread: [] });
    expect(problemOf({ ...builds, value: 0 }, { ...vcpus, value: 6 })).toBeUndefined();
    expect(problemOf({ ...builds, value: 0 }, { ...vcpus, inUse: 2 })).toContain('quota');
  });
  it("is said in AWS's numbers, with what comes of it", () => {
    expect(quotaView({ ...vcpus, inUse: 2 }).text).toBe(
      'This project needs 4 EC2 vCPUs. The quota "Q" is 5, with 2 in use. AWS would refuse to launch its instances, so nothing is created.',
    );
    expect(quotaView({ ...builds, value: 0 }).text).toBe(
      'This project needs 1 CodeBuild build at a time. The quota "Q" is 0, with 0 in use. The project can be created, but its builds fail until AWS raises the quota.',
    );
    expect(quotaView({ ...vcpus, inUse: undefined }).text).toBe(
      'This project needs 4 EC2 vCPUs. The quota "Q" is 5; how much is in use is not known.',
    );
  });
});
