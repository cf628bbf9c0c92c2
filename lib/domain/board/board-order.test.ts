import { describe, expect, it } from 'vitest';
import { byEnvironment, isBehind, sortRows } from './board-order';
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
const row = (name: string, ...cells: BoardCell[]): BoardRow => ({ name, detail: '', cells });

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
