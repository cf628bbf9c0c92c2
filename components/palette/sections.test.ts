import { describe, expect, it } from 'vitest';
import { LIVE, WAITING } from '@/lib/domain/status';
import { entryItem, partItems } from './entries';
import { PLACE_ITEMS, PREFERENCES } from './places';
import { firstSections, foundSections } from './sections';
import { verbsOf } from './verbs';

const waits = [{ stage: 'Gate', action: 'Ask', execution: 'e' }];
const shop = {
  name: 'shop',
  cells: [
    { stage: 'Staging', kind: 'deploy', status: LIVE, waits: [], live: { sha: 'a', message: '' } },
    { stage: 'Production', kind: 'deploy', status: WAITING, waits },
  ],
};
const api = { name: 'api', cells: [] };
const verbs = [shop, api].flatMap(verbsOf);
const entries = [
  { kind: 'project', id: 'shop', label: 'shop', detail: 'Project', href: '/projects/shop' },
  { kind: 'commit', id: '9b03e7a1', label: '9b03e7a Add cards', detail: 'shop', href: '/commits' },
  { kind: 'author', id: 'Anna', label: 'Anna', detail: '3 commits', href: '/commits?author=Anna' },
] as const;
const all = [
  ...verbs,
  ...partItems(entries),
  ...entries.map(entryItem),
  ...PLACE_ITEMS,
  ...PREFERENCES,
];
const shown = (typed: string) =>
  foundSections(all, typed).map((s) => [s.name, s.items.map((f) => f.item.label)] as const);

describe('what is shown of what was typed', () => {
  it('groups what matches, the section of the best match first', () => {
    expect(shown('shop').map(([name]) => name)[0]).toBe('Projects and pipelines');
    expect(shown('approve shop')[0]?.[1][0]).toBe('Approve shop in Production…');
    expect(shown('settings shop')[0]?.[1]).toContain('Settings of shop');
  });

  it('puts what cannot be done below what can, with the reason', () => {
    const [actions] = foundSections(all, 'retry api');
    expect(actions?.items.at(-1)?.item).toMatchObject({
      label: 'Retry api…',
      disabledReason: 'Nothing has failed',
    });
    const order = (foundSections(all, 'shop').find((s) => s.name === 'Actions')?.items ?? []).map(
      (f) => f.item.disabledReason !== undefined,
    );
    expect(order).toEqual([...order].sort());
  });

  it('finds an author, and where two keys lead', () => {
    expect(shown('anna')[0]).toEqual(['People', ['Anna']]);
    expect(foundSections(all, 'insights')[0]?.items[0]?.item.keys).toBe('g i');
  });
});

describe('before anything is typed', () => {
  const recents = entries.slice(0, 1).map(entryItem);
  const first = (here?: string) =>
    firstSections({ verbs, here, recents, places: PLACE_ITEMS, preferences: PREFERENCES });

  it('shows what waits, where somebody was, and every page', () => {
    expect(first().map((s) => s.name)).toEqual(['Needs you', 'Recent', 'Go to', 'Preferences']);
    expect(first()[0]?.items.map((f) => f.item.label)).toEqual(['Approve shop in Production…']);
  });

  it('shows what can be done with the pipeline of the page, and nothing that cannot', () => {
    const own = first('shop').find((s) => s.name === 'Actions');
    expect(own?.items.map((f) => f.item.label)).toEqual([
      'Reject shop in Production…',
      'Roll back shop…',
      'Release shop…',
    ]);
  });

  it('has no key twice', () => {
    const keys = first('shop').flatMap((s) => s.items.map((f) => f.item.key));
    expect(new Set(keys).size).toBe(keys.length);
  });
});
