import { parseJson } from '../../../common/bounded-parse';
import { isObject, makeMatcher, PatternError, type Json } from './matchers';

/** Whether an event has what a pattern asks for. */
export type Pattern = (event: unknown) => boolean;

/** [model] AWS-SEMANTICS 5. */
const MAX_PATTERN = 4096;
/** What one `$or` and its neighbours may multiply to; EventBridge's own limit. */
const MAX_COMBINATIONS = 1000;

type Field = (value: Json | undefined) => boolean;

/** The matchers of one field are OR; an array in the event passes if one of its elements does. */
function fieldOf(matchers: readonly Json[], path: string): Field {
  if (!matchers.length) throw new PatternError(`Empty arrays are not allowed at ${path}`);
  const tests = matchers.map((m): Field => {
    if (!isObject(m) || !('exists' in m)) {
      const test = makeMatcher(m);
      return (value) =>
        value !== undefined &&
        (Array.isArray(value) ? (value as readonly Json[]) : [value]).some((v) => test(v));
    }
    if (typeof m['exists'] !== 'boolean' || Object.keys(m).length !== 1)
      throw new PatternError('exists match pattern must be either true or false.');
    // Only a leaf exists: an object in the event is not one.
    return (value) => m['exists'] === (value !== undefined && !isObject(value));
  });
  return (value) => tests.some((t) => t(value));
}

/** Names that no field below an `$or` may have, or it is a field itself (aws/event-ruler, README "$or" and Constants). */
const RESERVED: ReadonlySet<string> = new Set([
  'exactly',
  'equals-ignore-case',
  'prefix',
  'suffix',
  'anything-but',
  'exists',
  'wildcard',
  'numeric',
  'cidr',
  ...['=', '<', '<=', '>', '>='],
  'regex',
  'not-wildcard',
  'not-equals-ignore-case',
  ...['date-after', 'date-on-or-after', 'date-before', 'date-on-or-before', 'in-date-range'],
  'ip-address-in-range',
  'ip-address-not-in-range',
]);

/**
 * Whether a field says that one of several patterns is enough. `$or` is a field like any other
 * unless it has two objects at least, none with a reserved name (SNS developer guide, "OR operator";
 * aws/event-ruler, README).
 */
export const isOr = (key: string, value: unknown): value is readonly Json[] =>
  key === '$or' &&
  Array.isArray(value) &&
  value.length > 1 &&
  (value as unknown[]).every(
    (v) => isObject(v) && !Object.keys(v).some((name) => RESERVED.has(name)),
  );

function either(alternatives: readonly Json[], path: string): Pattern {
  const patterns = alternatives.map((a) => compile(a, path));
  return (event) => patterns.some((p) => p(event));
}

/** An object in an array of the event stands for itself. */
function below(pattern: Pattern): Field {
  return (value) =>
    Array.isArray(value)
      ? (value as readonly Json[]).some((v) => pattern(v))
      : pattern(value ?? {});
}

/** A pattern that has been read, without EventBridge's limits: SNS has its own. Throws a PatternError. */
export function compile(node: unknown, path = ''): Pattern {
  if (!isObject(node))
    throw new PatternError(`"${path || 'the pattern'}" must be an object or an array`);
  const fields = Object.entries(node).map(([key, want]): Pattern => {
    const at = path ? `${path}.${key}` : key;
    if (isOr(key, want)) return either(want, at);
    const test = Array.isArray(want)
      ? fieldOf(want as readonly Json[], at)
      : below(compile(want, at));
    return (event) => test(isObject(event) && Object.hasOwn(event, key) ? event[key] : undefined);
  });
  if (!fields.length)
    throw new PatternError(`Empty objects are not allowed${path ? ` at ${path}` : ''}`);
  return (event) => isObject(event) && fields.every((f) => f(event));
}

function combinations(node: unknown): number {
  if (!isObject(node)) return 1;
  return Object.entries(node).reduce(
    (n, [key, value]) =>
      n *
      (isOr(key, value)
        ? value.reduce((sum: number, v) => sum + combinations(v), 0)
        : isObject(value)
          ? combinations(value)
          : 1),
    1,
  );
}

/** Reads a pattern as EventBridge would; throws a PatternError with the reason where it would refuse. */
export function compilePattern(source: string): Pattern {
  if (source.length > MAX_PATTERN)
    throw new PatternError(`the pattern has more than ${MAX_PATTERN} characters`);
  let parsed: unknown;
  try {
    parsed = parseJson(source);
  } catch {
    throw new PatternError('not JSON');
  }
  if (combinations(parsed) > MAX_COMBINATIONS)
    throw new PatternError('Rule is too complex. Try using fewer $or and smaller lists');
  return compile(parsed);
}

/** The sources a pattern is limited to by plain values; undefined = any. Rules are found by it without trying each. */
export function sourcesOf(source: string): readonly string[] | undefined {
  const wanted = (JSON.parse(source) as { source?: unknown }).source;
  return Array.isArray(wanted) && wanted.every((s) => typeof s === 'string') ? wanted : undefined;
}
