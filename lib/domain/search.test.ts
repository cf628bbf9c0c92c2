import { expect, it } from 'vitest';
import { oneEach, type SearchEntry } from './search';

const commit = (id: string, detail: string): SearchEntry => ({
  kind: 'commit',
  id,
  label: id,
  detail,
  href: `/commits?q=${id}`,
});

it('has one entry for a commit that several pipelines carry, and names each of them once', () => {
  const entries = [
    commit('a', 'shop'),
    commit('b', 'shop'),
    commit('a', 'api'),
    commit('a', 'shop'),
  ];
  expect(oneEach(entries).map((e) => [e.id, e.detail])).toEqual([
    ['a', 'shop, api'],
    ['b', 'shop'],
  ]);
});
