import { expect, it } from 'vitest';
import { holdRows } from './held';

interface Row {
  readonly id: string;
  readonly word?: string;
}
const rows = (...ids: string[]): Row[] => ids.map((id) => ({ id }));
const idOf = (r: Row): string => r.id;

it('keeps each row in its place, with what is new of it', () => {
  const now: Row[] = [{ id: 'b', word: 'Failed' }, { id: 'a' }];
  expect(holdRows(now, ['a', 'b'], idOf)).toEqual({
    shown: [{ id: 'a' }, { id: 'b', word: 'Failed' }],
    held: 0,
  });
});

it('lets rows wait that would move others, and counts them', () => {
  expect(holdRows(rows('new', 'a', 'between', 'b'), ['a', 'b'], idOf)).toEqual({
    shown: rows('a', 'b'),
    held: 2,
  });
});

it('shows older rows, which come below all of them', () => {
  expect(holdRows(rows('a', 'b', 'older'), ['a', 'b'], idOf)).toEqual({
    shown: rows('a', 'b', 'older'),
    held: 0,
  });
});

it('shows everything where nothing was shown before', () => {
  expect(holdRows(rows('a', 'b'), [], idOf)).toEqual({ shown: rows('a', 'b'), held: 0 });
});

it('leaves out what is gone', () => {
  expect(holdRows(rows('b'), ['a', 'b'], idOf).shown).toEqual(rows('b'));
});
