import { parseJson } from '../../../common/bounded-parse';
import { isObject, PatternError, type Json } from './matchers';
import { compile, isOr, type Pattern } from './pattern';

/** A filter policy that SNS refuses, in its words: they follow "Invalid parameter: ". */
export class FilterPolicyError extends Error {
  override name = 'FilterPolicyError';
}

/** What of a message a filter policy looks at. */
export type FilterScope = 'MessageAttributes' | 'MessageBody';

/** SNS developer guide, "Filter policy constraints". */
const MAX_BYTES = 256 * 1024;
const MAX_KEYS = 5;
const MAX_COMBINATIONS = 150;

/** SNS developer guide, "Amazon SNS subscription filter policies": the operators there are, fewer than EventBridge's. */
const OPERATORS: ReadonlySet<string> = new Set([
  'anything-but',
  'cidr',
  'equals-ignore-case',
  'exists',
  'numeric',
  'prefix',
  'suffix',
]);
/** A text each, where EventBridge takes more. */
const OF_TEXT: ReadonlySet<string> = new Set(['equals-ignore-case', 'prefix', 'suffix']);

const refused = (reason: string): FilterPolicyError =>
  new FilterPolicyError(`FilterPolicy: ${reason}`);

/** What SNS has of EventBridge's operators: only a prefix below `anything-but`, and only texts below the others. */
function checkRule(rule: Json): void {
  if (!isObject(rule)) return;
  const [name = '', value = null] = Object.entries(rule)[0] ?? [];
  if (!OPERATORS.has(name)) throw refused(`Unrecognized match type ${name}`);
  if (OF_TEXT.has(name) && typeof value !== 'string')
    throw refused(`${name} match pattern must be a string`);
  if (name !== 'anything-but' || !isObject(value)) return;
  const odd = Object.entries(value).find(([inner]) => inner !== 'prefix');
  if (odd) throw refused(`Unsupported anything-but pattern: ${odd[0]}`);
  if (typeof value['prefix'] !== 'string') throw refused('prefix match pattern must be a string');
}

/**
 * How many combinations of values a policy has: those of each field multiplied, each times its depth
 * (SNS developer guide, "Filter policy constraints"); those of an `$or` are added.
 */
function combinations(
  policy: Readonly<Record<string, Json>>,
  scope: FilterScope,
  depth = 1,
  before = 1,
): number {
  let found = before;
  for (const [key, value] of Object.entries(policy)) {
    if (isOr(key, value)) {
      found = value.reduce(
        (sum: number, v) => sum + (isObject(v) ? combinations(v, scope, depth, found) : 0),
        0,
      );
    } else if (Array.isArray(value)) {
      const rules = value as readonly Json[];
      if (!rules.length) throw refused('Empty arrays are not allowed');
      rules.forEach(checkRule);
      found *= rules.length * depth;
    } else if (!isObject(value)) {
      throw refused(`"${key}" must be an object or an array`);
    } else if (scope === 'MessageAttributes') {
      throw new FilterPolicyError(
        'Filter policy scope MessageAttributes does not support nested filter policy',
      );
    } else {
      found = combinations(value, scope, depth + 1, found);
    }
  }
  return found;
}

function read(source: string): Readonly<Record<string, Json>> {
  if (Buffer.byteLength(source) > MAX_BYTES)
    throw refused(`Filter policy can not be larger than ${MAX_BYTES} bytes`);
  let parsed: unknown;
  try {
    parsed = parseJson(source);
  } catch {
    throw refused('failed to parse JSON.');
  }
  if (!isObject(parsed)) throw refused('Filter policy must be a JSON object');
  return parsed;
}

/**
 * A subscription's filter policy, as a test of a message's attributes (a list of values each) or of
 * its body. A policy without keys takes every message. Throws a FilterPolicyError in SNS's words.
 */
export function compileFilterPolicy(source: string, scope: FilterScope): Pattern {
  const policy = read(source);
  if (Object.keys(policy).length > MAX_KEYS)
    throw refused(`Filter policy can not have more than ${MAX_KEYS} keys`);
  if (combinations(policy, scope) > MAX_COMBINATIONS) throw refused('Filter policy is too complex');
  if (!Object.keys(policy).length) return () => true;
  try {
    return compile(policy);
  } catch (error) {
    if (error instanceof PatternError) throw refused(error.reason);
    throw error;
  }
}
