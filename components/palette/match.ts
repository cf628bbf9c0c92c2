import { go, type KeysResult } from 'fuzzysort';

/** What is sought: the label is what people see, the words are found too. */
export interface Sought {
  readonly label: string;
  readonly words: string;
}

export interface Found<T> {
  readonly item: T;
  /** Characters of the label that matched, by index, in order. */
  readonly marks: readonly number[];
}

/** More are not shown: who typed so little has to type more. */
const MOST = 60;
/** A match below this is letters that happen to be there (1 is exact, 0.5 good, 0 none). */
const LEAST = 0.3;

const marksOf = (result: KeysResult<unknown>): readonly number[] =>
  [...(result[0]?.indexes ?? [])].sort((a, b) => a - b);

/** The items that match what was typed, the best first; equal ones stay in their order. */
export function findMatches<T extends Sought>(items: readonly T[], typed: string): Found<T>[] {
  const text = typed.trim();
  if (!/[\p{L}\p{N}]/u.test(text)) return [];
  return go(text, items, { keys: ['label', 'words'], limit: MOST, threshold: LEAST }).map((r) => ({
    item: r.obj,
    marks: marksOf(r),
  }));
}

/** A label in pieces, those that matched marked. */
export function pieces(
  label: string,
  marks: readonly number[],
): readonly { readonly text: string; readonly isMarked: boolean }[] {
  const marked = new Set(marks);
  const found: { text: string; isMarked: boolean }[] = [];
  for (let i = 0; i < label.length; i++) {
    const isMarked = marked.has(i);
    const last = found.at(-1);
    if (last?.isMarked === isMarked) last.text += label[i] ?? '';
    else found.push({ text: label[i] ?? '', isMarked });
  }
  return found;
}
