import { describe, expect, it } from 'vitest';
import { byEnvironment, isBehind, sharedColumns, sortRows, tellingCells } from './board-order';
import { NOT_STARTED, statusOf, WAITING, type Status } from './status';
import type { BoardCell, BoardRow } from './views';

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

describe('columns', () => {
  const many = (n: number, prefix: string): BoardRow =>
    row(prefix, ...Array.from({ length: n }, (_, i) => cell(`${prefix} ${i}`, 'a', 1)));

  it('are shared while all pipelines together have few stages, in the order of the longest', () => {
    expect(
      sharedColumns([
        row('short', cell('Production', 'a', 1)),
        row('long', cell('Build', 'a', 1), cell('Staging', 'a', 1), cell('Production', 'a', 1)),
      ]),
    ).toEqual(['Build', 'Staging', 'Production']);
  });

  it('are none where pipelines have too little in common', () => {
    expect(sharedColumns([many(5, 'x'), many(5, 'y')])).toBeUndefined();
  });
});

describe('the cells of a long pipeline', () => {
  const build = (i: number, status = statusOf('Succeeded')): BoardCell => ({
    ...cell(`Build ${i}`, 'a', 1),
    kind: 'build',
    status,
  });

  it('are those that deploy, wait, run or have failed, however late they come', () => {
    const quiet = Array.from({ length: 20 }, (_, i) => build(i));
    const deploys = Array.from({ length: 14 }, (_, i) => cell(`Region ${i}`, 'a', 1));
    const failed = build(99, statusOf('Failed'));
    const asked = {
      ...build(98),
      waits: [{ stage: 'Build 98', action: 'Ask', execution: 'e' }],
    };
    expect(tellingCells(row('long', ...quiet, ...deploys, failed, asked))).toEqual([
      ...deploys,
      failed,
      asked,
    ]);
  });

  it('are all of them where they are few', () => {
    const few = row('short', build(1), build(2));
    expect(tellingCells(few)).toEqual(few.cells);
  });
});
