import { expandBraces, GlobError } from './glob-braces';
import { compileSegment, type SegmentTest, type Tally } from './glob-segment';

export { GlobError } from './glob-braces';

/** Whether a path, with slashes between its components, is what a glob asks for. */
export type Glob = (path: string) => boolean;

const EVERYTHING = new Set(['**', '**/*']);
const isPlain = (text: string): boolean => !/[*?[\\]/.test(text);

/** A path is taken apart once for all the patterns that it meets one after the other. */
let apart: { readonly path: string; readonly names: readonly string[] } = { path: '', names: [''] };

function namesOf(path: string): readonly string[] {
  if (apart.path !== path) apart = { path, names: path.split('/') };
  return apart.names;
}

/** As within a component, one level up: where `**` has to take more, only the last one, so the work stays one product. */
function pathTest(segments: readonly ('**' | SegmentTest)[]): Glob {
  const last = segments.at(-1);
  return (path) => {
    const names = namesOf(path);
    // The file's own name tells most paths that do not fit.
    if (typeof last === 'function' && !last(names.at(-1) ?? '')) return false;
    let segment = 0;
    let star = -1;
    let resume = 0;
    for (let at = 0; at < names.length;) {
      const test = segments[segment];
      if (test === '**') {
        star = segment++;
        resume = at;
      } else if (test?.(names[at] ?? '')) {
        segment++;
        at++;
      } else if (star < 0) return false;
      else {
        segment = star + 1;
        at = ++resume;
      }
    }
    while (segments[segment] === '**') segment++;
    return segment === segments.length;
  };
}

/** The patterns that people write mostly are answered without taking the path apart. */
function shortcut(pattern: string, tally: Tally | undefined): Glob | undefined {
  if (EVERYTHING.has(pattern)) return (path) => path !== '';
  if (isPlain(pattern)) return (path) => path === pattern;
  const folder = /^(.+)\/\*\*(\/\*)?$/.exec(pattern);
  if (folder?.[1] !== undefined && isPlain(folder[1])) {
    const [name, below] = [folder[1], `${folder[1]}/`];
    const itself = folder[2] === undefined;
    return (path) =>
      (path.startsWith(below) && path.length > below.length) || (itself && path === name);
  }
  const anywhere = /^\*\*\/([^/]+)$/.exec(pattern)?.[1];
  if (anywhere === undefined || anywhere === '**') return undefined;
  const test = compileSegment(anywhere, tally);
  return (path) => test(path.slice(path.lastIndexOf('/') + 1));
}

function compileOne(pattern: string, tally: Tally | undefined): Glob {
  const quick = shortcut(pattern, tally);
  if (quick) return quick;
  const segments = pattern.split('/');
  const last = segments.findLast((s) => s !== '**');
  // `x/**` takes x itself too, `x*/**` only what is below, as picomatch has it.
  if (segments.at(-1) === '**' && last?.endsWith('*')) segments.push('*');
  return pathTest(segments.map((s) => (s === '**' ? s : compileSegment(s, tally))));
}

/**
 * A glob from outside: `*` and `?` stay in one component of the path, `**` crosses them, `[...]` is one of its characters,
 * `{a,b}` either; names that begin with a dot are names like others. A name that is written as the pattern is always meant
 * by it. The time grows with the path's length times the pattern's, whatever both are. Throws a GlobError.
 */
export function compileGlob(pattern: string, tally?: Tally): Glob {
  const all = expandBraces(pattern).map((p) => compileOne(p, tally));
  const [only] = all;
  const test: Glob = only && all.length === 1 ? only : (path) => all.some((t) => t(path));
  return (path) => test(path) || path === pattern;
}

/** Whether any of several globs is met. */
export function compileGlobs(patterns: readonly string[]): Glob {
  const all = patterns.map((p) => compileGlob(p));
  return (path) => all.some((glob) => glob(path));
}

/** Why one of several globs cannot be used. */
export function globProblem(patterns: readonly string[]): string | undefined {
  try {
    compileGlobs(patterns);
    return undefined;
  } catch (error) {
    if (error instanceof GlobError) return error.message;
    throw error;
  }
}
