import { describe, expect, it } from 'vitest';
import { admits, type Permission } from './security-groups';

const FROM = { groupIds: ['sg-balancer'], addresses: ['172.31.0.10', '172.31.16.10'] };
const tcp = (FromPort: number, ToPort: number, more: Permission): Permission => ({
  IpProtocol: 'tcp',
  FromPort,
  ToPort,
  ...more,
});
const everyone = { IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
const balancer = { UserIdGroupPairs: [{ GroupId: 'sg-balancer' }] };

describe('the rules of security groups', () => {
  it.each<[string, boolean, readonly Permission[]]>([
    ['no rule', false, []],
    ['everybody to the port', true, [tcp(80, 80, everyone)]],
    ['everybody to another port', false, [tcp(81, 8080, everyone)]],
    ['everybody to a range', true, [tcp(0, 65_535, everyone)]],
    ['everybody by UDP', false, [{ ...tcp(80, 80, everyone), IpProtocol: 'udp' }]],
    ['the number of TCP', true, [{ ...tcp(80, 80, everyone), IpProtocol: '6' }]],
    ['all protocols', true, [{ IpProtocol: '-1', ...everyone }]],
    ['the group', true, [tcp(80, 80, balancer)]],
    ['another group', false, [tcp(80, 80, { UserIdGroupPairs: [{ GroupId: 'sg-x' }] })]],
    ['the group to another port', false, [tcp(443, 443, balancer)]],
    ['the network', true, [tcp(80, 80, { IpRanges: [{ CidrIp: '172.31.0.0/16' }] })]],
    ['one subnet', true, [tcp(80, 80, { IpRanges: [{ CidrIp: '172.31.16.0/20' }] })]],
    ['somebody else', false, [tcp(80, 80, { IpRanges: [{ CidrIp: '203.0.113.0/24' }] })]],
    ['IPv6', false, [tcp(80, 80, { Ipv6Ranges: [{ CidrIpv6: '::/0' }] })]],
    ['the second of two', true, [tcp(22, 22, everyone), tcp(80, 80, balancer)]],
  ])('%s lets a balancer in to port 80: %s', (_what, expected, rules) => {
    expect(admits(rules, 80, FROM)).toBe(expected);
  });
});
