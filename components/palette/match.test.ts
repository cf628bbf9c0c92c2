import { describe, expect, it } from 'vitest';
import { findMatches, pieces, type Sought } from './match';

const item = (label: string, words = ''): Sought => ({ label, words });
const ALL = [
  item('Approve shop in Production…', 'accept'),
  item('Roll back shop…', 'rollback undo'),
  item('Release shop…', 'deploy start'),
  item('shop build 1', 'Succeeded'),
  item('shop build 10', 'Succeeded'),
  item('workshop'),
  item('shop'),
  item('9b03e7a Füge Gutscheine hinzu', '9b03e7a1c0ffee Zoë'),
];
const labels = (typed: string): string[] => findMatches(ALL, typed).map((f) => f.item.label);

describe('what was typed', () => {
  it.each([
    ['approve shop', 'Approve shop in Production…'],
    ['shop approve', 'Approve shop in Production…'],
    ['aprv shp', 'Approve shop in Production…'],
    ['rollback shop', 'Roll back shop…'],
    ['roll back shop', 'Roll back shop…'],
    ['deploy', 'Release shop…'],
    ['shop build 1', 'shop build 1'],
    ['shop', 'shop'],
    ['9b03e7a1', '9b03e7a Füge Gutscheine hinzu'],
    ['gutscheine', '9b03e7a Füge Gutscheine hinzu'],
    ['zoë', '9b03e7a Füge Gutscheine hinzu'],
  ])('%j finds %j first', (typed, label) => {
    expect(labels(typed)[0]).toBe(label);
  });

  it('finds nothing where a word is nowhere, or none was typed', () => {
    for (const typed of ['shop nothing', '#', '…']) expect(labels(typed)).toEqual([]);
  });
});

it('marks in the label what matched, and nothing beyond it', () => {
  const [found] = findMatches(ALL, 'rollback shop');
  expect(
    pieces(found?.item.label ?? '', found?.marks ?? [])
      .map((p) => p.text)
      .join(''),
  ).toBe('Roll back shop…');
  const [build] = findMatches(ALL, 'shop 10');
  expect(pieces(build?.item.label ?? '', build?.marks ?? [])).toEqual([
    { text: 'shop', isMarked: true },
    { text: ' build ', isMarked: false },
    { text: '10', isMarked: true },
  ]);
});
