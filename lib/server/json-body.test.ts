import { describe, expect, it } from 'vitest';
import { parseBody } from './json-body';

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('a body', () => {
  it('is taken up to a depth that nothing of ours reaches', () => {
    expect(parseBody('{"a":[{"b":1}]}')).toEqual({ a: [{ b: 1 }] });
    expect(() => parseBody(nested(64))).not.toThrow();
    for (const text of [nested(65), '['.repeat(500_000), '{"a":'.repeat(100_000)]) {
      expect(() => parseBody(text)).toThrow(/nested too deeply/);
    }
  });

  it('may hold any brackets in its strings', () => {
    const value = { text: `${'['.repeat(500)}"\\`, [`{${'{'.repeat(500)}`]: '\n"' };
    expect(parseBody(JSON.stringify(value))).toEqual(value);
  });

  it.each(['', '{', '"', '"\\', 'x'])('%j is refused as no JSON', (text) => {
    expect(() => parseBody(text)).toThrow(/not JSON/);
  });
});
