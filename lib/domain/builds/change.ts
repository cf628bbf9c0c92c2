import type { Commit, FileChange, SourcePart } from '@/lib/domain/commits/comparison';
import type { Revision } from '@/lib/domain/commits/revision';
import type { BuildRef } from './build-detail';

/** What is between the newest green build before a build and the build itself. */
export interface SinceGreen {
  readonly green: BuildRef;
  /** The executions of both, where the pipeline still tells them: their files are compared one by one. */
  readonly executions?: { readonly from: string; readonly to: string } | undefined;
  readonly parts: readonly SourcePart[];
}

/** What a build was made of: its commit, who wrote it, and what is new in it. */
export interface BuildChange {
  readonly revision?: Revision | undefined;
  readonly author?: string | undefined;
  readonly pipeline?: string | undefined;
  readonly execution?: string | undefined;
  /** Unset where no build before it was green, or that could not be read. */
  readonly since?: SinceGreen | undefined;
  readonly unread: readonly string[];
}

/** All commits that came since, the newest first of each source. */
export const commitsOf = ({ parts }: SinceGreen): readonly Commit[] =>
  parts.flatMap((p) => p.commits?.gained ?? []);

/** All files that differ, over all sources. */
export const filesOf = ({ parts }: SinceGreen): readonly FileChange[] =>
  parts.flatMap((p) => p.files?.list ?? []);

const counted = (n: number, more: boolean, noun: string): string =>
  `${n}${more ? ' or more' : ''} ${noun}${n === 1 && !more ? '' : 's'}`;

/** `3 commits, 5 files`; says so where nothing changed, and nothing of what was not read. */
export function sinceWords(since: SinceGreen): string {
  const { parts } = since;
  if (parts.length > 0 && parts.every((p) => p.difference === 'same')) return 'same source';
  const commits = parts.flatMap((p) => p.commits ?? []);
  const files = parts.flatMap((p) => p.files ?? []);
  const more = files.reduce((n, f) => n + f.more, 0);
  return [
    commits.length &&
      counted(
        commitsOf(since).length,
        commits.some((c) => c.more),
        'commit',
      ),
    files.length && counted(filesOf(since).length + more, false, 'file'),
  ]
    .filter(Boolean)
    .join(', ');
}
