import { parseJson } from '@/common/bounded-parse';

export type Tree = Readonly<Record<string, unknown>>;

/** Values of parsed JSON, as what they should be; anything else is nothing. */
export const treeOf = (value: unknown): Tree | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Tree)
    : undefined;

/** A table's entry for a word from outside; `constructor` is none. */
export const entryOf = <T>(
  table: Readonly<Record<string, T>>,
  word: string | undefined,
): T | undefined => (word !== undefined && Object.hasOwn(table, word) ? table[word] : undefined);

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const treesOf = (value: unknown): Tree[] =>
  listOf(value)
    .map(treeOf)
    .filter((t) => t !== undefined);

export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** A number, also one that is written as text; NaN where there is none. */
export const numberOf = (value: unknown): number => {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : NaN;
};

/** Longer texts are not looked into. */
const MAX_INNER = 1024 * 1024;

/** A document that is a text itself; nothing where it is none. */
export function parsedIn(value: unknown): unknown {
  if (typeof value !== 'string' || value.length > MAX_INNER || !/^\s*[{[]/.test(value))
    return undefined;
  try {
    return parseJson(value);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
