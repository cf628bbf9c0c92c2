import { describe, expect, it } from 'vitest';
import { findEntries, type SearchEntry } from './search';

const entry = (kind: SearchEntry['kind'], id: string, label: string, detail = ''): SearchEntry => ({
  kind,
  id,
  label,
  detail,
  href: '/',
});
const all = [
  entry('project', 'shop', 'shop'),
  entry('pipeline', 'shop', 'shop'),
  entry('build', 'shop:1', 'shop 1'),
  entry('commit', '9b03e7a1', '9b03e7a Add gift cards', 'shop'),
  entry('project', 'workshop', 'workshop'),
];

describe('what the palette finds', () => {
  it('without text: projects and pipelines', () => {
    expect(findEntries(all, ' ').map((e) => e.kind)).toEqual(['project', 'pipeline', 'project']);
  });
  it('a commit by the start of its SHA', () => {
    expect(findEntries(all, '9b03')[0]?.id).toBe('9b03e7a1');
  });
  it('the exact name before names that contain it', () => {
    expect(findEntries(all, 'shop').map((e) => e.label)[0]).toBe('shop');
    expect(findEntries(all, 'shop').at(-1)?.label).toBe('workshop');
  });
  it('all words must be there', () => {
    expect(findEntries(all, 'gift shop').map((e) => e.kind)).toEqual(['commit']);
    expect(findEntries(all, 'gift nothing')).toEqual([]);
  });
});
