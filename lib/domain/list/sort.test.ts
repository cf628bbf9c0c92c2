import { expect, it } from 'vitest';
import { ascending, parseSort, sortText } from './sort';

const COLUMNS = ['started', 'author'];

it('reads a sort from an address as it wrote it, and nothing that is no column', () => {
  for (const text of ['started', '-started', '-author'])
    expect(sortText(parseSort(text, COLUMNS) ?? { id: '', desc: false })).toBe(text);
  for (const text of ['', '-', 'toString', '-nothing', '--started'])
    expect(parseSort(text, COLUMNS)).toBeUndefined();
});

it('sorts numbers by size and texts as people do', () => {
  expect([10, 9, 100].sort(ascending)).toEqual([9, 10, 100]);
  expect(['shop 10', 'Shop 9', 'api 2'].sort(ascending)).toEqual(['api 2', 'Shop 9', 'shop 10']);
});
