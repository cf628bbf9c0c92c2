import ipaddr from 'ipaddr.js';
import { matchesWildcard, wildcardPieces } from '../wildcard';

export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
/** Whether a value that is there passes. */
export type Matcher = (value: Json) => boolean;

/** A pattern that EventBridge refuses, in its words: the reason follows "Event pattern is not valid. Reason: ". */
export class PatternError extends Error {
  override name = 'PatternError';
  constructor(readonly reason: string) {
    super(`Event pattern is not valid. Reason: ${reason}`);
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const list = (rule: Json): readonly Json[] =>
  Array.isArray(rule) ? (rule as readonly Json[]) : [rule];
const isScalar = (value: Json): boolean => value === null || typeof value !== 'object';

function text(rule: Json, name: string): string {
  if (typeof rule !== 'string' || rule === '')
    throw new PatternError(`${name} match pattern must be a non-empty string`);
  return rule;
}

const onText =
  (test: (value: string) => boolean): Matcher =>
  (value) =>
    typeof value === 'string' && test(value);

/** `prefix` and `suffix` take a text, or one whose case does not matter. */
function edge(rule: Json, name: 'prefix' | 'suffix'): Matcher {
  const test = (value: string, wanted: string): boolean =>
    name === 'prefix' ? value.startsWith(wanted) : value.endsWith(wanted);
  if (!isObject(rule)) {
    const wanted = text(rule, name);
    return onText((v) => test(v, wanted));
  }
  if (Object.keys(rule).join() !== 'equals-ignore-case')
    throw new PatternError(`${name} match pattern supports only equals-ignore-case inside`);
  const wanted = text(rule['equals-ignore-case'] ?? null, name).toLowerCase();
  return onText((v) => test(v.toLowerCase(), wanted));
}

function ignoreCase(rule: Json): Matcher {
  if (typeof rule !== 'string')
    throw new PatternError('equals-ignore-case match pattern must be a string');
  const wanted = rule.toLowerCase();
  return onText((v) => v.toLowerCase() === wanted);
}

function wildcard(rule: Json): Matcher {
  const pattern = text(rule, 'wildcard');
  if (/(^|[^\\])\*\*/.test(pattern)) throw new PatternError('Consecutive wildcard characters');
  if (/\\(?![*\\])/.test(pattern))
    throw new PatternError('Invalid escape character in wildcard match pattern');
  const pieces = wildcardPieces(pattern);
  return onText((v) => matchesWildcard(pieces, v));
}

const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};
/** EventBridge compares numbers of this size at most. */
const MAX_NUMBER = 5e9;

function numeric(rule: Json): Matcher {
  const parts = Array.isArray(rule) ? (rule as readonly Json[]) : [];
  if (parts.length !== 2 && parts.length !== 4)
    throw new PatternError(
      'Numeric match must be an array of an operator and a number, or of two such pairs',
    );
  const tests: ((v: number) => boolean)[] = [];
  for (let i = 0; i < parts.length; i += 2) {
    const compare = COMPARE[String(parts[i])];
    const limit = parts[i + 1];
    if (!compare)
      throw new PatternError(`Unrecognized numeric range operator: ${String(parts[i])}`);
    if (typeof limit !== 'number' || Math.abs(limit) > MAX_NUMBER)
      throw new PatternError(
        `Value of ${String(parts[i])} must be a number between -5.0E9 and 5.0E9`,
      );
    tests.push((v) => compare(v, limit));
  }
  if (parts.length === 4 && !(/^>/.test(String(parts[0])) && /^</.test(String(parts[2]))))
    throw new PatternError('Bad numeric range: the lower bound comes first');
  if (parts.length === 4 && Number(parts[1]) >= Number(parts[3]))
    throw new PatternError('Bottom must be less than top');
  return (value) => typeof value === 'number' && tests.every((t) => t(value));
}

function cidr(rule: Json): Matcher {
  const range = text(rule, 'cidr');
  if (!ipaddr.isValidCIDR(range))
    throw new PatternError(`Malformed CIDR, one '/' required: ${range}`);
  const [net, bits] = ipaddr.parseCIDR(range);
  return onText((v) => {
    // "10.1" is an address to the library, and none to AWS.
    if (!ipaddr.IPv4.isValidFourPartDecimal(v) && !ipaddr.IPv6.isValid(v)) return false;
    const address = ipaddr.parse(v);
    return address.kind() === net.kind() && address.match(net, bits);
  });
}

function anythingBut(rule: Json): Matcher {
  if (isObject(rule)) {
    const [name, inner = null] = Object.entries(rule)[0] ?? ['', null];
    const make = ANYTHING_BUT[name];
    if (!make || Object.keys(rule).length !== 1)
      throw new PatternError(`Unsupported anything-but pattern: ${name}`);
    const refused = list(inner).map(make);
    if (!refused.length) throw new PatternError('Anything-But list must not be empty');
    return (value) => !refused.some((r) => r(value));
  }
  const values = list(rule);
  if (!values.length || !values.every(isScalar))
    throw new PatternError('Inside anything-but list, only values are allowed, and at least one');
  if (new Set(values.map((v) => typeof v)).size > 1)
    throw new PatternError(
      'Inside anything-but list, either all values are number or string, mixed type is not supported',
    );
  return (value) => !values.includes(value);
}

const ANYTHING_BUT: Readonly<Record<string, (rule: Json) => Matcher>> = {
  prefix: (r) => edge(r, 'prefix'),
  suffix: (r) => edge(r, 'suffix'),
  'equals-ignore-case': ignoreCase,
  wildcard,
};
const MATCHERS: Readonly<Record<string, (rule: Json) => Matcher>> = {
  ...ANYTHING_BUT,
  numeric,
  cidr,
  'anything-but': anythingBut,
};

/** One element of a field's list; `exists` is not here, for it is about the field and not its value. */
export function makeMatcher(rule: Json): Matcher {
  if (Array.isArray(rule))
    throw new PatternError('Match value must be String, number, true, false, or null');
  if (!isObject(rule)) return (value) => value === rule;
  const [name, inner = null] = Object.entries(rule)[0] ?? ['', null];
  const make = MATCHERS[name];
  if (!make) throw new PatternError(`Unrecognized match type ${name}`);
  if (Object.keys(rule).length !== 1)
    throw new PatternError('Only one key allowed in match expression');
  return make(inner);
}
