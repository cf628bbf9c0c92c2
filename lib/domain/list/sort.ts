/** A column by which a list is ordered. */
export interface Sort {
  readonly id: string;
  readonly desc: boolean;
}

/** `-started`: newest first; undefined where the text names none of the columns. */
export function parseSort(text: string, columns: readonly string[]): Sort | undefined {
  const desc = text.startsWith('-');
  const id = desc ? text.slice(1) : text;
  return columns.includes(id) ? { id, desc } : undefined;
}

export const sortText = ({ id, desc }: Sort): string => `${desc ? '-' : ''}${id}`;

/** Ascending: numbers by size, texts as people sort them, `shop 9` before `shop 10`. */
export function ascending(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), 'en', { numeric: true, sensitivity: 'base' });
}
