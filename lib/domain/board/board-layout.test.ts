import { describe, expect, it } from 'vitest';
import {
  commonOrder,
  foldedCells,
  foldedWords,
  layoutOf,
  placesOf,
  type BoardLayout,
} from './board-layout';
import { statusOf, WAITING } from '@/lib/domain/status';
import type { BoardCell, BoardRow } from '@/lib/domain/views';

const build = (stage: string, more: Partial<BoardCell> = {}): BoardCell => ({
  stage,
  kind: 'build',
  status: statusOf('Succeeded'),
  href: '#',
  waits: [],
  ...more,
});
const deploy = (stage: string, more: Partial<BoardCell> = {}): BoardCell =>
  build(stage, { kind: 'deploy', ...more });
const row = (name: string, ...cells: BoardCell[]): BoardRow => ({
  name,
  detail: '',
  history: [],
  cells,
});
const names = (cells: readonly BoardCell[]): string[] => cells.map((c) => c.stage);

describe('one order for the stages of all pipelines', () => {
  it('keeps the order of each', () => {
    expect(
      commonOrder([
        ['Source', 'Test', 'Production'],
        ['Source', 'Build', 'Staging', 'Production'],
      ]),
    ).toEqual(['Source', 'Build', 'Staging', 'Test', 'Production']);
  });

  it('is none where two contradict each other', () => {
    expect(
      commonOrder([
        ['A', 'B'],
        ['B', 'A'],
      ]),
    ).toBeUndefined();
  });
});

describe('how rows are drawn', () => {
  it('in columns while all pipelines together have few stages', () => {
    expect(
      layoutOf([
        row('short', build('Source'), deploy('Production')),
        row('long', build('Source'), build('Build'), deploy('Production')),
      ]).columns,
    ).toEqual(['Source', 'Build', 'Production']);
  });

  it('each in its own order where columns would turn one about', () => {
    const { columns } = layoutOf([
      row('there', build('A'), build('B')),
      row('back', build('B'), build('A')),
    ]);
    expect(columns).toBeUndefined();
  });

  it('each by its own stages where pipelines have too little in common, under the environments that several end in', () => {
    const mixed = [
      row('a', ...['1', '2', '3'].map((n) => build(`a${n}`)), deploy('Staging'), deploy('Live')),
      row('b', ...['1', '2', '3'].map((n) => build(`b${n}`)), deploy('Staging'), deploy('Live')),
      row('c', ...['1', '2', '3'].map((n) => build(`c${n}`)), deploy('Live'), build('Smoke')),
    ];
    const layout = layoutOf(mixed);
    expect(layout).toEqual({ environments: ['Staging', 'Live'] });
    const [a, , c] = mixed.map((r) => placesOf(r.cells, layout));
    expect([...(a ?? [])].map(([cell, place]) => [cell.stage, place])).toEqual([
      ['Live', 0],
      ['Staging', 1],
    ]);
    // What comes behind an environment stays behind it.
    expect(c?.size).toBe(0);
  });

  it('environments in an order of its own stay in it', () => {
    const layout: BoardLayout = { environments: ['Staging', 'Live'] };
    const places = placesOf([build('S'), deploy('Live'), deploy('Staging')], layout);
    expect([...places.keys()].map((c) => c.stage)).toEqual(['Staging']);
  });
});

describe('a long pipeline', () => {
  const quiet = Array.from({ length: 40 }, (_, i) => build(`Build ${i}`));
  const regions = Array.from({ length: 14 }, (_, i) => deploy(`Region ${i}`));
  const first = build('Source', { kind: 'source' });

  it('shows its source, what needs somebody, what moves and its last environment, in its own order', () => {
    const failed = build('Late test', { status: statusOf('Failed') });
    const asked = build('Ask', {
      status: WAITING,
      waits: [{ stage: 'Ask', action: 'Ask', execution: 'e' }],
    });
    const running = build('Runs', { status: statusOf('InProgress') });
    const { shown, folded } = foldedCells([first, asked, ...quiet, running, ...regions, failed]);
    expect(names(shown)).toEqual(['Source', 'Ask', 'Runs', 'Region 0', 'Region 13', 'Late test']);
    expect(shown.length + folded.length).toBe(58);
    expect(foldedWords(folded)).toBe('52 more stages: 52 Succeeded');
  });

  it('hides no failure, however many there are', () => {
    const failing = Array.from({ length: 20 }, (_, i) =>
      deploy(`Region ${i}`, { status: statusOf('Failed') }),
    );
    expect(foldedCells([first, ...quiet, ...failing]).shown).toEqual(failing);
  });

  it('is whole while it is short', () => {
    expect(foldedCells(regions.slice(0, 7)).folded).toEqual([]);
  });
});
