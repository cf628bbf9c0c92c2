import { parseJson } from '../bounded-parse';
import { isObject, makeMatcher, PatternError, type Json } from './matchers';
import { compilePattern } from './pattern';

/** One attribute of a message: its values, for an array has several. */
export type Attributes = Readonly<Record<string, readonly Json[]>>;

/** A subscription's filter over message attributes: attributes are AND, the values of one are OR. Throws a PatternError. */
export function compileAttributeFilter(source: string): (attributes: Attributes) => boolean {
  let policy: unknown;
  try {
    policy = parseJson(source);
  } catch {
    throw new PatternError('the filter policy is not JSON');
  }
  if (!isObject(policy)) throw new PatternError('the filter policy must be an object');
  const tests = Object.entries(policy).map(([name, wanted]) => {
    if (!Array.isArray(wanted))
      throw new PatternError(
        `"${name}" must be an array: filters over message attributes are not nested`,
      );
    const matchers = (wanted as readonly Json[]).map((m) => {
      if (!isObject(m) || !('exists' in m)) {
        const test = makeMatcher(m);
        return (values: readonly Json[] | undefined) => Boolean(values?.some((v) => test(v)));
      }
      return (values: readonly Json[] | undefined) => m['exists'] === (values !== undefined);
    });
    return (attributes: Attributes) =>
      matchers.some((m) => m(Object.hasOwn(attributes, name) ? attributes[name] : undefined));
  });
  return (attributes) => tests.every((t) => t(attributes));
}

/** A subscription's filter over the message itself, which must be a JSON object to pass. */
export function compileBodyFilter(source: string): (body: string) => boolean {
  const pattern = compilePattern(source);
  return (body) => {
    try {
      return pattern(parseJson(body) as never);
    } catch {
      return false;
    }
  };
}
