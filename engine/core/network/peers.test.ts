import { describe, expect, it } from 'vitest';
import { portsBetween, type Party } from './peers';
import type { PortRange } from './port-range';
import type { Permission } from './security-groups';
import { freeAddress, privateName, SUBNET_CIDRS } from './vpc';

const [A, B] = ['172.31.0.5', '172.31.16.7'];
const everywhere: Permission = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
const tcp = (FromPort: number, ToPort: number, more: Permission): Permission => ({
  IpProtocol: 'tcp',
  FromPort,
  ToPort,
  ...more,
});
const cidr = (CidrIp: string): Permission => ({ IpRanges: [{ CidrIp }] });
const group = (GroupId: string): Permission => ({ UserIdGroupPairs: [{ GroupId }] });

const between = (
  ingress: readonly Permission[],
  egress: readonly Permission[] = [everywhere],
): PortRange[] => {
  const from: Party = { groupIds: ['sg-web', 'sg-x'], address: A, ingress: [], egress };
  const to: Party = { groupIds: ['sg-db'], address: B, ingress, egress: [] };
  return portsBetween(from, to);
};

describe('the ports of one instance that another reaches', () => {
  it.each<[string, PortRange[], readonly Permission[]]>([
    ['none without a rule', [], []],
    ['those of a group that it is in', [[5432, 5432]], [tcp(5432, 5432, group('sg-web'))]],
    ['none of a group that it is not in', [], [tcp(5432, 5432, group('sg-db'))]],
    ['those of its address', [[80, 80]], [tcp(80, 80, cidr(`${A}/32`))]],
    ['those of its subnet', [[80, 80]], [tcp(80, 80, cidr('172.31.0.0/20'))]],
    ['none of another subnet', [], [tcp(80, 80, cidr('172.31.16.0/20'))]],
    ['none of UDP', [], [{ ...tcp(53, 53, group('sg-x')), IpProtocol: 'udp' }]],
    ['all of all protocols', [[0, 65_535]], [{ IpProtocol: '-1', ...group('sg-x') }]],
    [
      'those of all rules, each once',
      [
        [22, 22],
        [80, 90],
      ],
      [
        tcp(80, 85, group('sg-x')),
        tcp(22, 22, cidr('0.0.0.0/0')),
        tcp(86, 90, group('sg-web')),
        tcp(81, 82, group('sg-web')),
      ],
    ],
  ])('are %s', (_what, expected, ingress) => {
    expect(between(ingress)).toEqual(expected);
  });

  it.each<[string, PortRange[], readonly Permission[]]>([
    ['no port where nothing leaves', [], []],
    ['those that leave for everywhere', [[80, 80]], [tcp(80, 80, cidr('0.0.0.0/0'))]],
    ['those that leave for its group', [[90, 90]], [tcp(90, 200, group('sg-db'))]],
    ['none that leave for another address', [], [tcp(80, 80, cidr('10.0.0.0/8'))]],
  ])('are, let out by its own groups, %s', (_what, expected, egress) => {
    expect(between([tcp(80, 90, group('sg-web'))], egress)).toEqual(expected);
  });
});

describe('a private address', () => {
  it('is one of its subnet that is free, the same for the same seed', () => {
    const [subnet] = SUBNET_CIDRS;
    expect(freeAddress(subnet, 0, new Set())).toBe('172.31.0.4');
    expect(freeAddress(subnet, 300, new Set())).toBe('172.31.1.48');
    expect(freeAddress(subnet, 0, new Set(['172.31.0.4', '172.31.0.5']))).toBe('172.31.0.6');
    // The last one is the broadcast's.
    expect(freeAddress(SUBNET_CIDRS[1], 4090, new Set())).toBe('172.31.31.254');
    expect(freeAddress(subnet, 4091, new Set())).toBe('172.31.0.4');
  });

  it('has a name by its region', () => {
    expect(privateName('172.31.0.4', 'us-east-1')).toBe('ip-172-31-0-4.ec2.internal');
    expect(privateName('172.31.0.4', 'eu-west-1')).toBe('ip-172-31-0-4.eu-west-1.compute.internal');
  });
});
