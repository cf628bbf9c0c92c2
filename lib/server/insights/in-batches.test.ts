import { describe, expect, it } from 'vitest';
import { inBatches } from './in-batches';

describe('reads in batches', () => {
  it('puts what is asked for in one turn into as few calls as fit, and the next turn into others', async () => {
    const calls: string[][] = [];
    const read = inBatches<string>(2, (ids) => {
      calls.push([...ids]);
      return Promise.resolve(new Map(ids.filter((id) => id !== 'gone').map((id) => [id, id])));
    });
    expect(await Promise.all(['a', 'b', 'gone'].map(read))).toEqual(['a', 'b', undefined]);
    expect(await read('c')).toBe('c');
    expect(calls).toEqual([['a', 'b'], ['gone'], ['c']]);
  });

  it('tells everyone in a call that it failed, and nobody after it', async () => {
    let isDenied = true;
    const read = inBatches<string>(9, (ids) =>
      isDenied
        ? Promise.reject(new Error('denied'))
        : Promise.resolve(new Map(ids.map((id) => [id, id]))),
    );
    const both = await Promise.allSettled([read('a'), read('b')]);
    expect(both.map((r) => r.status)).toEqual(['rejected', 'rejected']);
    isDenied = false;
    expect(await read('a')).toBe('a');
  });
});
