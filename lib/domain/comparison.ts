import type { Revision } from './views';

export interface Commit extends Revision {
  readonly author: string;
  readonly at: number;
}

/** `special` names what a file decides when it is more than code. Line counts are absent where they were not counted. */
export interface FileChange {
  readonly path: string;
  readonly change: 'added' | 'deleted' | 'modified';
  readonly added?: number | undefined;
  readonly removed?: number | undefined;
  readonly special?: 'build' | 'deploy' | 'migration' | 'stack' | undefined;
}

/** The way from one revision to another: commits that come, commits that go, files that differ. */
export interface Comparison {
  readonly from?: Revision | undefined;
  readonly to: Revision;
  readonly gained: readonly Commit[];
  readonly lost: readonly Commit[];
  /** There are more commits than were read. */
  readonly moreCommits: boolean;
  readonly files: readonly FileChange[];
  /** Files beyond those listed. */
  readonly moreFiles: number;
  /** Sums over all files, when all were counted. */
  readonly lines?: { readonly added: number; readonly removed: number } | undefined;
  /** Commits of the repository, or the source artifacts' zips. */
  readonly by: 'commits' | 'artifacts';
  /** Why a part is missing. */
  readonly unavailable?: string | undefined;
}

/** One file's change as a unified patch, or why it is not drawn. */
export interface FileDiff {
  readonly path: string;
  readonly patch?: string | undefined;
  readonly why?: string | undefined;
}

/** What a special file decides, for whoever approves. */
export const SPECIAL: Readonly<Record<NonNullable<FileChange['special']>, string>> = {
  build: 'how it is built',
  deploy: 'how it is deployed',
  migration: 'data: a rollback does not undo migrations',
  stack: 'what AWS resources there are',
};

/** The files of a change that decide more than code, by what they decide. */
export function specialFiles(
  files: readonly FileChange[],
): { readonly special: NonNullable<FileChange['special']>; readonly paths: readonly string[] }[] {
  const found = new Map<NonNullable<FileChange['special']>, string[]>();
  for (const f of files)
    if (f.special) found.set(f.special, [...(found.get(f.special) ?? []), f.path]);
  return [...found].map(([special, paths]) => ({ special, paths }));
}

export function specialOf(path: string): FileChange['special'] {
  if (/(^|\/)buildspec[^/]*\.ya?ml$/.test(path)) return 'build';
  if (/(^|\/)appspec\.ya?ml$/.test(path) || /^scripts\//.test(path)) return 'deploy';
  if (/(^|\/)(db\/)?migrat(e|ions?)\//i.test(path)) return 'migration';
  return /(^|\/)template\.(ya?ml|json)$/.test(path) ? 'stack' : undefined;
}
