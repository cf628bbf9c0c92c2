import type { LiveFacts } from './project';

interface Known {
  /** What is live. */
  readonly sha: string;
  /** The newest commits of the branch, newest first, as far as they were read. */
  readonly branch: readonly string[];
  /** Other revisions that the pipeline has taken since. */
  readonly releases: number;
}

/**
 * How far what is live is behind: in commits where it is among those that were read of the branch, else in releases
 * that the pipeline has taken since. Undefined where it is the newest, or nothing tells.
 */
export function behindOf({ sha, branch, releases }: Known): LiveFacts['behind'] {
  const at = branch.indexOf(sha);
  if (at > 0) return { count: at, of: 'commit' };
  return at < 0 && releases > 0 ? { count: releases, of: 'release' } : undefined;
}

/** `2 commits behind main` */
export function behindWords(
  { count, of }: NonNullable<LiveFacts['behind']>,
  branch: string,
): string {
  const what = `${count} ${of}${count === 1 ? '' : 's'} behind`;
  return of === 'commit' && branch ? `${what} ${branch}` : what;
}
