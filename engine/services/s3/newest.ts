import type { ObjectVersion } from './buckets';

/** The newest version of each key, delete markers left out; `versions` are in key order, newest first. */
export function newestVersions(versions: readonly ObjectVersion[]): ObjectVersion[] {
  const seen = new Set<string>();
  return versions.filter((v) => {
    if (seen.has(v.key)) return false;
    seen.add(v.key);
    return !v.deleteMarker;
  });
}
