import { parseJson } from '../bounded-parse';
import { RE2JS } from 're2js';
import { parseCondition, type Test } from './filter-conditions';
import { FilterError } from './filter-error';

/** Whether an event's message is one that a filter pattern asks for. */
export type Matches = (message: string) => boolean;

/** `%…%`: a regular expression (CloudWatch Logs user guide, "Filter pattern syntax"). */
export function regexOf(text: string): (s: string) => boolean {
  try {
    const pattern = RE2JS.compile(text);
    return (s) => pattern.matcher(s).find();
  } catch (cause) {
    throw new FilterError(`%${text}% is no regular expression: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

interface Term { readonly kind: 'must' | 'any' | 'not'; readonly test: (s: string) => boolean }

/** Terms: all must be there, of those with `?` one, of those with `-` none. Text counts as it is written, case and all. */
function terms(pattern: string): Matches {
  const found: Term[] = [];
  for (const m of pattern.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|%([^%]*)%|(\S+))/g)) {
    const [, sign, quoted, regex, plain] = m;
    const text = quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '';
    found.push({ kind: sign === '?' ? 'any' : sign === '-' ? 'not' : 'must', test: regex === undefined ? (s) => s.includes(text) : regexOf(regex) });
  }
  const [must, any, not] = (['must', 'any', 'not'] as const).map((kind) => found.filter((t) => t.kind === kind)) as [Term[], Term[], Term[]];
  // [doc] A term with ? counts for nothing beside one without.
  return (s) => must.every((t) => t.test(s)) && (must.length > 0 || any.length === 0 || any.some((t) => t.test(s))) && !not.some((t) => t.test(s));
}

function path(selector: string): (object: unknown) => unknown {
  const steps = [...selector.replace(/^\$/, '').matchAll(/\.([\w-]+)|\[\s*(\d+)\s*\]|\[\s*['"]([^'"]+)['"]\s*\]/g)].map(([, name, index, quoted]) => name ?? quoted ?? Number(index));
  return (object) => steps.reduce<unknown>((at, step) => (typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[step] : undefined), object);
}

/** `{ $.level = "ERROR" && $.ms > 100 }` */
function json(pattern: string): Matches {
  const condition = parseCondition(pattern.slice(1, -1), /^\$(?:\.[\w-]+|\[\s*(?:\d+|'[^']+'|"[^"]+")\s*\])+/, regexOf);
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

/** Fields of a line: split at spaces, what is in quotes or square brackets is one. */
const fieldsOf = (line: string): string[] => [...line.trim().matchAll(/"([^"]*)"|\[([^\]]*)\]|(\S+)/g)].map(([, q, b, p]) => q ?? b ?? p ?? '');

/** `[ip, user, ..., status = 4*, size > 1000]` */
function columns(pattern: string): Matches {
  const names = pattern.slice(1, -1).split(/,(?=(?:[^"%]*["%][^"%]*["%])*[^"%]*$)/).map((c) => c.trim());
  const tests = names.map((c): { rest: boolean; test: Test } => {
    if (c === '...' || c === '…') return { rest: true, test: () => true };
    const compared = /(?:=|<|>)/.test(c);
    return { rest: false, test: compared ? parseCondition(c, /^[\w$]+/, regexOf) : () => true };
  });
  const rest = tests.findIndex((t) => t.rest);
  return (s) => {
    const fields = fieldsOf(s);
    if (rest < 0 ? fields.length !== tests.length : fields.length < tests.length - 1) return false;
    return tests.every((t, i) => t.rest || t.test(() => fields[rest >= 0 && i > rest ? fields.length - (tests.length - i) : i]));
  };
}

/** A filter pattern of CloudWatch Logs in its three forms; an empty one takes everything. Throws FilterError. */
export function parseFilterPattern(given: string): Matches {
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
