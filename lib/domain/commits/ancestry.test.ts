import { describe, expect, it } from 'vitest';
import { ancestryBy } from './ancestry';

/** d ← e (a merge of c and x), a is the first; z was not read, nor what is before y. */
const PARENTS: Readonly<Record<string, readonly string[]>> = {
  a: [],
  b: ['a'],
  c: ['b'],
  x: ['b'],
  e: ['c', 'x'],
  y: ['z'],
  w: ['y'],
};
const history = ancestryBy((sha) => PARENTS[sha]);

describe('a revision', () => {
  it.each([
    ['e', 'a', true],
    ['e', 'x', true],
    ['c', 'x', false],
    ['b', 'e', false],
    ['e', 'e', true],
    ['w', 'y', true],
    // What lies before y was not read.
    ['w', 'a', undefined],
    // It is older than w, whatever lies before it.
    ['y', 'w', false],
    ['unread', 'a', undefined],
  ])('%s holds %s: %s', (revision, commit, expected) => {
    expect(history.holds(revision, commit)).toBe(expected);
  });
});

it('has itself and all that was read before it', () => {
  expect([...history.of('e')].sort()).toEqual(['a', 'b', 'c', 'e', 'x']);
  expect([...history.of('w')].sort()).toEqual(['w', 'y']);
});
