import type { Expression } from '@/common/expression';

/** What is searched for in a log. */
export interface LogQuery {
  readonly text: string;
  readonly regex: boolean;
  readonly matchCase: boolean;
}
/** Lines that hold it, in order: the first `MAX_FOUND` of `count`. `problem`: the pattern is none. `upTo`: how far has been searched. */
export interface Found {
  readonly count: number;
  readonly lines: readonly number[];
  readonly upTo: number;
  readonly problem?: string | undefined;
}

export const MAX_FOUND = 20_000;
export const NOTHING: Found = { count: 0, lines: [], upTo: 0 };

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Marks of one line: more would show nothing more, and each is a pass over the line. */
const MAX_MARKS = 200;

/** Where a query is in a line, as pairs of begin and end, for marking. `expression`: what a regular one is compiled to. */
export function marksOf(
  text: string,
  q: LogQuery,
  expression: Expression | undefined,
): readonly (readonly [number, number])[] {
  if (!q.text) return [];
  if (q.regex) return expression?.places(text, MAX_MARKS) ?? [];
  // Plain text, so there is nothing to go back to.
  const marks: [number, number][] = [];
  for (const m of text.matchAll(new RegExp(escape(q.text), q.matchCase ? 'g' : 'gi')))
    marks.push([m.index, m.index + m[0].length]);
  return marks;
}

/** Whether a text holds what is searched for. */
export function testOf(q: LogQuery, expression: Expression | undefined): (text: string) => boolean {
  if (q.regex) return (text) => expression?.find(text) ?? false;
  if (q.matchCase) return (text) => text.includes(q.text);
  const wanted = q.text.toLowerCase();
  return (text) => text.toLowerCase().includes(wanted);
}

/** Searches lines that are at hand. */
export function findIn(
  lines: readonly { readonly text: string }[],
  q: LogQuery,
  expression: Expression | undefined,
): Found {
  if (!q.text) return NOTHING;
  const test = testOf(q, expression);
  const found: number[] = [];
  let count = 0;
  for (let i = 0; i < lines.length; i++) {
    if (!test(lines[i]?.text ?? '')) continue;
    count++;
    if (found.length < MAX_FOUND) found.push(i);
  }
  return { count, lines: found, upTo: lines.length };
}
