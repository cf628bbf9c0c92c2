/** What is searched for in a log. */
export interface LogQuery { readonly text: string; readonly regex: boolean; readonly matchCase: boolean }
/** Lines that hold it, in order: the first `MAX_FOUND` of `count`. `problem`: the pattern is none. `upTo`: how far has been searched. */
export interface Found { readonly count: number; readonly lines: readonly number[]; readonly upTo: number; readonly problem?: string | undefined }

export const MAX_FOUND = 20_000;
export const NOTHING: Found = { count: 0, lines: [], upTo: 0 };

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Where a query is in a line, as pairs of begin and end; for marking, so a pattern that is none marks nothing. */
export function marksOf(text: string, q: LogQuery): readonly (readonly [number, number])[] {
  if (!q.text) return [];
  const marks: [number, number][] = [];
  try {
    for (const m of text.matchAll(new RegExp(q.regex ? q.text : escape(q.text), q.matchCase ? 'g' : 'gi'))) if (m[0]) marks.push([m.index, m.index + m[0].length]);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return marks;
}

/** Searches lines that are at hand. A pattern of a person's own stays with that person: it is tried in the browser alone. */
export function findIn(lines: readonly { readonly text: string }[], q: LogQuery): Found {
  if (!q.text) return NOTHING;
  let pattern: RegExp;
  try {
    pattern = new RegExp(q.regex ? q.text : escape(q.text), q.matchCase ? '' : 'i');
  } catch (error) {
    return { ...NOTHING, problem: error instanceof Error ? error.message : String(error) };
  }
  const found: number[] = [];
  let count = 0;
  for (let i = 0; i < lines.length; i++) {
    if (!pattern.test(lines[i]?.text ?? '')) continue;
    count++;
    if (found.length < MAX_FOUND) found.push(i);
  }
  return { count, lines: found, upTo: lines.length };
}
