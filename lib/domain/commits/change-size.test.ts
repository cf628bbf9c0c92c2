import { expect, it } from 'vitest';
import { sizeOf, sizeWords, type CountedPart } from './change-size';

const commits = (gained: number, lost = 0, more = false): CountedPart['commits'] => {
  const list = (n: number) =>
    Array.from({ length: n }, (_, i) => ({ sha: `${i}`, message: '', author: '', at: 0 }));
  return { gained: list(gained), lost: list(lost), more };
};
const changed = (over: Partial<CountedPart>): CountedPart => ({ difference: 'changed', ...over });

it.each<[string, readonly CountedPart[]]>([
  ['3 commits, 11 files', [changed({ commits: commits(3), files: 11 })]],
  ['1 commit, 1 file', [changed({ commits: commits(1), files: 1 })]],
  ['1 commit, 0 files', [changed({ commits: commits(1), files: 0 })]],
  ['100+ commits, 240 files', [changed({ commits: commits(100, 0, true), files: 240 })]],
  ['undoes 2 commits, 4 files', [changed({ commits: commits(0, 2), files: 4 })]],
  ['1 commit, undoes 2 commits, 4 files', [changed({ commits: commits(1, 2), files: 4 })]],
  // A source without a history: its archives are compared.
  ['7 files', [changed({ files: 7 })]],
  // An image has nothing to count.
  ['', [changed({})]],
  ['', [{ difference: 'unknown' }]],
  ['', []],
  ['Same source', [{ difference: 'same' }, { difference: 'same' }]],
  // Ids that say nothing, and files that are equal.
  ['Same source', [{ difference: 'unknown', files: 0 }]],
  [
    '5 commits, 3 files',
    [
      changed({ commits: commits(2), files: 2 }),
      changed({ commits: commits(3), files: 1 }),
      { difference: 'same' },
    ],
  ],
  ['9 files', [changed({ commits: commits(2), files: 2 }), changed({ files: 7 })]],
])('counts what changes: %s', (words, parts) => {
  expect(sizeWords(sizeOf(parts))).toBe(words);
});
