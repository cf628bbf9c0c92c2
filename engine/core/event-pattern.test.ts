import { describe, expect, it } from 'vitest';
import { matchesPattern, parsePattern } from './event-pattern';

const event = { source: 'aws.codecommit', resources: ['arn:1'], detail: { referenceName: 'main', n: 5, tags: ['a', 'b'], nested: { x: null } } };

describe('an event pattern', () => {
  it.each<[object, boolean]>([
    [{ source: ['aws.codecommit'] }, true], [{ source: ['aws.s3', 'aws.codecommit'], resources: ['arn:1'] }, true], [{ detail: { referenceName: ['dev'] } }, false],
    [{ detail: { referenceName: [{ prefix: 'ma' }] } }, true], [{ detail: { referenceName: [{ suffix: 'in' }] } }, true], [{ detail: { referenceName: [{ 'anything-but': ['main'] }] } }, false], [{ detail: { referenceName: [{ 'anything-but': { prefix: 'x' } }] } }, true],
    [{ detail: { n: [{ numeric: ['>', 3, '<=', 5] }] } }, true], [{ detail: { n: [{ numeric: ['<', 5] }] } }, false], [{ detail: { tags: ['b'] } }, true], [{ detail: { missing: [{ exists: false }] } }, true], [{ detail: { n: [{ exists: false }] } }, false],
    [{ detail: { nested: { x: [null] } } }, true], [{ detail: { referenceName: [{ wildcard: 'm*n' }] } }, true], [{ detail: { referenceName: [{ 'equals-ignore-case': 'MAIN' }] } }, true],
  ])('%j: %s', (pattern, matches) => {
    expect(matchesPattern(pattern, event)).toBe(matches);
  });

  it('that EventBridge would refuse is refused', () => {
    expect(() => parsePattern('{"source":"aws.s3"}')).toThrow('must be an object or an array');
    expect(() => parsePattern('{"source":[{"fuzzy":"x"}]}')).toThrow('Unrecognized match type fuzzy');
  });
});
