import { classAt } from './glob-segment';

/** A glob that is not used, with the reason. */
export class GlobError extends Error {
  override name = 'GlobError';
}

/** A path is at most this long. */
const MAX_CHARACTERS = 4096;
/** What the braces of one pattern may multiply to, in alternatives and in characters of all of them. */
const MAX_ALTERNATIVES = 256;
const MAX_EXPANDED = 16_384;
/** Classes that may be names are doubled up to here, so that a pattern of many is not refused for it. */
const MAX_NAMES = 8;
/** What a class needs its meaning for; one without, such as a route's `[id]`, is a name as well. */
const MEANS_MORE = /[-*+?.^${}(|)[\]\\!]/;

/** The places of the commas and of the end of the braces that begin at `{`; undefined where they do not close. */
function bracesAt(
  text: string,
  at: number,
): { readonly commas: readonly number[]; readonly end: number } | undefined {
  const commas: number[] = [];
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    const c = text[i];
    if (c === '\\') i++;
    else if (c === '[') i += Math.max((classAt(text, i)?.length ?? 1) - 1, 0);
    else if (c === '{') depth++;
    else if (c === ',' && depth === 1) commas.push(i);
    else if (c === '}' && --depth === 0) return { commas, end: i };
  }
  return undefined;
}

/** `{1..9}` and `{a..e}` are classes. */
function rangeOf(inner: string): string | undefined {
  const ends = /^([a-zA-Z0-9])\.\.([a-zA-Z0-9])$/.exec(inner)?.slice(1);
  return ends && `[${ends.sort().join('-')}]`;
}

const longest = (texts: readonly string[]): number =>
  texts.reduce((n, t) => Math.max(n, t.length), 0);

function areTooMany(beginnings: readonly string[], choices: readonly string[]): boolean {
  const count = beginnings.length * choices.length;
  return (
    count > MAX_ALTERNATIVES || count * (longest(beginnings) + longest(choices)) > MAX_EXPANDED
  );
}

/** Puts every choice after every beginning. */
function extend(
  beginnings: readonly string[],
  choices: readonly string[],
  pattern: string,
): string[] {
  if (areTooMany(beginnings, choices)) {
    throw new GlobError(
      `the braces of the pattern ${pattern.slice(0, 60)} stand for more than ${MAX_ALTERNATIVES} alternatives or ${MAX_EXPANDED} characters: write several patterns`,
    );
  }
  return beginnings.flatMap((b) => choices.map((c) => b + c));
}

function literal(text: string): string {
  return text.replace(/[*?[\]{}\\]/g, '\\$&');
}

function expand(text: string, pattern: string): string[] {
  let found: string[] = [''];
  let plain = '';
  const add = (choices: readonly string[]): void => {
    found = extend(extend(found, [plain], pattern), choices, pattern);
    plain = '';
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? '';
    const own = classAt(text, i);
    if (own !== undefined) {
      const asName = [own, literal(own)];
      const isName = !MEANS_MORE.test(own.slice(1, -1)) && found.length < MAX_NAMES;
      if (isName && !areTooMany(found, [plain + literal(own)])) add(asName);
      else plain += own;
      i += own.length - 1;
      continue;
    }
    const braces = c === '{' ? bracesAt(text, i) : undefined;
    const range = braces && rangeOf(text.slice(i + 1, braces.end));
    if (braces && range !== undefined) plain += range;
    else if (braces?.commas.length) {
      const edges = [i, ...braces.commas, braces.end];
      add(
        edges.slice(1).flatMap((edge, n) => expand(text.slice((edges[n] ?? 0) + 1, edge), pattern)),
      );
    } else {
      plain += c === '\\' ? c + (text[++i] ?? '') : c;
      continue;
    }
    i = braces.end;
  }
  add(['']);
  return found;
}

/** The patterns without braces that one with braces stands for. Throws a GlobError where they are too many. */
export function expandBraces(pattern: string): string[] {
  if (pattern.length > MAX_CHARACTERS)
    throw new GlobError(
      `the pattern ${pattern.slice(0, 60)}… has more than ${MAX_CHARACTERS} characters`,
    );
  return [...new Set(expand(pattern, pattern))];
}
