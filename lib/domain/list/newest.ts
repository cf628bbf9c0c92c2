/** The newest of something. */
export interface Newest<T> {
  readonly rows: readonly T[];
  /** There are older ones than were read. */
  readonly more: boolean;
  /** One of them is still under way. */
  readonly moving: boolean;
  /** What of them could not be read, in words. */
  readonly unread: readonly string[];
}

/** How many a page of a list has, and how many pages are read at most. */
export const PAGE = 100;
export const MAX_PAGES = 10;

/** How many pages an address or a topic asks for. */
export function pagesOf(text: string | undefined): number {
  const n = Math.floor(Number(text || 1));
  return Number.isFinite(n) ? Math.min(MAX_PAGES, Math.max(1, n)) : 1;
}

/** Two reads of the same list as one: what the newer of them has of a row is shown; neither loses a row. */
export function merged<T>(
  newer: readonly T[],
  older: readonly T[],
  keyOf: (row: T) => string,
): readonly T[] {
  if (!older.length) return newer;
  const known = new Set(newer.map(keyOf));
  return [...newer, ...older.filter((r) => !known.has(keyOf(r)))];
}
