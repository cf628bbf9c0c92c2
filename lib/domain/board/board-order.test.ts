import { describe, expect, it } from 'vitest';
import { byEnvironment, byTag, inOrder, isBehind, sortRows, tagsOf } from './board-order';
import { NOT_STARTED, statusOf, WAITING, type Status } from '@/lib/domain/status';
import type { BoardCell, BoardRow } from '@/lib/domain/views';

const cell = (stage: string, sha: string, at: number, next?: Status): BoardCell => ({
  stage,
  kind: 'deploy',
  status: next ?? statusOf('Succeeded'),
  href: '#',
  waits: [],
  live: sha ? { sha, message: '', at, word: 'Live' } : undefined,
  next: next && { sha: 'n', message: '', status: next, since: at },
});
const row = (name: string, ...cells: BoardCell[]): BoardRow => ({
  name,
  detail: '',
  history: [],
  cells,
});

const rows = [
  row('zebra', cell('Staging', 'b', 5), cell('Production', 'a', 1, WAITING)),
  row('ant', cell('Staging', 'a', 9), cell('Production', 'a', 8)),
  row('moth', cell('Production', 'c', 3, statusOf('Failed'))),
  row('bee', cell('Staging', 'd', 4, statusOf('InProgress')), cell('Production', '', 0)),
];

describe('the order of the board', () => {
  it.each([
    ['needs', ['zebra', 'moth', 'bee', 'ant']],
    ['name', ['ant', 'bee', 'moth', 'zebra']],
    ['moved', ['ant', 'zebra', 'bee', 'moth']],
  ] as const)('by %s', (sort, names) => {
    expect(sortRows(rows, sort).map((r) => r.name)).toEqual(names);
  });

  it('behind is who has something in the first environment that the last has not', () => {
    expect(rows.filter(isBehind).map((r) => r.name)).toEqual(['zebra', 'bee']);
    expect(isBehind(row('one', cell('Production', 'a', 1)))).toBe(false);
  });

  it('by environment, the last one first, and projects without one left out of it', () => {
    expect(byEnvironment(rows).map((g) => [g.stage, g.rows.map((r) => r.project)])).toEqual([
      ['Production', ['zebra', 'ant', 'moth', 'bee']],
      ['Staging', ['zebra', 'ant', 'bee']],
    ]);
    expect(
      byEnvironment([
        row('none', { ...cell('Build', 'a', 1), kind: 'build', status: NOT_STARTED }),
      ]),
    ).toEqual([]);
  });
});

describe('grouped by a tag', () => {
  const tagged = (name: string, tags?: Record<string, string>): BoardRow => ({
    ...row(name),
    tags,
  });
  const all = [
    tagged('a', { team: 'web', tier: '1' }),
    tagged('b', { team: 'data' }),
    tagged('c', {}),
    tagged('d'),
    tagged('e', { team: 'data', owner: 'x' }),
  ];

  it('each value is a group, and what has none is the last', () => {
    expect(byTag(all, 'team').map((g) => [g.value, g.rows.map((r) => r.name)])).toEqual([
      ['data', ['b', 'e']],
      ['web', ['a']],
      [undefined, ['c', 'd']],
    ]);
  });

  it('the tag that most have is offered first', () => {
    expect(tagsOf(all)).toEqual(['team', 'owner', 'tier']);
  });
});

describe('an order that was chosen earlier', () => {
  it('is kept while statuses change; a new row is the last', () => {
    const now = sortRows([...rows, row('new')], 'needs');
    const { rows: kept, isCurrent } = inOrder(now, ['ant', 'bee', 'moth', 'zebra']);
    expect(kept.map((r) => r.name)).toEqual(['ant', 'bee', 'moth', 'zebra', 'new']);
    expect(isCurrent).toBe(false);
  });

  it('is the current one while nothing has changed, also when a row is gone', () => {
    const now = sortRows(rows, 'needs');
    expect(inOrder(now, [...now.map((r) => r.name)]).isCurrent).toBe(true);
    expect(
      inOrder(
        now.slice(1),
        now.map((r) => r.name),
      ).isCurrent,
    ).toBe(true);
  });
});
