import { RE2JS } from 're2js';

/** A regular expression that is not used, with the reason. */
export class ExpressionError extends Error {
  override name = 'ExpressionError';
}

/** A regular expression from outside, compiled. */
export interface Expression {
  /** Its states: what a character of a text costs at the most. */
  readonly size: number;
  /** Whether it is anywhere in a text. Of a text of millions of characters only the beginning may be looked at. */
  readonly find: (text: string) => boolean;
  /** Whether it is the whole text. Throws an ExpressionError where the text is too long for it. */
  readonly whole: (text: string) => boolean;
  /** Where it is in a text, as pairs of begin and end: the first `limit` of them that are not empty. */
  readonly places: (text: string, limit: number) => (readonly [begin: number, end: number])[];
}

export interface ExpressionOptions {
  readonly anyCase?: boolean | undefined;
  /** `.` is any character, line breaks too. */
  readonly dotAll?: boolean | undefined;
}

/** [doc] As long as Parameter Store's AllowedPattern. */
const MAX_CHARACTERS = 1024;
/** States: a counted repetition is written out as often as it says. */
const MAX_SIZE = 5000;
/** What one text may cost, in states times characters: about a second at the worst. */
const MAX_WORK = 50_000_000;

/** How many states there will be, before any is made: what is repeated n times counts n times. */
function expectedSize(pattern: string): number {
  const before: number[] = [];
  let sum = 0;
  let last = 0;
  for (let i = 0; i < pattern.length; i++) {
    const count = /^\{(\d+)(?:,(\d*))?\}/.exec(pattern.slice(i, i + 16));
    if (count) {
      const times = Math.max(Number(count[1]), Number(count[2] ?? 0), 1);
      sum += last * (times - 1);
      last *= times;
      i += count[0].length - 1;
      continue;
    }
    const c = pattern[i];
    if (c === '(') before.push(sum);
    else if (c === ')') {
      last = sum - (before.pop() ?? 0);
      continue;
    } else if (c === '\\') i++;
    else if (c === '[')
      i += Math.max(/^\[\^?\]?(?:[^\]\\]|\\.)*\]/s.exec(pattern.slice(i))?.[0].length ?? 1, 1) - 1;
    last = 1;
    sum++;
  }
  return sum;
}

function compile(pattern: string, options: ExpressionOptions): RE2JS {
  if (pattern.length > MAX_CHARACTERS)
    throw new ExpressionError(`it has more than ${MAX_CHARACTERS} characters`);
  const tooLarge = new ExpressionError(
    `its repetitions come to more than ${MAX_SIZE} states: repeat less often`,
  );
  if (expectedSize(pattern) > MAX_SIZE) throw tooLarge;
  try {
    const flags =
      (options.anyCase ? RE2JS.CASE_INSENSITIVE : 0) | (options.dotAll ? RE2JS.DOTALL : 0);
    const compiled = RE2JS.compile(pattern, flags);
    if (compiled.programSize() > 2 * MAX_SIZE) throw tooLarge;
    return compiled;
  } catch (cause) {
    if (cause instanceof ExpressionError) throw cause;
    const reason =
      cause instanceof Error ? cause.message.replace('error parsing regexp: ', '') : String(cause);
    throw new ExpressionError(
      /\(\?|\\\d/.test(reason)
        ? `${reason} (lookarounds and backreferences are not supported)`
        : reason,
      { cause },
    );
  }
}

function placesIn(compiled: RE2JS, text: string, limit: number): [number, number][] {
  const found: [number, number][] = [];
  const matcher = compiled.matcher(text);
  for (let n = 0; n < limit && matcher.find(); n++) {
    if (matcher.end() > matcher.start()) found.push([matcher.start(), matcher.end()]);
  }
  return found;
}

/**
 * The only way by which a regular expression from outside is tried: RE2, whose time grows with the text alone, of bounded
 * size. Throws an ExpressionError for what is none, is too large, or is what RE2 cannot do.
 */
export function compileExpression(pattern: string, options: ExpressionOptions = {}): Expression {
  const compiled = compile(pattern, options);
  const size = Math.max(compiled.programSize(), 1);
  const longest = Math.floor(MAX_WORK / size);
  return {
    size,
    find: (text) => compiled.test(text.length > longest ? text.slice(0, longest) : text),
    whole: (text) => {
      if (text.length > longest)
        throw new ExpressionError(`a text of ${text.length} characters is too long for it`);
      return compiled.testExact(text);
    },
    places: (text, limit) =>
      placesIn(compiled, text.length > longest ? text.slice(0, longest) : text, limit),
  };
}
