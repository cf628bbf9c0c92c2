/** EventBridge's pattern language: matchers of one field are OR, fields are AND. */
type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export class PatternError extends Error { override name = 'PatternError' }

function isObject(value: unknown): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const compare: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b, '<': (a, b) => a < b, '<=': (a, b) => a <= b, '>': (a, b) => a > b, '>=': (a, b) => a >= b,
};

function numeric(rule: Json, value: Json): boolean {
  if (!Array.isArray(rule) || typeof value !== 'number') return false;
  for (let i = 0; i + 1 < rule.length; i += 2) if (!compare[String(rule[i])]?.(value, Number(rule[i + 1]))) return false;
  return true;
}

function anythingBut(rule: Json, value: Json): boolean {
  if (isObject(rule)) return !matchOne(rule, value);
  const list: readonly Json[] = Array.isArray(rule) ? rule as readonly Json[] : [rule];
  return !list.includes(value);
}

function matchOne(matcher: Json, value: Json): boolean {
  if (!isObject(matcher)) return matcher === value;
  const [name, rule = null] = Object.entries(matcher)[0] ?? ['', null];
  switch (name) {
    case 'prefix': return typeof value === 'string' && typeof rule === 'string' && value.startsWith(rule);
    case 'suffix': return typeof value === 'string' && typeof rule === 'string' && value.endsWith(rule);
    case 'equals-ignore-case': return typeof value === 'string' && typeof rule === 'string' && value.toLowerCase() === rule.toLowerCase();
    case 'wildcard': return typeof value === 'string' && typeof rule === 'string' && new RegExp(`^${rule.split('*').map((p) => p.replace(/[\\^$.|?+()[\]{}]/g, '\\$&')).join('.*')}$`, 's').test(value);
    case 'anything-but': return anythingBut(rule, value);
    case 'numeric': return numeric(rule, value);
    default: return false;
  }
}

const KNOWN = new Set(['prefix', 'suffix', 'equals-ignore-case', 'wildcard', 'anything-but', 'numeric', 'exists']);

function matchField(matchers: readonly Json[], value: Json | undefined): boolean {
  for (const matcher of matchers) {
    if (isObject(matcher) && 'exists' in matcher) {
      if (matcher['exists'] === (value !== undefined)) return true;
    } else if (value !== undefined) {
      const values: readonly Json[] = Array.isArray(value) ? value as readonly Json[] : [value];
      if (values.some((v) => matchOne(matcher, v))) return true;
    }
  }
  return false;
}

/** Whether `event` has what `pattern` asks for. */
export function matchesPattern(pattern: unknown, event: unknown): boolean {
  if (!isObject(pattern) || !isObject(event)) return false;
  return Object.entries(pattern).every(([key, want]) => {
    const value = event[key];
    return Array.isArray(want) ? matchField(want as readonly Json[], value) : matchesPattern(want, value ?? {});
  });
}

/** Parses a pattern, refusing what EventBridge would refuse. */
export function parsePattern(text: string): unknown {
  const pattern = JSON.parse(text) as unknown;
  const check = (node: unknown, path: string): void => {
    if (!isObject(node)) throw new PatternError(`Event pattern is not valid. Reason: ${path || 'the pattern'} must be an object or an array`);
    for (const [key, value] of Object.entries(node)) {
      if (!Array.isArray(value)) check(value, key);
      else for (const m of value as readonly Json[]) if (isObject(m) && !Object.keys(m).every((k) => KNOWN.has(k))) throw new PatternError(`Event pattern is not valid. Reason: Unrecognized match type ${Object.keys(m).join()}`);
    }
  };
  check(pattern, '');
  return pattern;
}
