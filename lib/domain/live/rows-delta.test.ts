import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyRows, rowsDelta } from './rows-delta';

const board = (rows: readonly { name: string; at: number }[], readAt = 0) => ({ rows, readAt });
const many = (at: number): { name: string; at: number }[] =>
  Array.from({ length: 100 }, (_, i) => ({ name: `p${i}`, at }));

describe('a change of rows', () => {
  it('of a hundred rows sends the one that changed, and the others stay the same objects', () => {
    const before = board(many(0));
    const after = board(
      before.rows.map((r) => (r.name === 'p7' ? { ...r, at: 9 } : { ...r })),
      5,
    );
    const delta = rowsDelta(before, after);
    expect(delta?.changed).toEqual([{ name: 'p7', at: 9 }]);
    const applied = delta && applyRows(before, delta);
    expect(applied).toEqual(after);
    expect(applied?.rows[8]).toBe(before.rows[8]);
  });

  it('of few rows, of most rows, or of something else sends the whole', () => {
    expect(rowsDelta(board(many(0).slice(0, 5)), board(many(1).slice(0, 5)))).toBeUndefined();
    expect(rowsDelta(board(many(0)), board(many(1)))).toBeUndefined();
    expect(rowsDelta({ builds: [] }, { builds: [] })).toBeUndefined();
  });

  it('brings whoever had the old list to the new one, whatever came and went', () => {
    const list = fc.uniqueArray(
      fc.record({
        name: fc.stringMatching(/^[a-e][0-9]{1,2}$/),
        at: fc.integer({ min: 0, max: 2 }),
      }),
      { selector: (r) => r.name, minLength: 15, maxLength: 40 },
    );
    fc.assert(
      fc.property(list, list, (a, b) => {
        const delta = rowsDelta(board(a), board(b, 1));
        if (delta) expect(applyRows(board(a), delta)).toEqual(board(b, 1));
      }),
    );
  });
});
