import { describe, expect, it } from 'vitest';
import { filtered } from './filters';

interface Machine {
  readonly id: string;
  readonly zone?: string;
  readonly tags: { Key: string; Value: string }[];
}
const machines: Machine[] = [
  { id: 'i-1', zone: 'a', tags: [{ Key: 'env', Value: 'prod' }] },
  { id: 'i-2', tags: [{ Key: 'env', Value: 'staging' }] },
  { id: 'i-3', zone: 'b', tags: [] },
];
const ids = (...filters: [string, ...string[]][]): string[] =>
  filtered(
    machines,
    filters.map(([Name, ...Values]) => ({ Name, Values })),
    { id: (m) => m.id, zone: (m) => m.zone },
    (m) => m.tags,
  ).map((m) => m.id);

describe('filters of EC2', () => {
  it.each([
    ['one of several values', [['id', 'i-1', 'i-3']], ['i-1', 'i-3']],
    ['wildcards', [['id', 'i-?']], ['i-1', 'i-2', 'i-3']],
    ["a tag's value", [['tag:env', 'prod*']], ['i-1']],
    ["a tag's key", [['tag-key', 'env']], ['i-1', 'i-2']],
    [
      'every filter',
      [
        ['tag-key', 'env'],
        ['zone', '*'],
      ],
      ['i-1'],
    ],
    ['nothing without a value', [['id']], []],
  ] as [string, [string, ...string[]][], string[]][])('let through %s', (_what, filters, found) => {
    expect(ids(...filters)).toEqual(found);
  });

  it('that are not known are refused, by name', () => {
    expect(() => ids(['cpu', '1'])).toThrow(/filter 'cpu' is not served/);
    expect(() => ids(['constructor', '1'])).toThrow(/filter 'constructor'/);
  });
});
