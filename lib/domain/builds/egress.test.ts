import { describe, expect, it } from 'vitest';
import { egressProblems, type Routes } from './egress';

const table = (to: string, via: string, more: Partial<Routes> = {}): Routes => ({
  id: 'rtb-1',
  isMain: true,
  subnets: [],
  routes: [
    { to: '10.0.0.0/16', via: 'local', isBlackhole: false },
    ...(to ? [{ to, via, isBlackhole: false }] : []),
  ],
  ...more,
});
const problems = (...tables: readonly Routes[]): string[] =>
  egressProblems('vpc-1', ['subnet-1'], tables);

describe("a build's way to the internet", () => {
  it.each([
    ['0.0.0.0/0', 'nat-1'],
    ['0.0.0.0/0', 'tgw-1'],
    ['0.0.0.0/0', 'eni-1'],
    ['::/0', 'eigw-1'],
  ])('is there by %s to %s', (to, via) => expect(problems(table(to, via))).toEqual([]));

  it('is not there without a route', () =>
    expect(problems(table('', ''))).toEqual([
      'Builds in subnet-1 cannot reach the internet: its route table rtb-1 has no route there. They need a NAT gateway.',
    ]));
  it('is not an internet gateway: builds have no public address', () =>
    expect(problems(table('0.0.0.0/0', 'igw-1'))[0]).toContain('no public address'));
  it('is not a gateway that is gone', () =>
    expect(
      problems(
        table('', '', { routes: [{ to: '0.0.0.0/0', via: 'nat-1', isBlackhole: true }] }),
      )[0],
    ).toContain('leads nowhere'));
  it("is told by the subnet's own table, else by the main one", () => {
    const own = table('0.0.0.0/0', 'nat-1', { id: 'rtb-2', isMain: false, subnets: ['subnet-1'] });
    expect(problems(table('', ''), own)).toEqual([]);
    expect(problems(table('0.0.0.0/0', 'nat-1'), { ...own, routes: [] })).toHaveLength(1);
  });
  it('is not known of a network without tables', () =>
    expect(problems()).toEqual(['vpc-1 has no route tables in this Region. It may not exist.']));
});
