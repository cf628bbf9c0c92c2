import picomatch from 'picomatch';

export interface ArtifactFile { /** Below the base directory. */ readonly path: string; /** In the zip. */ readonly name: string }

/**
 * The files of an artifact, among all those below the base directory: `*` stays in one path component, `**` crosses
 * (AWS-SEMANTICS 1.8). A pattern that names a folder takes what is in it.
 */
export function selectArtifactFiles(all: readonly string[], spec: { files: readonly string[]; excludePaths: readonly string[]; discardPaths: boolean }): ArtifactFile[] {
  const clean = (p: string): string => p.replace(/^\.\//, '').replace(/\/$/, '');
  const patterns = spec.files.map(clean);
  const include = picomatch(patterns, { dot: true });
  const exclude = spec.excludePaths.length ? picomatch(spec.excludePaths.map(clean), { dot: true }) : () => false;
  const chosen = all.filter((path) => (include(path) || patterns.some((p) => path.startsWith(`${p}/`) && !/[*?[{]/.test(p))) && !exclude(path));
  const byName = new Map<string, ArtifactFile>();
  for (const path of chosen) {
    const name = spec.discardPaths ? path.slice(path.lastIndexOf('/') + 1) : path;
    byName.set(name, { path, name });
  }
  return [...byName.values()];
}
