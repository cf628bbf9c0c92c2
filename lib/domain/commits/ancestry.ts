/** A commit's parents; undefined where it was not read. */
export type ParentsOf = (sha: string) => readonly string[] | undefined;

/** Which commits a revision holds, as far as the history was read. */
export interface Ancestry {
  /** A commit and all that it holds, among those that were read. */
  readonly of: (revision: string) => ReadonlySet<string>;
  /** Whether a revision holds a commit; undefined where too little was read to tell. */
  readonly holds: (revision: string, commit: string) => boolean | undefined;
}

export function ancestryBy(parentsOf: ParentsOf): Ancestry {
  const known = new Map<string, { readonly set: ReadonlySet<string>; readonly isWhole: boolean }>();
  const walk = (revision: string) => {
    const found = known.get(revision);
    if (found) return found;
    const set = new Set<string>();
    let isWhole = true;
    const next = [revision];
    for (let sha = next.pop(); sha !== undefined; sha = next.pop()) {
      if (set.has(sha)) continue;
      const parents = parentsOf(sha);
      if (!parents) isWhole = false;
      else {
        set.add(sha);
        next.push(...parents);
      }
    }
    const walked = { set, isWhole };
    known.set(revision, walked);
    return walked;
  };
  return {
    of: (revision) => walk(revision).set,
    holds: (revision, commit) => {
      if (revision === commit) return true;
      const { set, isWhole } = walk(revision);
      if (set.has(commit)) return true;
      // What is older than a commit does not hold it.
      return isWhole || walk(commit).set.has(revision) ? false : undefined;
    },
  };
}
