/** Something that has a page. */
export interface SearchEntry {
  readonly kind:
    'project' | 'pipeline' | 'build' | 'deployment' | 'repository' | 'commit' | 'author';
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  readonly href: string;
  /** More words that it is found by. */
  readonly words?: string | undefined;
}
export interface SearchIndex {
  readonly entries: readonly SearchEntry[];
  /** What could not be read, in words. */ readonly unread: readonly string[];
  readonly readAt: number;
}

/** One entry for one thing: the first of those with the same kind and id, with the details of all. */
export function oneEach(entries: readonly SearchEntry[]): SearchEntry[] {
  const found = new Map<string, SearchEntry>();
  for (const e of entries) {
    const key = `${e.kind} ${e.id}`;
    const known = found.get(key);
    if (!known) found.set(key, e);
    else if (!known.detail.split(', ').includes(e.detail))
      found.set(key, { ...known, detail: `${known.detail}, ${e.detail}` });
  }
  return [...found.values()];
}
