import { endOfString, MAX_DEPTH, nestsTooDeep } from '@/common/bounded-parse';
import type { EvidenceProblem } from './evidence';

export type JsonFile = { readonly value: unknown } | { readonly problem: EvidenceProblem };

/** The key that an escape may hide: `"\u0061"` is `a`. */
const keyOf = (raw: string): string => (raw.includes('\\') ? String(JSON.parse(`"${raw}"`)) : raw);

const [OBJECT, OBJECT_END, LIST, LIST_END, QUOTE, COLON] = [0x7b, 0x7d, 0x5b, 0x5d, 0x22, 0x3a];
const SPACE = 0x20;

/** Whether the string that ends there is a key: a colon follows it, after whatever space. */
function isKey(text: string, end: number): boolean {
  let at = end + 1;
  while (text.charCodeAt(at) <= SPACE) at++;
  return text.charCodeAt(at) === COLON;
}

/**
 * Whether an object of a valid JSON text has a key twice. Parsers keep one of both, and not all the same: what is shown could
 * be another thing than what is applied.
 */
export function repeatedKey(text: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === OBJECT) open.push(new Set());
    else if (c === LIST) open.push(undefined);
    else if (c === OBJECT_END || c === LIST_END) open.pop();
    else if (c === QUOTE) {
      const end = endOfString(text, i);
      const keys = open.at(-1);
      if (keys && isKey(text, end)) {
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
