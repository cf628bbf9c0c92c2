import { readGlob, readGlobs } from './globs';
import { BuildspecError, type MapView } from './reader';
import type { ArtifactsSpec } from './types';

const KEYS = [
  'files',
  'name',
  'discard-paths',
  'base-directory',
  'exclude-paths',
  'enable-symlinks',
  's3-prefix',
  'secondary-artifacts',
];

function one(map: MapView, filesWanted: boolean, what: string): ArtifactsSpec {
  const files = readGlobs(map, 'files', what);
  if (filesWanted && !files.length)
    throw new BuildspecError(`${what}.files must name at least one file`);
  return {
    files,
    name: map.text('name'),
    baseDirectory: readGlob(map, 'base-directory', what),
    discardPaths: map.flag('discard-paths'),
    excludePaths: readGlobs(map, 'exclude-paths', what),
    enableSymlinks: map.flag('enable-symlinks'),
    s3Prefix: map.text('s3-prefix'),
  };
}

/** The primary artifact and the secondary ones; `files` is mandatory, but for a primary beside secondary ones (AWS-SEMANTICS 1.8 [doc]). */
export function readArtifacts(
  map: MapView | undefined,
  notServed: string[],
): { primary: ArtifactsSpec | undefined; secondary: Record<string, ArtifactsSpec> } {
  if (!map) return { primary: undefined, secondary: {} };
  notServed.push(...map.unknown(KEYS));
  const secondary: Record<string, ArtifactsSpec> = {};
  const further = map.map('secondary-artifacts');
  for (const { key } of further?.entries ?? []) {
    const own = further?.map(key);
    if (!own) throw new BuildspecError(`artifacts.secondary-artifacts.${key} is empty`);
    secondary[key] = one(own, true, `artifacts.secondary-artifacts.${key}`);
  }
  return { primary: one(map, Object.keys(secondary).length === 0, 'artifacts'), secondary };
}
