import { endOfString, MAX_DEPTH, nestsTooDeep } from '@/common/bounded-parse';
import type { EvidenceProblem } from './evidence';

export type JsonFile = { readonly value: unknown } | { readonly problem: EvidenceProblem };

/** The key that an escape may hide: `"\u0061"` is `a`. */
const keyOf = (raw: string): string => (raw.includes('\\') ? String(JSON.parse(`"${raw}"`)) : raw);

/**
 * Whether an object of a valid JSON text has a key twice. Parsers keep one of both, and not all the same: what is shown could
 * be another thing than what is applied.
 */
export function repeatedKey(text: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '{') open.push(new Set());
    else if (c === '[') open.push(undefined);
    else if (c === '}' || c === ']') open.pop();
    else if (c === '"') {
      const end = endOfString(text, i);
      const keys = open.at(-1);
      if (keys && /^\s*:/.test(text.slice(end + 1, end + 32))) {
        const key = keyOf(text.slice(i + 1, end));
        if (keys.has(key)) return key;
        keys.add(key);
      }
      i = end;
    }
  }
  return undefined;
}

/** A whole file as JSON, or why it is none that can be trusted. */
export function readJson(text: string): JsonFile {
  if (nestsTooDeep(text))
    return { problem: { kind: 'too-deep', words: `It nests deeper than ${MAX_DEPTH} levels.` } };
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { problem: { kind: 'cut', words: 'It is no whole JSON: it is cut off, or damaged.' } };
  }
}
