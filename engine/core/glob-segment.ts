/** What a pattern's character may match: itself, any one character, any text, or one of a class. */
type Token = string | typeof ANY | typeof STAR | CharacterClass;

const ANY = Symbol('any character');
const STAR = Symbol('any text');

/** How much work matching has been; for tests that state a bound. */
export interface Tally {
  steps: number;
}

/** `[a-z_]`, `[!0-9]`, `[^0-9]`. */
interface CharacterClass {
  readonly negated: boolean;
  readonly ranges: readonly (readonly [from: string, to: string])[];
}

/** The text of the class that begins at `[`, brackets included; undefined where none does. */
export function classAt(text: string, at: number): string | undefined {
  if (text[at] !== '[') return undefined;
  const negation = text[at + 1] === '!' || text[at + 1] === '^' ? 1 : 0;
  // A bracket that comes first stands for itself.
  for (let i = at + 2 + negation; i < text.length && text[i] !== '/'; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === ']') return text.slice(at, i + 1);
  }
  return undefined;
}

function readClass(text: string): CharacterClass {
  const negated = text[1] === '!' || text[1] === '^';
  const characters: { readonly c: string; readonly escaped: boolean }[] = [];
  for (let i = negated ? 2 : 1; i < text.length - 1; i++) {
    const escaped = text[i] === '\\' && i < text.length - 2;
    if (escaped) i++;
    characters.push({ c: text[i] ?? '', escaped });
  }
  const ranges: [string, string][] = [];
  for (let i = 0; i < characters.length; i++) {
    const from = characters[i]?.c ?? '';
    const to = characters[i + 2]?.c;
    const dash = characters[i + 1];
    if (dash?.c === '-' && !dash.escaped && to !== undefined) {
      ranges.push([from, to]);
      i += 2;
    } else ranges.push([from, from]);
  }
  return { negated, ranges };
}

function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] ?? '';
    const found = classAt(pattern, i);
    if (found !== undefined) {
      tokens.push(readClass(found));
      i += found.length - 1;
    } else if (c === '*') {
      if (tokens.at(-1) !== STAR) tokens.push(STAR);
    } else if (c === '?') tokens.push(ANY);
    else tokens.push(c === '\\' && i + 1 < pattern.length ? (pattern[++i] ?? '') : c);
  }
  return tokens;
}

function fits(token: Token | undefined, c: string): boolean {
  if (typeof token === 'string') return token === c;
  if (token === ANY) return true;
  if (token === undefined || token === STAR) return false;
  const within = token.ranges.some(([from, to]) => from <= c && c <= to);
  return within !== token.negated;
}

/**
 * Where a star has to take more, only the last one: what came before it matched as early as it could. So each character
 * meets each token at most once, and no pattern explodes.
 */
function matches(tokens: readonly Token[], text: string, tally: Tally | undefined): boolean {
  let token = 0;
  let star = -1;
  let resume = 0;
  for (let at = 0; at < text.length;) {
    if (tally) tally.steps++;
    if (tokens[token] === STAR) {
      star = token++;
      resume = at;
    } else if (fits(tokens[token], text[at] ?? '')) {
      token++;
      at++;
    } else if (star < 0) return false;
    else {
      token = star + 1;
      at = ++resume;
    }
  }
  while (tokens[token] === STAR) token++;
  return token === tokens.length;
}

/** Whether a text without slashes is what one component of a glob asks for. */
export type SegmentTest = (text: string) => boolean;

/** One component of a glob, or any wildcard in which slashes mean nothing: `*`, `?`, `[...]`, and `\` before what stands for itself. */
export function compileSegment(pattern: string, tally?: Tally): SegmentTest {
  const tokens = tokensOf(pattern);
  if (tokens.every((t) => typeof t === 'string')) {
    const name = tokens.join('');
    return (text) => text === name;
  }
  if (tokens.length === 1 && tokens[0] === STAR) return (text) => text !== '';
  const star = tokens.indexOf(STAR);
  if (star >= 0 && tokens.every((t, i) => i === star || typeof t === 'string')) {
    const [begin, end] = [tokens.slice(0, star).join(''), tokens.slice(star + 1).join('')];
    return (text) =>
      text.length >= begin.length + end.length && text.startsWith(begin) && text.endsWith(end);
  }
  // What stands fixed at both ends tells most texts that do not fit.
  const begin = tokens
    .slice(
      0,
      tokens.findIndex((t) => typeof t !== 'string'),
    )
    .join('');
  const end = tokens.slice(tokens.findLastIndex((t) => typeof t !== 'string') + 1).join('');
  return (text) => text.startsWith(begin) && text.endsWith(end) && matches(tokens, text, tally);
}
