'use client';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { recentPaths } from '@/lib/client/recents';
import { topicQuery } from '@/lib/client/queries/topic';
import { entryItem, partItems } from '@/components/palette/entries';
import type { PaletteItem } from '@/components/palette/item';
import { PLACE_ITEMS, PREFERENCES } from '@/components/palette/places';
import { firstSections, foundSections, type PaletteSection } from '@/components/palette/sections';
import { verbsOf } from '@/components/palette/verbs';
import { routes } from '@/lib/routes';

/** The project or pipeline that a page is about. */
export const subjectOf = (path: string): string | undefined =>
  decodeURIComponent(/^\/(?:projects|pipelines)\/([^/]+)/.exec(path)?.[1] ?? '') || undefined;

/** A search for a commit that may be older than anything that is listed. */
const whereItem = (text: string): PaletteItem => ({
  key: 'where',
  section: 'Commits',
  kind: 'commit',
  label: `Where is “${text}”?`,
  words: '',
  detail: 'Find a commit',
  act: { href: routes.commits(text) },
});

/** What is there comes before what may be. */
function withWhere(sections: readonly PaletteSection[], text: string): PaletteSection[] {
  if (text.length < 2) return [...sections];
  const where = { item: whereItem(text), marks: [] };
  const others = sections.filter((s) => s.name !== 'Commits');
  const commits = sections.find((s) => s.name === 'Commits');
  if (!commits) return [...others, { name: 'Commits', items: [where] }];
  return sections.map((s) => (s === commits ? { ...s, items: [...s.items, where] } : s));
}

interface PaletteContent {
  readonly sections: readonly PaletteSection[];
  /** What could not be read, in words. */
  readonly unread: readonly string[];
  readonly error: Error | null;
  readonly isReading: boolean;
}

/** What the palette offers for what was typed on a page. */
export function usePaletteItems(open: boolean, typed: string, path: string): PaletteContent {
  const search = useQuery({ ...topicQuery('search'), enabled: open, staleTime: 5000 });
  // The header follows the board on every page: nothing is read for this.
  const board = useQuery({ ...topicQuery('board'), enabled: open, staleTime: 60_000 });
  const here = subjectOf(path);
  const rows = board.data?.rows;
  const verbs = useMemo(() => {
    const own = (name: string): number => Number(name === here);
    return [...(rows ?? [])].sort((a, b) => own(b.name) - own(a.name)).flatMap(verbsOf);
  }, [rows, here]);
  const entries = useMemo(() => search.data?.entries ?? [], [search.data]);
  const all = useMemo(
    () => [
      ...PLACE_ITEMS,
      ...verbs,
      ...entries.map(entryItem),
      ...partItems(entries),
      ...PREFERENCES,
    ],
    [verbs, entries],
  );
  const recents = useMemo(() => {
    const byHref = new Map(entries.map((e) => [e.href, e]));
    const visited = open ? recentPaths() : [];
    return visited.flatMap((p) => {
      const entry = p === path ? undefined : byHref.get(p);
      return entry ? [entryItem(entry)] : [];
    });
  }, [entries, open, path]);
  const text = typed.trim();
  const sections = useMemo(
    () =>
      text
        ? withWhere(foundSections(all, text), text)
        : firstSections({
            verbs,
            here,
            recents,
            places: PLACE_ITEMS,
            preferences: PREFERENCES,
          }),
    [text, all, verbs, here, recents],
  );
  return {
    sections,
    unread: search.data?.unread ?? [],
    error: search.error,
    isReading: search.isPending,
  };
}
