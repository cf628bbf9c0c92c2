import { compileGlob, compileGlobs } from '../glob';
import { absolutePath, fixedFolder, hasGlob, pathBelow } from './build-paths';

export interface ArtifactFile {
  /** Absolute, as a command inside calls it. */ readonly path: string;
  /** In the artifact. */ readonly name: string;
}
export interface FileChoice {
  readonly files: readonly string[];
  readonly excludePaths?: readonly string[];
  readonly discardPaths: boolean;
  readonly baseDirectory?: string | undefined;
}

/** The files that a build has left. */
export interface FileTree {
  /** Every file below a folder, as paths below it; undefined where no folder is. */
  below(folder: string): readonly string[] | undefined;
  isFile(path: string): boolean;
}

function parents(path: string): string[] {
  const found: string[] = [];
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1))
    found.push(path.slice(0, at));
  return found;
}

/** The folders that a `base-directory` names: itself, or each that its pattern matches. */
function baseDirectories(tree: FileTree, base: string): string[] {
  if (!hasGlob(base)) return tree.below(base) ? [base] : [];
  const start = fixedFolder(base);
  const matches = compileGlob(pathBelow(base, start) ?? '');
  return [...new Set((tree.below(start) ?? []).flatMap(parents))]
    .filter((f) => matches(f))
    .sort()
    .map((f) => absolutePath(f, start));
}

interface Pattern {
  readonly text: string;
  /** Whether a file below the base directory is meant. */
  readonly is: (below: string) => boolean;
}

/** A pattern below the base directory; undefined for one that leads elsewhere. */
function patternBelow(text: string, base: string): Pattern | undefined {
  const below = pathBelow(absolutePath(text, base), base);
  if (below === undefined) return undefined;
  // The base directory itself: everything in it.
  if (below === '') return { text, is: () => true };
  const matches = compileGlob(below);
  const folder = hasGlob(below) ? undefined : `${below}/`;
  return {
    text,
    is: (path) => matches(path) || (folder !== undefined && path.startsWith(folder)),
  };
}

/** The files of one absolute pattern that lies outside the base directory. */
function elsewhere(tree: FileTree, text: string): string[] {
  const pattern = absolutePath(text, '/');
  if (!hasGlob(pattern)) {
    if (tree.isFile(pattern)) return [pattern];
    return (tree.below(pattern) ?? []).map((p) => absolutePath(p, pattern));
  }
  const start = fixedFolder(pattern);
  const matches = compileGlob(pathBelow(pattern, start) ?? '');
  return (tree.below(start) ?? []).filter(matches).map((p) => absolutePath(p, start));
}

/**
 * The files of an artifact, a report or a cache: `*` stays in one path component, `**` crosses; each folder that matches
 * `base-directory` is dropped from the names; of two files with one name the last counts (AWS-SEMANTICS 1.8). A pattern
 * that names a folder takes what is in it. An absolute pattern outside the base directory keeps its whole path as its
 * name [infer]; a relative one that climbs out of it matches nothing.
 */
export function selectArtifactFiles(
  tree: FileTree,
  source: string,
  spec: FileChoice,
):
  | { files: ArtifactFile[]; /** Patterns that match nothing. */ unmatched: string[] }
  | 'no base directory' {
  const bases = baseDirectories(tree, absolutePath(spec.baseDirectory ?? '.', source));
  if (!bases.length) return 'no base directory';
  const used = new Set<string>();
  const byName = new Map<string, ArtifactFile>();
  const add = (path: string, below: string): void => {
    const name = spec.discardPaths ? below.slice(below.lastIndexOf('/') + 1) : below;
    byName.set(name, { path, name });
  };
  for (const base of bases) {
    const patterns = spec.files.flatMap((text) => patternBelow(text, base) ?? []);
    const exclude = compileGlobs(
      (spec.excludePaths ?? []).flatMap((text) => pathBelow(absolutePath(text, base), base) ?? []),
    );
    for (const below of tree.below(base) ?? []) {
      const hits = patterns.filter((p) => p.is(below));
      for (const hit of hits) used.add(hit.text);
      if (hits.length && !exclude(below)) add(absolutePath(below, base), below);
    }
  }
  const outside = (text: string): boolean =>
    text.startsWith('/') && !bases.some((base) => patternBelow(text, base));
  for (const text of spec.files.filter(outside)) {
    for (const path of elsewhere(tree, text)) {
      used.add(text);
      add(path, path.slice(1));
    }
  }
  return { files: [...byName.values()], unmatched: spec.files.filter((t) => !used.has(t)) };
}
