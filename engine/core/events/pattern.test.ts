import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern, sourcesOf } from './pattern';
import { matchesWildcard, wildcardPieces } from '../wildcard';

const event = {
  source: 'aws.codecommit',
  resources: ['arn:1'],
  detail: {
    referenceName: 'main',
    n: 5,
    tags: ['a', 'b'],
    nested: { x: null },
    ip: '10.1.2.3',
    v6: '2001:db8::1',
    parts: [
      { name: 'one', ok: true },
      { name: 'two', ok: false },
    ],
    star: 'a*b',
  },
};
const matches = (pattern: object): boolean => compilePattern(JSON.stringify(pattern))(event);
const detail = (d: object): object => ({ detail: d });

describe('an event pattern', () => {
  it.each<[object, boolean]>([
    [{ source: ['aws.codecommit'] }, true],
    [{ source: ['aws.s3', 'aws.codecommit'], resources: ['arn:1'] }, true],
    [detail({ referenceName: ['dev'] }), false],
    [detail({ referenceName: [{ prefix: 'ma' }] }), true],
    [detail({ referenceName: [{ prefix: { 'equals-ignore-case': 'MA' } }] }), true],
    [detail({ referenceName: [{ suffix: 'in' }] }), true],
    [detail({ referenceName: [{ suffix: { 'equals-ignore-case': 'IN' } }] }), true],
    [detail({ referenceName: [{ 'equals-ignore-case': 'MAIN' }] }), true],
    [detail({ referenceName: [{ 'anything-but': ['main'] }] }), false],
    [detail({ referenceName: [{ 'anything-but': 'dev' }] }), true],
    [detail({ n: [{ 'anything-but': [4, 6] }] }), true],
    [detail({ referenceName: [{ 'anything-but': { prefix: 'x' } }] }), true],
    [detail({ referenceName: [{ 'anything-but': { prefix: ['x', 'ma'] } }] }), false],
    [detail({ referenceName: [{ 'anything-but': { suffix: 'in' } }] }), false],
    [
      detail({ referenceName: [{ 'anything-but': { 'equals-ignore-case': ['MAIN', 'DEV'] } }] }),
      false,
    ],
    [detail({ referenceName: [{ 'anything-but': { wildcard: 'm*' } }] }), false],
    [detail({ n: [{ numeric: ['>', 3, '<=', 5] }] }), true],
    [detail({ n: [{ numeric: ['<', 5] }] }), false],
    [detail({ n: [{ numeric: ['=', 5] }] }), true],
    [detail({ tags: ['b'] }), true],
    [detail({ tags: ['c'] }), false],
    [detail({ nested: { x: [null] } }), true],
    [detail({ missing: [{ exists: false }] }), true],
    [detail({ n: [{ exists: false }] }), false],
    [detail({ n: [{ exists: true }] }), true],
    [detail({ gone: { deep: [{ exists: false }] } }), true],
    [detail({ nested: [{ exists: true }] }), false],
    [detail({ ip: [{ cidr: '10.0.0.0/8' }] }), true],
    [detail({ ip: [{ cidr: '192.168.0.0/16' }] }), false],
    [detail({ v6: [{ cidr: '2001:db8::/32' }] }), true],
    [detail({ referenceName: [{ cidr: '10.0.0.0/8' }] }), false],
    [detail({ referenceName: [{ wildcard: 'm*n' }] }), true],
    [detail({ referenceName: [{ wildcard: '*a*i*' }] }), true],
    [detail({ star: [{ wildcard: 'a\\*b' }] }), true],
    [detail({ referenceName: [{ wildcard: 'm\\*n' }] }), false],
    [{ $or: [{ source: ['x'] }, { detail: { n: [{ numeric: ['>', 4] }] } }] }, true],
    [{ source: ['aws.codecommit'], $or: [{ resources: ['y'] }, { detail: { n: [1] } }] }, false],
    [detail({ $or: [{ n: [1] }, { referenceName: ['main'] }] }), true],
    // Not two objects, or a reserved name: a field like any other.
    [{ $or: ['x', 'y'] }, false],
    [{ $or: [{ prefix: 'x' }, { suffix: 'y' }] }, false],
    [{ $or: [{ exists: false }] }, true],
    [detail({ parts: { name: ['two'] } }), true],
    [detail({ parts: { name: ['two'], ok: [true] } }), false],
  ])('%j: %s', (pattern, expected) => {
    expect(matches(pattern)).toBe(expected);
  });

  it.each([
    ['not json', 'not JSON'],
    ['[]', 'must be an object'],
    ['{"source":"aws.s3"}', 'must be an object or an array'],
    ['{}', 'Empty objects'],
    ['{"source":[]}', 'Empty arrays'],
    ['{"source":[{"fuzzy":"x"}]}', 'Unrecognized match type fuzzy'],
    ['{"source":[{"prefix":""}]}', 'non-empty string'],
    ['{"n":[{"numeric":[">","x"]}]}', 'must be a number'],
    ['{"n":[{"numeric":["!",1]}]}', 'Unrecognized numeric'],
    ['{"n":[{"numeric":["<",1,">",0]}]}', 'Bad numeric range'],
    ['{"a":[{"wildcard":"a**b"}]}', 'Consecutive wildcard'],
    ['{"a":[{"wildcard":"a\\\\b"}]}', 'Invalid escape'],
    ['{"a":[{"cidr":"300.0.0.0/8"}]}', 'Malformed CIDR'],
    ['{"a":[{"exists":"yes"}]}', 'either true or false'],
    ['{"a":[{"anything-but":[]}]}', 'at least one'],
    ['{"a":[{"anything-but":[1,"x"]}]}', 'mixed type'],
    ['{"a":[["x"]]}', 'Match value must be'],
    ['{"$or":[{"a":["x"]}]}', 'Unrecognized match type a'],
    ['{"n":[{"numeric":[">",5,"<",5]}]}', 'Bottom must be less than top'],
    [`{"a":["${'x'.repeat(4096)}"]}`, 'more than 4096'],
    [
      JSON.stringify({
        a: { $or: Array.from({ length: 32 }, () => ({ x: [1] })) },
        b: { $or: Array.from({ length: 32 }, () => ({ x: [1] })) },
      }),
      'too complex',
    ],
  ])('that EventBridge would refuse is refused: %s', (source, reason) => {
    expect(() => compilePattern(source)).toThrow(reason);
  });

  it('a wildcard matches as its plain regular expression does, and in no more time than the text is long', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 12 });
    fc.assert(
      fc.property(texts, texts, (pattern, text) => {
        const regex = new RegExp(`^${pattern.split('*').join('.*')}$`, 's');
        expect(matchesWildcard(wildcardPieces(pattern), text)).toBe(regex.test(text));
      }),
    );
    // A backtracking engine would not come back from this one.
    expect(matchesWildcard(wildcardPieces(`${'a*'.repeat(200)}b`), 'a'.repeat(100_000))).toBe(
      false,
    );
  });

  it('tells the sources it is limited to', () => {
    expect([
      sourcesOf('{"source":["a","b"]}'),
      sourcesOf('{"source":[{"prefix":"a"}]}'),
      sourcesOf('{"detail":{"x":[1]}}'),
    ]).toEqual([['a', 'b'], undefined, undefined]);
  });

  it('is not taken in by names of the prototype', () => {
    expect(compilePattern('{"constructor":[{"exists":true}]}')({})).toBe(false);
  });
});
