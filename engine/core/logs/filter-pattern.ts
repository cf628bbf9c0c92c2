import { parseJson } from '../../../common/bounded-parse';
import { compileExpression, ExpressionError } from '../../../common/expression';
import { parseCondition, type Test } from './filter-conditions';
import { FilterError } from './filter-error';

/** Whether an event's message is one that a filter pattern asks for. */
export type Matches = (message: string) => boolean;

/** The states of all the expressions in a pattern: what a character of a message costs at the most. */
export function costOf(pattern: string): number {
  return [...pattern.matchAll(/%([^%]*)%/g)].reduce((sum, [, text = '']) => {
    try {
      return sum + compileExpression(text).size;
    } catch (error) {
      // Between two signs in quotes stands text and no expression.
      if (error instanceof ExpressionError) return sum;
      throw error;
    }
  }, 0);
}

/** [model] */
const MAX_PATTERN = 1024;

/** `%…%`: a regular expression (CloudWatch Logs user guide, "Filter pattern syntax"). */
export function regexOf(text: string): (s: string) => boolean {
  try {
    return compileExpression(text).find;
  } catch (cause) {
    if (!(cause instanceof ExpressionError)) throw cause;
    throw new FilterError(`%${text}% is no regular expression that can be used: ${cause.message}`);
  }
}

interface Term {
  readonly kind: 'must' | 'any' | 'not';
  readonly test: (s: string) => boolean;
}

/** Terms: all must be there, of those with `?` one, of those with `-` none. Text counts as it is written, case and all. */
function terms(pattern: string): Matches {
  const found: Term[] = [];
  for (const m of pattern.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|%([^%]*)%|(\S+))/g)) {
    const [, sign, quoted, regex, plain] = m;
    const text = quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '';
    found.push({
      kind: sign === '?' ? 'any' : sign === '-' ? 'not' : 'must',
      test: regex === undefined ? (s) => s.includes(text) : regexOf(regex),
    });
  }
  const [must, any, not] = (['must', 'any', 'not'] as const).map((kind) =>
    found.filter((t) => t.kind === kind),
  ) as [Term[], Term[], Term[]];
  // [doc] A term with ? counts for nothing beside one without.
  return (s) =>
    must.every((t) => t.test(s)) &&
    (must.length > 0 || any.length === 0 || any.some((t) => t.test(s))) &&
    !not.some((t) => t.test(s));
}

function path(selector: string): (object: unknown) => unknown {
  const steps = [
    ...selector
      .replace(/^\$/, '')
      .matchAll(/\.([\w-]+)|\[\s*(\d+)\s*\]|\[\s*['"]([^'"]+)['"]\s*\]/g),
  ].map(([, name, index, quoted]) => name ?? quoted ?? Number(index));
  return (object) =>
    steps.reduce<unknown>(
      (at, step) =>
        typeof at === 'object' && at !== null
          ? (at as Record<string | number, unknown>)[step]
          : undefined,
      object,
    );
}

/** `{ $.level = "ERROR" && $.ms > 100 }` */
function json(pattern: string): Matches {
  const condition = parseCondition(
    pattern.slice(1, -1),
    /^\$(?:\.[\w-]+|\[\s*(?:\d+|'[^']+'|"[^"]+")\s*\])+/,
    regexOf,
  );
  return (s) => {
    let object: unknown;
    try {
      object = parseJson(s);
    } catch {
      return false;
    }
    return typeof object === 'object' && object !== null && condition((name) => path(name)(object));
  };
}

const CLOSES: Readonly<Record<string, string>> = { '"': '"', '[': ']' };
const SPACE = /\s/g;

/** Fields of a line: split at spaces, what is in quotes or square brackets is one. */
function fieldsOf(line: string): string[] {
  const text = line.trim();
  const last: Readonly<Record<string, number>> = {
    '"': text.lastIndexOf('"'),
    ']': text.lastIndexOf(']'),
  };
  const fields: string[] = [];
  for (let at = 0; at < text.length;) {
    const close = CLOSES[text[at] ?? ''];
    // Looked for only where it is, so that a line of open brackets is not read once for each.
    if (close !== undefined && (last[close] ?? -1) > at) {
      const end = text.indexOf(close, at + 1);
      fields.push(text.slice(at + 1, end));
      at = end + 1;
      continue;
    }
    SPACE.lastIndex = at;
    const end = SPACE.exec(text)?.index ?? text.length;
    if (end > at) fields.push(text.slice(at, end));
    at = Math.max(end, at + 1);
  }
  return fields;
}

/** The parts between commas that stand in no quotes and in no expression. */
function columnsOf(text: string): string[] {
  const parts = [''];
  let inside = false;
  for (const c of text) {
    if (c === '"' || c === '%') inside = !inside;
    if (c === ',' && !inside) parts.push('');
    else parts[parts.length - 1] += c;
  }
  return parts.map((p) => p.trim());
}

/** `[ip, user, ..., status = 4*, size > 1000]` */
function columns(pattern: string): Matches {
  const names = columnsOf(pattern.slice(1, -1));
  const tests = names.map((c): { rest: boolean; test: Test } => {
    if (c === '...' || c === '…') return { rest: true, test: () => true };
    const compared = /(?:=|<|>)/.test(c);
    return { rest: false, test: compared ? parseCondition(c, /^[\w$]+/, regexOf) : () => true };
  });
  const rest = tests.findIndex((t) => t.rest);
  return (s) => {
    const fields = fieldsOf(s);
    if (rest < 0 ? fields.length !== tests.length : fields.length < tests.length - 1) return false;
    return tests.every(
      (t, i) =>
        t.rest ||
        t.test(() => fields[rest >= 0 && i > rest ? fields.length - (tests.length - i) : i]),
    );
  };
}

/** A filter pattern of CloudWatch Logs in its three forms; an empty one takes everything. Throws FilterError. */
export function parseFilterPattern(given: string): Matches {
  if (given.length > MAX_PATTERN)
    throw new FilterError(`it has more than ${MAX_PATTERN} characters`);
  const pattern = given.trim();
  if (pattern === '') return () => true;
  if (pattern.startsWith('{')) {
    if (!pattern.endsWith('}')) throw new FilterError('a JSON pattern ends in }');
    return json(pattern);
  }
  if (pattern.startsWith('[')) {
    if (!pattern.endsWith(']')) throw new FilterError('a pattern of fields ends in ]');
    return columns(pattern);
  }
  return terms(pattern);
}
