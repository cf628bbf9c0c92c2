import { describe, expect, it } from 'vitest';
import { numberOf, page, PageTokenError, placeOf, tokenOf } from './paging';

describe('pages', () => {
  it('follow each other by their tokens', () => {
    const all = [1, 2, 3, 4, 5];
    const first = page(all, 2, undefined);
    const second = page(all, 2, first.nextToken);
    const third = page(all, 2, second.nextToken);
    expect([first.items, second.items, third.items, third.nextToken]).toEqual([
      [1, 2],
      [3, 4],
      [5],
      undefined,
    ]);
  });

  it('have tokens that say nothing by themselves', () => {
    expect(tokenOf('2')).not.toContain('2');
    expect(placeOf(tokenOf('key/ü'))).toBe('key/ü');
  });

  it.each(['zzz', '', '2', 'cGFnZS8', `${tokenOf('1')}=`, `${tokenOf('1')}A`])(
    'refuse the token %j, which none of them has given',
    (token) => expect(() => page([1, 2], 1, token)).toThrow(PageTokenError),
  );

  it('take no place of another kind for a number', () => {
    expect(() => numberOf(tokenOf('a/b'))).toThrow(PageTokenError);
  });
});
