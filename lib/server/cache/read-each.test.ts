import { beforeEach, describe, expect, it } from 'vitest';
import { cache } from './cache';
import { forever } from './policy';
import { readEach } from './read-each';

beforeEach(() => cache.clear());

/** A call that answers with each id in capitals, but for those that are not there. */
function calling(missing: readonly string[] = [], isWhole?: (value: string) => boolean) {
  const calls: string[][] = [];
  const read = (ids: readonly string[]) =>
    readEach<string>(ids, {
      keyOf: (id) => ['build-info', id],
      policy: forever(isWhole),
      most: 2,
      call: (asked) => {
        calls.push([...asked]);
        const there = asked.filter((id) => !missing.includes(id));
        return Promise.resolve(new Map(there.map((id) => [id, id.toUpperCase()])));
      },
    });
  return { calls, read };
}

describe('many of a kind', () => {
  it('are read in as few calls as the API takes, each id once', async () => {
    const { calls, read } = calling();
    expect([...(await read(['a', 'b', 'a', 'c']))]).toEqual([
      ['a', 'A'],
      ['b', 'B'],
      ['c', 'C'],
    ]);
    expect(calls).toEqual([['a', 'b'], ['c']]);
  });

  it('are asked for only where they are not known', async () => {
    const { calls, read } = calling();
    await read(['a', 'b']);
    await read(['a', 'b', 'c']);
    expect(calls).toEqual([['a', 'b'], ['c']]);
  });

  it('are read again while they are not whole', async () => {
    const { calls, read } = calling([], (value) => value !== 'A');
    await read(['a', 'b']);
    await read(['a', 'b']);
    expect(calls).toEqual([['a', 'b'], ['a']]);
  });

  it('lack what is not there, and nothing else', async () => {
    const { read } = calling(['b']);
    expect([...(await read(['a', 'b'])).keys()]).toEqual(['a']);
  });

  it('are not read where the call fails', async () => {
    const read = readEach<string>(['a'], {
      keyOf: (id) => ['build-info', id],
      policy: forever(),
      most: 100,
      call: () => Promise.reject(new Error('throttled')),
    });
    await expect(read).rejects.toThrow('throttled');
  });
});
