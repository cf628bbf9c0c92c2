import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { absolutePath, hasGlob, variablesIn } from '../../core/build/build-paths';
import type { Sandbox } from '../../ports/sandbox';

/** Where a project's cache lies inside a build. */
export const CACHE = '/codebuild/local-cache';

/** Drops the components at the end that are stars, and slashes. */
function withoutStars(pattern: string): string {
  const parts = pattern.split('/');
  while (parts.length > 1 && /^\**$/.test(parts.at(-1) ?? '')) parts.pop();
  return parts.join('/');
}

/** Whether AWS puts variables into cache paths is not documented; here none is. */
export const NO_VARIABLES = 'variables in cache paths are not replaced';

/** The folder that a cache path names: patterns lose their stars, for a local custom cache holds folders only (AWS-SEMANTICS 1.9). */
export function cachedFolder(pattern: string, sourceFolder: string): string | undefined {
  const folder = withoutStars(pattern);
  if (folder === '' || hasGlob(folder) || variablesIn([folder]).length) return undefined;
  const path = absolutePath(folder, sourceFolder);
  return ['/', absolutePath(sourceFolder, '/'), '/root'].includes(path) ? undefined : path;
}

/** Makes each folder a link into the project's cache, unless something stands there already. Returns what is cached, and what cannot be. */
export function linkCache(
  sandbox: Sandbox,
  patterns: readonly string[],
  sourceFolder: string,
): { cached: string[]; refused: string[] } {
  const cached: string[] = [];
  const refused: string[] = [];
  for (const pattern of patterns) {
    const folder = cachedFolder(pattern, sourceFolder);
    if (folder === undefined || !sandbox.sees(folder)) {
      refused.push(pattern);
      continue;
    }
    // What is bound there is a cache of the engine's own (npm's) or part of the source.
    if (sandbox.files.lstat(folder)) continue;
    const kept = `${CACHE}/${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;
    sandbox.files.makeFolders(kept);
    sandbox.files.makeFolders(dirname(folder));
    sandbox.files.link(sandbox.innerPath(kept), folder);
    cached.push(folder);
  }
  return { cached, refused };
}
