import { expect, it } from 'vitest';
import { selectsInstance, selectsOnPremises, type TagFilter } from './tag-filters';

const tags = [
  { Key: 'env', Value: 'prod' },
  { Key: 'role', Value: 'web' },
];
const env = { Key: 'env', Value: 'prod', Type: 'KEY_AND_VALUE' };
const other = { Key: 'env', Value: 'test', Type: 'KEY_AND_VALUE' };

/** [doc23] "Tagging instances for deployment groups": OR inside a list, AND between lists. */
it.each<[boolean, string, { filters?: TagFilter[]; lists?: TagFilter[][] }]>([
  [false, 'nothing', {}],
  [false, 'empty lists', { filters: [], lists: [] }],
  [true, 'key and value', { filters: [env] }],
  [false, 'another value', { filters: [other] }],
  [true, 'one of two', { filters: [other, env] }],
  [true, 'a key', { filters: [{ Key: 'env', Type: 'KEY_ONLY' }] }],
  [true, 'a value', { filters: [{ Value: 'web', Type: 'VALUE_ONLY' }] }],
  [false, 'a value of another key', { filters: [{ Key: 'env', Value: 'web' }] }],
  [true, 'both lists', { lists: [[env], [{ Value: 'web', Type: 'VALUE_ONLY' }]] }],
  [false, 'one list of two', { lists: [[env], [other]] }],
])('selects %s by %s', (expected, _what, { filters, lists }) => {
  expect(
    selectsInstance(tags, {
      ec2TagFilters: filters,
      ec2TagSet: lists && { ec2TagSetList: lists },
    }),
  ).toBe(expected);
  expect(
    selectsOnPremises(tags, {
      onPremisesInstanceTagFilters: filters,
      onPremisesTagSet: lists && { onPremisesTagSetList: lists },
    }),
  ).toBe(expected);
});
