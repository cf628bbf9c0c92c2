import 'server-only';
import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';
import type { Sides } from './source-tree';

const MAX_LINES = 4000;
/** The search for the shortest patch takes time by the square of its edits, more than a second above this, and nobody is answered meanwhile. */
const MAX_EDITS = 2000;

const isBinary = (b: Buffer | undefined): boolean =>
  b !== undefined && b.subarray(0, 8000).includes(0);

export type Patch =
  | { readonly text: string; readonly added: number; readonly removed: number }
  | { readonly why: string };

/** A file's change as a unified patch with line counts, or why it is not drawn. */
export function patchOf(path: string, sides: Sides): Patch {
  const { before, after, tooLarge } = sides;
  if (tooLarge !== undefined)
    return {
      why: 'This file is too large to show here. Clone the repository to see the change.',
    };
  if (isBinary(before) || isBinary(after))
    return {
      why: `A binary file${before && after ? `: ${before.length} bytes before, ${after.length} after` : ''}.`,
    };
  const patch = structuredPatch(
    path,
    path,
    before?.toString('utf8') ?? '',
    after?.toString('utf8') ?? '',
    '',
    '',
    { context: 3, maxEditLength: MAX_EDITS },
  );
  if (!patch)
    return {
      why: `The two versions differ in more than ${MAX_EDITS} lines, which is too many to show here.`,
    };
  const lines = patch.hunks.flatMap((h) => h.lines);
  const added = lines.filter((l) => l.startsWith('+')).length;
  const removed = lines.filter((l) => l.startsWith('-')).length;
  if (lines.length > MAX_LINES)
    return { why: `This change has ${lines.length} lines, which is too many to show here.` };
  if (!lines.length) return { why: 'The text is the same; only the mode or the name changed.' };
  return { text: formatPatch(patch, FILE_HEADERS_ONLY), added, removed };
}
