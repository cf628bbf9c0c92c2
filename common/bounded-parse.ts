import {
  LineCounter,
  parseDocument,
  type Document,
  type DocumentOptions,
  type ParseOptions,
  type SchemaOptions,
} from 'yaml';

/** AWS nests no input deeper than a score; parsers and walks over what they read fail on thousands. */
export const MAX_DEPTH = 100;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const opens = (c: number): boolean => c === 0x7b || c === 0x5b;
const closes = (c: number): boolean => c === 0x7d || c === 0x5d;

/** Where the string that begins at `start` ends: most of a large body is one string, and this jumps over it. */
export function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (before > start && text.charCodeAt(before) === BACKSLASH) before--;
    // An even number of backslashes escapes each other, not the quote.
    if ((end - 1 - before) % 2 === 0) return end;
  }
  return text.length;
}

/** Whether a JSON text nests deeper than `limit`, found in one pass and without a parser's stack. */
export function nestsTooDeep(text: string, limit = MAX_DEPTH): boolean {
  if (text.length <= limit) return false;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) i = endOfString(text, i);
    else if (opens(c)) {
      if (++depth > limit) return true;
    } else if (closes(c)) depth--;
  }
  return false;
}

/** `JSON.parse`, which also refuses with a SyntaxError what nests too deeply to be walked. */
export function parseJson(text: string): unknown {
  if (nestsTooDeep(text)) throw new SyntaxError(`nested deeper than ${MAX_DEPTH} levels`);
  return JSON.parse(text);
}

/** Levels of YAML: a parser's stack ends at some hundreds, and there the whole process with it (V8 aborts). */
const MAX_YAML_DEPTH = 200;

/** Indicators that open a level within a line: `- - - x`. */
const levelsIn = (line: string): number => line.match(/(?<=^|\s)[-?:](?=\s|$)/g)?.length ?? 0;

/** An upper bound of a YAML text's depth: brackets that are open, indentation, and indicators in a line. (What stands in quotes or block texts counts too; nobody indents a script so far.) */
function yamlTooDeep(text: string): boolean {
  const levels: { indent: number; weight: number }[] = [];
  let depth = 0;
  let brackets = 0;
  let unmatched = 0;
  for (const line of text.split('\n')) {
    const indent = line.search(/\S/);
    if (indent < 0) continue;
    for (let top = levels.at(-1); top && top.indent >= indent; top = levels.at(-1))
      depth -= levels.pop()?.weight ?? 0;
    const weight = 1 + levelsIn(line);
    levels.push({ indent, weight });
    depth += weight;
    for (let i = indent; i < line.length; i++) {
      const c = line.charCodeAt(i);
      if (opens(c)) {
        if (++brackets + depth > MAX_YAML_DEPTH) return true;
      } else if (closes(c) && --brackets < 0) {
        brackets = 0;
        // Each would be a mistake of its own, and the parser slows down with every one.
        if (++unmatched > MAX_YAML_DEPTH) return true;
      }
    }
    if (brackets + depth > MAX_YAML_DEPTH) return true;
  }
  return false;
}

type Options = ParseOptions &
  DocumentOptions &
  SchemaOptions & { readonly lineCounter?: LineCounter };

/**
 * A YAML document; its first mistake alone says where it is (to say it of all takes the square of their number). What nests
 * too deeply is a SyntaxError.
 */
export function parseYaml(text: string, options: Options = {}): Document {
  if (yamlTooDeep(text)) throw new SyntaxError('nested too deeply');
  const lineCounter = options.lineCounter ?? new LineCounter();
  const document = parseDocument(text, { ...options, lineCounter, prettyErrors: false });
  const mistake = document.errors[0];
  if (mistake) {
    const at = lineCounter.linePos(mistake.pos[0]);
    mistake.linePos = [at];
    mistake.message += ` at line ${at.line}, column ${at.col}:`;
  }
  return document;
}

/** The plain value of a document. */
export function yamlValue(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_DEPTH });
  } catch (error) {
    // So the parser says that aliases unfold without end.
    if (error instanceof ReferenceError) throw new SyntaxError(error.message, { cause: error });
    throw error;
  }
}
