import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  visit,
  type Document,
  type ErrorCode,
  type Node,
  type Scalar,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import { parseYaml } from '../../../../common/bounded-parse';

/** A mistake in a buildspec, in the words CodeBuild uses (AWS-SEMANTICS 1.7): phase context YAML_FILE_ERROR. */
export class BuildspecError extends Error {
  override name = 'BuildspecError';
}

/** CodeBuild itself reads no larger file into memory [infer]; here the limit also bounds the parser's time. */
const MAX_CHARACTERS = 10 * 1024 * 1024;
/** Of a key in a message. */
const MAX_SHOWN = 100;

export interface Entry {
  readonly key: string;
  readonly line: number;
  readonly value: unknown;
}

const empty = (node: unknown): boolean =>
  node === undefined || node === null || (isScalar(node) && node.value === null);
/** A scalar as it was written: `1.0` is no `1`. */
const written = (s: Scalar): string =>
  typeof s.value === 'string' ? s.value : String(s.source ?? s.value ?? '');

function documentOf(source: string, lines: LineCounter): Document {
  try {
    return parseYaml(source, { lineCounter: lines, uniqueKeys: true });
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new BuildspecError(`the buildspec is ${error.message}`, { cause: error });
    throw error;
  }
}

/** What is wrong with a text that is no YAML, by the parser's code: AWS's words where people have met them, else ours. */
const MISTAKES: Readonly<Partial<Record<ErrorCode, string>>> = {
  BLOCK_AS_IMPLICIT_KEY: 'mapping values are not allowed in this context',
  MULTILINE_IMPLICIT_KEY: 'mapping values are not allowed in this context',
  TAB_AS_INDENT: 'found character that cannot start any token',
  BAD_SCALAR_START: 'found character that cannot start any token',
  MULTIPLE_DOCS: 'a buildspec is a single YAML document: a second one begins',
  BAD_INDENT: 'the indentation does not match the lines above',
  MISSING_CHAR: 'found a quote or bracket that is not closed',
  BAD_DQ_ESCAPE: 'found an unknown escape sequence in double quotes',
  UNEXPECTED_TOKEN: 'found unexpected content',
  BAD_ALIAS: 'found an alias or an anchor without a name',
  BLOCK_IN_FLOW: 'found an indented block between brackets',
};

function wordsFor({ code, pos }: YAMLError, source: string): string {
  if (code !== 'DUPLICATE_KEY') return MISTAKES[code] ?? 'this is no YAML';
  const key = /^[^\s:,]*/.exec(source.replace(/^\uFEFF/, '').slice(pos[0], pos[0] + MAX_SHOWN));
  return `the key ${key?.[0] ?? ''} is given twice in one map, again`;
}

/** Every alias has an anchor before it; the parser leaves that to whoever follows one. */
function checkAliases(document: Document, lines: LineCounter): void {
  const anchors = new Set<string>();
  visit(document, {
    Node(_, node) {
      if (isAlias(node)) {
        if (!anchors.has(node.source))
          throw new BuildspecError(
            `the alias *${node.source} has no anchor &${node.source} before it at line ${lines.linePos(node.range?.[0] ?? 0).line}`,
          );
      } else if ('anchor' in node && node.anchor !== undefined) anchors.add(node.anchor);
    },
  });
}

/** A YAML document with the lines its mistakes are on. Aliases and merge keys are followed where they are used, so that no anchor explodes. */
export class Reader {
  private constructor(
    private readonly document: Document,
    private readonly lines: LineCounter,
  ) {}

  static of(source: string): Reader {
    if (source.length > MAX_CHARACTERS)
      throw new BuildspecError(
        `the buildspec has ${source.length} characters; at most ${MAX_CHARACTERS} are read`,
      );
    const lines = new LineCounter();
    const document = documentOf(source.replace(/^\uFEFF/, ''), lines);
    const mistake = document.errors[0];
    if (mistake)
      throw new BuildspecError(
        `${wordsFor(mistake, source)} at line ${mistake.linePos?.[0].line ?? 0}`,
      );
    checkAliases(document, lines);
    return new Reader(document, lines);
  }

  root(): unknown {
    return this.document.contents;
  }

  private node(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.document) : node;
  }

  line(node: unknown): number {
    const range = (node as Node | null)?.range;
    return range ? this.lines.linePos(range[0]).line : 0;
  }

  /** The entries of a map, its own before those of `<<`; none for what is empty. */
  entries(given: unknown, what: string): Entry[] {
    const node = this.node(given);
    if (empty(node)) return [];
    if (!isMap(node))
      throw new BuildspecError(
        `Expected ${what || 'the buildspec'} to be a map at line ${this.line(given)}`,
      );
    const own: Entry[] = [];
    const merged: Entry[] = [];
    for (const pair of node.items) {
      const key = isScalar(pair.key) ? written(pair.key) : String(pair.key);
      if (key === '<<')
        for (const from of this.mergedFrom(pair.value)) merged.push(...this.entries(from, what));
      else own.push({ key, line: this.line(pair.key), value: this.node(pair.value) });
    }
    return [...own, ...merged.filter((m) => !own.some((o) => o.key === m.key))];
  }

  private mergedFrom(value: unknown): YAMLMap[] {
    const node = this.node(value);
    const list = isSeq(node) ? node.items.map((i) => this.node(i)) : [node];
    return list.filter((n): n is YAMLMap => isMap(n));
  }

  /** A map as a view of its entries. */
  map(node: unknown, what: string): MapView | undefined {
    return empty(this.node(node)) ? undefined : new MapView(this, this.entries(node, what), what);
  }

  /** A map of scalars. */
  texts(node: unknown, what: string): Record<string, string> {
    return Object.fromEntries(
      this.entries(node, what).map((e) => {
        if (e.value !== null && e.value !== undefined && !isScalar(e.value))
          throw new BuildspecError(
            `Expected ${what}.${e.key} to be of string type at line ${e.line}`,
          );
        return [e.key, this.text(e.value) ?? ''];
      }),
    );
  }

  text(given: unknown): string | undefined {
    const node = this.node(given);
    return isScalar(node) && node.value !== null ? written(node) : undefined;
  }

  /** A list of scalars; an item with a key in it is the classic unquoted `echo a: b`. */
  strings(given: unknown, what: string): string[] {
    const node = this.node(given);
    if (empty(node)) return [];
    if (isScalar(node)) return [written(node)];
    if (!isSeq(node))
      throw new BuildspecError(`Expected ${what} to be a list at line ${this.line(given)}`);
    return node.items.map((raw, i) => {
      const item = this.node(raw);
      if (isScalar(item)) return written(item);
      const at = this.line(raw);
      throw new BuildspecError(
        `Expected ${what}[${i}] to be of string type: found subkeys instead at line ${at}, value of the key tag on line ${Math.max(at - 1, 0)} might be empty`,
      );
    });
  }

  /** The items of a list of maps. */
  list(given: unknown, what: string): unknown[] {
    const node = this.node(given);
    if (empty(node)) return [];
    if (!isSeq(node))
      throw new BuildspecError(`Expected ${what} to be a list at line ${this.line(given)}`);
    return node.items.map((i) => this.node(i));
  }
}

/** One map of a buildspec. The top one has no name. */
export class MapView {
  private readonly byKey: ReadonlyMap<string, Entry>;

  constructor(
    private readonly reader: Reader,
    readonly entries: readonly Entry[],
    private readonly what: string,
  ) {
    this.byKey = new Map(entries.map((e) => [e.key, e]));
  }

  private at(key: string): string {
    return this.what === '' ? key : `${this.what}.${key}`;
  }

  /** A key with its place in the file. */
  name(key: string): string {
    return `${this.at(key)} at line ${this.byKey.get(key)?.line ?? 0}`;
  }

  has(key: string): boolean {
    return this.byKey.has(key);
  }

  get(key: string): unknown {
    return this.byKey.get(key)?.value;
  }

  text(key: string): string | undefined {
    const value = this.get(key);
    if (value !== undefined && value !== null && !isScalar(value))
      throw new BuildspecError(
        `Expected ${this.at(key)} to be of string type at line ${this.byKey.get(key)?.line ?? 0}`,
      );
    return this.reader.text(value);
  }

  /** yes, no, true and false, in any case (AWS-SEMANTICS 1.2 [infer]). */
  flag(key: string): boolean {
    const text = this.text(key)?.toLowerCase();
    if (text === undefined || text === 'no' || text === 'false') return false;
    if (text === 'yes' || text === 'true') return true;
    throw new BuildspecError(
      `Expected ${this.at(key)} to be yes or no at line ${this.byKey.get(key)?.line ?? 0}`,
    );
  }

  strings(key: string, what = this.at(key)): string[] {
    return this.reader.strings(this.get(key), what);
  }

  texts(key: string): Record<string, string> {
    return this.reader.texts(this.get(key), this.at(key));
  }

  map(key: string): MapView | undefined {
    return this.reader.map(this.get(key), this.at(key));
  }

  /** Keys that CodeBuild does not know: said, not silently dropped. */
  unknown(known: readonly string[]): string[] {
    return this.entries
      .filter((e) => !known.includes(e.key))
      .map((e) => `${this.at(e.key)} at line ${e.line}: no such key`);
  }
}
