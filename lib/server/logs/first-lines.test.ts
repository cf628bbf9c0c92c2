import { expect, it } from 'vitest';
import { shortened } from './first-lines';

const lines = ['four', 'five!', 'sixsix'].map((text) => ({ at: 0, text }));

it('a page comes with so many lines as it has room for, from the first one on', () => {
  expect(shortened(lines, 100)).toBe(lines);
  expect(shortened(lines, 9).map((l) => l.text)).toEqual(['four', 'five!']);
  expect(shortened(lines, 8).map((l) => l.text)).toEqual(['four']);
  expect(shortened(lines, 3)).toEqual([]);
});
