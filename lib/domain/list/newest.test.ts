import { expect, it } from 'vitest';
import { merged, pagesOf } from './newest';

it.each([
  ['', 1],
  [undefined, 1],
  ['3', 3],
  ['2.9', 2],
  ['-1', 1],
  ['many', 1],
  ['9999', 10],
])('an address that asks for %j pages gets %d', (text, pages) => {
  expect(pagesOf(text)).toBe(pages);
});

it('shows a row once, as the newer read has it, and keeps those that only the deeper read has', () => {
  const newer = [
    { id: 'c', word: 'Running' },
    { id: 'b', word: 'Succeeded' },
  ];
  const deeper = [
    { id: 'b', word: 'Running' },
    { id: 'a', word: 'Failed' },
  ];
  expect(merged(newer, deeper, (r) => r.id)).toEqual([...newer, deeper[1]]);
  expect(merged(newer, [], (r) => r.id)).toBe(newer);
});
