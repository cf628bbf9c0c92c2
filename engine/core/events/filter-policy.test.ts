import { describe, expect, it } from 'vitest';
import { compileFilterPolicy, type FilterScope } from './filter-policy';

const compiled = (policy: object, scope: FilterScope = 'MessageBody') =>
  compileFilterPolicy(JSON.stringify(policy), scope);

/** A message's attributes, each with its values. */
const attributes = {
  store: ['example_corp'],
  event: ['order-placed'],
  interests: ['rugby', 'tennis'],
  price: [210.75],
  source_ip: ['10.0.0.44'],
};
/** The examples of SNS's developer guide, by operator. */
const CASES: readonly [object, boolean][] = [
  [{ store: ['example_corp'] }, true],
  [{ store: ['example_corp'], event: ['order-cancelled'] }, false],
  [{ interests: ['tennis', 'golf'] }, true],
  [{ interests: [{ 'anything-but': ['rugby'] }] }, true],
  [{ interests: [{ 'anything-but': ['rugby', 'tennis'] }] }, false],
  [{ event: [{ 'anything-but': { prefix: 'order-' } }] }, false],
  [{ event: [{ prefix: 'order' }] }, true],
  [{ event: [{ suffix: 'placed' }] }, true],
  [{ event: [{ 'equals-ignore-case': 'ORDER-Placed' }] }, true],
  [{ source_ip: [{ cidr: '10.0.0.0/24' }] }, true],
  [{ source_ip: [{ cidr: '10.0.1.0/24' }] }, false],
  [{ price: [{ numeric: ['=', 210.75] }] }, true],
  [{ price: [{ numeric: ['>', 0, '<=', 150] }] }, false],
  [{ price: [{ 'anything-but': [100, 500] }] }, true],
  [{ gone: [{ exists: false }] }, true],
  [{ store: [{ exists: false }] }, false],
  [{ store: [{ exists: true }] }, true],
  [{ $or: [{ store: ['other'] }, { event: [{ prefix: 'order' }] }] }, true],
  [{ $or: [{ store: ['other'] }, { event: ['other'] }] }, false],
  [{ store: ['example_corp'], $or: [{ event: ['x'] }, { price: [210.75] }] }, true],
  [{ store: ['x'], $or: [{ event: ['order-placed'] }, { price: [210.75] }] }, false],
  [
    { $or: [{ gone: ['x'] }, { store: ['example_corp'], $or: [{ a: ['b'] }, { price: [1] }] }] },
    false,
  ],
  // A reserved name makes an attribute of it.
  [{ $or: [{ exists: true }, { prefix: 'abc' }] }, false],
  [{}, true],
];

describe('a filter policy', () => {
  it.each(CASES)('over attributes, %j: %s', (policy, expected) => {
    expect(compiled(policy, 'MessageAttributes')(attributes)).toBe(expected);
  });

  it.each(CASES)('over the body, %j: %s', (policy, expected) => {
    expect(compiled(policy)({ ...attributes, price: 210.75, store: 'example_corp' })).toBe(
      expected,
    );
  });

  it('of the body reaches below objects, and into lists of them', () => {
    const policy = compiled({ order: { items: { sku: [{ prefix: 'a' }] } } });
    expect(policy({ order: { items: [{ sku: 'b1' }, { sku: 'a1' }] } })).toBe(true);
    expect(policy({ order: { items: [{ sku: 'b1' }] } })).toBe(false);
  });

  it.each<[object, string]>([
    [{ a: [1], b: [1], c: [1], d: [1], e: [1], f: [1] }, 'can not have more than 5 keys'],
    [{ a: Array.from({ length: 151 }, (_, i) => i) }, 'too complex'],
    [
      { a: Array.from({ length: 15 }, (_, i) => i), b: Array.from({ length: 11 }, (_, i) => i) },
      'too complex',
    ],
    // 76 values, two levels deep.
    [{ a: { b: Array.from({ length: 76 }, (_, i) => i) } }, 'too complex'],
    [
      {
        $or: [
          { a: Array.from({ length: 76 }, (_, i) => i) },
          { b: Array.from({ length: 75 }, (_, i) => i) },
        ],
      },
      'too complex',
    ],
    [{ a: 'red' }, '"a" must be an object or an array'],
    [{ a: [] }, 'Empty arrays'],
    [{ a: [['x']] }, 'Match value must be String, number, true, false, or null'],
    [{ a: [{ fuzzy: 'x' }] }, 'Unrecognized match type fuzzy'],
    [{ a: [{ wildcard: 'x*' }] }, 'Unrecognized match type wildcard'],
    [{ a: [{ prefix: 'x', suffix: 'y' }] }, 'Only one key allowed in match expression'],
    [{ a: [{ prefix: { 'equals-ignore-case': 'x' } }] }, 'prefix match pattern must be a string'],
    [{ a: [{ 'anything-but': { suffix: 'x' } }] }, 'Unsupported anything-but pattern: suffix'],
    [{ a: [{ 'anything-but': { wildcard: 'x*' } }] }, 'Unsupported anything-but pattern: wildcard'],
    [{ a: [{ exists: 'yes' }] }, 'exists match pattern must be either true or false.'],
    [{ a: [{ numeric: ['!', 1] }] }, 'Unrecognized numeric range operator: !'],
    [{ a: [{ numeric: ['>', 5, '<', 1] }] }, 'Bottom must be less than top'],
    [{ a: [{ cidr: '300.0.0.0/8' }] }, 'CIDR'],
    [[], 'must be a JSON object'],
  ])('that SNS would refuse is refused: %#', (policy, reason) => {
    expect(() => compiled(policy)).toThrow(reason);
    expect(() => compiled(policy)).toThrow(
      expect.objectContaining({ name: 'FilterPolicyError' }) as Error,
    );
  });

  it('over attributes is not nested, and is JSON', () => {
    expect(() => compiled({ a: { b: ['x'] } }, 'MessageAttributes')).toThrow(
      'scope MessageAttributes does not support nested filter policy',
    );
    expect(() => compileFilterPolicy('{', 'MessageBody')).toThrow('failed to parse JSON');
  });

  it('may have 150 combinations, and five keys whatever lies below them', () => {
    expect(() =>
      compiled({
        a: Array.from({ length: 15 }, (_, i) => i),
        b: Array.from({ length: 10 }, (_, i) => i),
      }),
    ).not.toThrow();
    expect(() => compiled({ a: { x: [1], y: [1] }, b: [1], c: [1], d: [1], e: [1] })).not.toThrow();
  });
});
