import { expect, it } from 'vitest';
import { isLike } from './is-like';

const sample = { name: 'a', limit: 1, topics: ['x'], place: { id: '' } };

it.each([
  [{ name: 'b', limit: 2, topics: [], place: { id: 'vpc' } }, true],
  [{ ...sample, more: true }, true],
  [{ ...sample, limit: '2' }, false],
  [{ ...sample, topics: 'x' }, false],
  [{ ...sample, place: [] }, false],
  [{ name: 'b' }, false],
  ['text', false],
  [null, false],
  [undefined, false],
])('%j may take the place of what is typed: %s', (value, like) => {
  expect(isLike(sample, value)).toBe(like);
});
