import { compileGlob, compileGlobs } from '../glob';
import { withoutEnd } from '../trim';

export interface ArtifactFile {
  /** Below the source folder. */ readonly path: string;
  /** In the artifact. */ readonly name: string;
}
export interface FileChoice {
  readonly files: readonly string[];
  readonly excludePaths?: readonly string[];
  readonly discardPaths: boolean;
  readonly baseDirectory?: string | undefined;
}

const clean = (p: string): string => withoutEnd(p.replace(/^(\.\/)+/, ''), '/');
const hasGlob = (p: string): boolean => /[*?[{]/.test(p);

function parents(path: string): string[] {
  const found: string[] = [];
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1))
    found.push(path.slice(0, at));
  return found;
}

/** The folders a `base-directory` names: itself, or each that its pattern matches. Undefined: none is there. */
export function baseDirectories(
  all: readonly string[],
  given: string | undefined,
): string[] | undefined {
  const base = clean(given ?? '.');
  if (base === '.' || base === '') return [''];
  const folders = new Set(all.flatMap(parents));
  if (!hasGlob(base)) return folders.has(base) ? [base] : undefined;
  const matches = compileGlob(base);
  const found = [...folders].filter((f) => matches(f)).sort();
  return found.length ? found : undefined;
}

/**
 * The files of an artifact or a report, among all those below the source folder: `*` stays in one path component, `**`
 * crosses; each folder that matches `base-directory` is dropped from the names; of two files with one name the last counts
 * (AWS-SEMANTICS 1.8). A pattern that names a folder takes what is in it.
 */
export function selectArtifactFiles(
  all: readonly string[],
  spec: FileChoice,
):
  | { files: ArtifactFile[]; /** Patterns that match nothing. */ unmatched: string[] }
  | 'no base directory' {
  const bases = baseDirectories(all, spec.baseDirectory);
  if (!bases) return 'no base directory';
  const patterns = spec.files.map(clean);
  const matchers = patterns.map((p) => ({
    p,
    is: compileGlob(p),
    folder: hasGlob(p) ? undefined : `${p}/`,
    used: false,
  }));
  const exclude = compileGlobs((spec.excludePaths ?? []).map(clean));
  const byName = new Map<string, ArtifactFile>();
  for (const base of bases) {
    for (const path of all) {
      if (base !== '' && !path.startsWith(`${base}/`)) continue;
      const below = base === '' ? path : path.slice(base.length + 1);
      const hits = matchers.filter(
        (m) => m.is(below) || (m.folder !== undefined && below.startsWith(m.folder)),
      );
      for (const hit of hits) hit.used = true;
      if (!hits.length || exclude(below)) continue;
      const name = spec.discardPaths ? below.slice(below.lastIndexOf('/') + 1) : below;
      byName.set(name, { path, name });
    }
  }
  return {
    files: [...byName.values()],
    unmatched: matchers.filter((m) => !m.used).map((m) => m.p),
  };
}
