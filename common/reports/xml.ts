import { SaxesParser } from 'saxes';
import { MAX_DEPTH } from '../bounded-parse';
import { ReportError, type ReportReader } from './types';

export type Attributes = Readonly<Record<string, string>>;

/** What a format does with the elements of its files. `path` holds the names of the open elements, the innermost last. */
export interface ElementHandler<T> {
  /** The names of root elements that this format can have. */
  readonly roots: readonly string[];
  /** `result` is the one list that elements are added to, so that what is in it can be taken out meanwhile. */
  readonly grows?: boolean;
  open(name: string, attributes: Attributes, path: readonly string[]): void;
  close(name: string, text: string, path: readonly string[]): void;
  result(): T[];
}

/** Longer texts are cut: AWS keeps 5,000 characters of a message. */
const MAX_TEXT = 16_384;

/** Reads XML in pieces, with memory that does not grow with the file. Entities of a document's own are not expanded. */
export function xmlReader<T>(handler: ElementHandler<T>): ReportReader<T> {
  const parser = new SaxesParser();
  const path: string[] = [];
  const texts: string[] = [];
  let problem: string | undefined;
  parser.on('error', (error) => {
    problem ??= error.message;
  });
  parser.on('opentag', (tag) => {
    const name = tag.name.slice(tag.name.indexOf(':') + 1);
    if (!path.length && !handler.roots.includes(name))
      problem ??= `the file begins with <${name}>, expected <${handler.roots.join('> or <')}>`;
    path.push(name);
    texts.push('');
    if (path.length > MAX_DEPTH) problem ??= `it nests deeper than ${MAX_DEPTH} levels`;
    if (!problem) handler.open(name, tag.attributes as Attributes, path);
  });
  const text = (piece: string): void => {
    const at = texts.length - 1;
    const now = texts[at];
    if (now !== undefined && now.length < MAX_TEXT)
      texts[at] = now + piece.slice(0, MAX_TEXT - now.length);
  };
  parser.on('text', text);
  parser.on('cdata', text);
  parser.on('closetag', () => {
    const name = path.at(-1) ?? '';
    const own = texts.pop() ?? '';
    if (!problem) handler.close(name, own.trim(), path);
    path.pop();
  });
  const guarded = (act: () => void): void => {
    if (problem) return;
    try {
      act();
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
  };
  return {
    write: (piece) =>
      guarded(() => {
        parser.write(piece);
      }),
    // Only a list that grows can be taken from; what is put together at the end is not there before.
    taken: () => (handler.grows ? handler.result().splice(0) : []),
    end() {
      guarded(() => {
        parser.close();
      });
      if (problem) throw new ReportError(problem.replace(/^undefined:/, 'line '));
      return handler.result();
    },
  };
}
