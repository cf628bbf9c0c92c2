export interface SearchEntry {
  readonly kind: 'project' | 'pipeline' | 'build' | 'deployment' | 'repository' | 'commit';
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  readonly href: string;
}
export interface SearchIndex {
  readonly entries: readonly SearchEntry[];
  /** What could not be read, in words. */ readonly unread: readonly string[];
  readonly readAt: number;
}

/** The entries that hold every word, those that begin with the text first; a commit is found by the start of its SHA. */
export function findEntries(
  entries: readonly SearchEntry[],
  text: string,
  limit = 30,
): SearchEntry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length)
    return entries.filter((e) => e.kind === 'project' || e.kind === 'pipeline').slice(0, limit);
  const score = (e: SearchEntry): number => {
    const label = e.label.toLowerCase();
    const all = `${e.kind} ${label} ${e.detail} ${e.id}`.toLowerCase();
    if (!words.every((w) => all.includes(w))) return 0;
    const [first = ''] = words;
    return (
      1 +
      (label.startsWith(first) || e.id.toLowerCase().startsWith(first) ? 2 : 0) +
      (label === words.join(' ') ? 4 : 0)
    );
  };
  return entries
    .map((e) => [score(e), e] as const)
    .filter(([n]) => n > 0)
    .sort((a, b) => b[0] - a[0])
    .slice(0, limit)
    .map(([, e]) => e);
}
