import 'server-only';

/** Deeper than anything that is sent here; a parser and what reads its result recurse that far. */
const MAX_DEPTH = 64;
/** Strings whole, so that brackets within them do not count, and the brackets. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[[\]{}]/gs;

/** A body that is not taken, in words. */
export class BodyError extends Error {
  override name = 'BodyError';
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === '[' || token === '{') depth++;
    else if (token === ']' || token === '}') depth--;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

/** JSON of a length that was checked before: how deep it is, is looked at before it is parsed. */
export function parseBody(text: string): unknown {
  if (isTooDeep(text)) throw new BodyError('the request is nested too deeply.');
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new BodyError('the request is not JSON.', { cause: error });
  }
}
