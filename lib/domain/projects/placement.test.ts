import { describe, expect, it } from 'vitest';
import {
  checkSubnet,
  checkTogether,
  chooseSubnets,
  type NetworkFacts,
  type RouteTableFacts,
  type SubnetFacts,
  type Wanted,
} from './placement';

const VPC = 'vpc-1';
const subnet = (letter: string, more: Partial<SubnetFacts> = {}): SubnetFacts => ({
  id: `subnet-${letter}`,
  vpc: VPC,
  zone: `us-east-1${letter}`,
  free: 4091,
  isPublic: true,
  ipv6Only: false,
  isOutpost: false,
  ...more,
});
const table = (via: string, more: Partial<RouteTableFacts> = {}): RouteTableFacts => ({
  id: `rtb-${via}`,
  vpc: VPC,
  isMain: true,
  subnets: [],
  routes: [
    { to: '172.31.0.0/16', via: 'local', isBlackhole: false },
    ...(via === 'none' ? [] : [{ to: '0.0.0.0/0', via, isBlackhole: false }]),
  ],
  ...more,
});
const OPEN = table('igw-1');
const WANTED: Wanted = { type: 't3.micro', instances: 2 };
const ALL = new Set(['us-east-1a', 'us-east-1b', 'us-east-1e']);
const chosen = (facts: Partial<NetworkFacts>, wanted = WANTED): string => {
  const found = chooseSubnets(
    VPC,
    { subnets: [subnet('a'), subnet('b')], tables: [OPEN], zones: ALL, ...facts },
    wanted,
  );
  return 'subnets' in found ? found.subnets.map((s) => s.id).join(' ') : found.problem;
};

describe('the subnet of a project', () => {
  it('is one whose route table leads to an internet gateway', () => {
    const tables = [table('nat-1'), table('igw-1', { isMain: false, subnets: ['subnet-b'] })];
    expect(chosen({ tables })).toBe('subnet-b');
  });
  it('follows the main table of its own network where none names it', () => {
    const tables = [table('igw-9', { vpc: 'vpc-9' }), table('nat-1')];
    expect(chosen({ tables })).toContain('No subnet of vpc-1 fits');
  });
  it('lies in a zone that offers the instance type', () => {
    expect(chosen({ zones: new Set(['us-east-1b']) })).toBe('subnet-b');
  });
  it('has room, and IPv4', () => {
    expect(chosen({ subnets: [subnet('a', { free: 1 }), subnet('b')] })).toBe('subnet-b');
    expect(chosen({ subnets: [subnet('a', { ipv6Only: true }), subnet('b')] })).toBe('subnet-b');
  });
  it('is rather one that gives public addresses, then the first by zone', () => {
    expect(chosen({ subnets: [subnet('a', { isPublic: false }), subnet('b')] })).toBe('subnet-b');
    expect(chosen({ subnets: [subnet('e'), subnet('b'), subnet('a')] })).toBe('subnet-a');
  });
  it('is never one on an Outpost, unless it was asked for', () => {
    const outpost = subnet('a', { isOutpost: true });
    expect(chosen({ subnets: [outpost] })).toContain('has no subnet');
    expect(checkSubnet(outpost, VPC, { tables: [OPEN], zones: ALL }, WANTED)).toBeUndefined();
  });
  it('is chosen without what could not be read', () => {
    expect(chosen({ tables: undefined, zones: undefined })).toBe('subnet-a');
  });
});

describe('where there is none', () => {
  it.each([
    ['no route', { tables: [table('none')] }, /subnet-a: its route table rtb-none has no route/],
    ['a NAT gateway', { tables: [table('nat-1')] }, /sends 0\.0\.0\.0\/0 to nat-1, not to/],
    [
      'a detached gateway',
      {
        tables: [
          table('igw-1', { routes: [{ to: '0.0.0.0/0', via: 'igw-1', isBlackhole: true }] }),
        ],
      },
      /igw-1 in rtb-igw-1 leads nowhere/,
    ],
    ['no table', { tables: [] }, /no route table is known/],
    [
      'no zone that fits',
      { zones: new Set(['us-east-1f']) },
      /t3\.micro is not offered in us-east/,
    ],
    ['no subnets', { subnets: [] }, /vpc-1 has no subnet/],
  ] as [string, Partial<NetworkFacts>, RegExp][])('%s is named', (_what, facts, words) => {
    expect(chosen(facts)).toMatch(words);
    expect(chosen(facts)).toContain('Give SubnetId: a subnet of vpc-1');
  });
  it('a type that the Region lacks asks for another type, not for a subnet', () => {
    expect(chosen({ zones: new Set() })).toBe(
      't3.micro is not offered in this Region. Give another InstanceType.',
    );
  });
  it('a message names some subnets and counts the others', () => {
    const subnets = [...'abcdefgh'].map((l) => subnet(l));
    expect(chosen({ subnets, tables: [table('none')] })).toMatch(/subnet-f: .*; and 2 more\./);
  });
});

describe('a subnet that was asked for', () => {
  const check = (s: SubnetFacts, vpc?: string, tables: readonly RouteTableFacts[] = [OPEN]) =>
    checkSubnet(s, vpc, { tables, zones: ALL }, WANTED);
  it('is taken when it fits, with or without its network', () => {
    expect(check(subnet('a'))).toBeUndefined();
    expect(check(subnet('a'), VPC)).toBeUndefined();
  });
  it('is refused with the cause', () => {
    expect(check(subnet('a'), 'vpc-9')).toContain('belongs to vpc-1, not to vpc-9');
    expect(check(subnet('a'), VPC, [table('nat-1')])).toMatch(
      /^The subnet subnet-a does not fit: .*nat-1.*Give SubnetId/,
    );
    expect(check(subnet('f'))).toContain('t3.micro is not offered in us-east-1f');
  });
});

describe('the subnets of a load balancer', () => {
  const balanced: Wanted = { ...WANTED, inZones: 2 };

  it('are two, in different zones', () => {
    const subnets = [subnet('a'), subnet('c', { zone: 'us-east-1a' }), subnet('b')];
    expect(chosen({ subnets }, balanced)).toBe('subnet-a subnet-b');
    expect(checkTogether(subnets, balanced)).toBeUndefined();
  });
  it('are refused in one zone, with what to give instead', () => {
    const subnets = [subnet('a'), subnet('c', { zone: 'us-east-1a' })];
    expect(chosen({ subnets }, balanced)).toMatch(/only subnets in us-east-1a fit.*Give SubnetIds/);
    expect(checkTogether(subnets, balanced)).toMatch(/all in us-east-1a.*needs two zones/);
  });
});
