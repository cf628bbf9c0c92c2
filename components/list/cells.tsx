import Link from 'next/link';
import type { ReactNode } from 'react';
import type { Carried } from '@/lib/domain/commits/carried';
import { shortRevision, type Revision } from '@/lib/domain/commits/revision';
import { routes } from '@/lib/routes';
import { Avatar } from '@/components/ui/avatar';
import { CopyRevision, RevisionId } from '@/components/ui/revision-id';

/** Two lines, the second one smaller; each is cut where it gets too long. */
export function TwoLines({ children, below }: { children: ReactNode; below?: ReactNode }) {
  return (
    <span className="two-lines">
      <span>{children}</span>
      {below !== undefined && below !== '' && <span className="below">{below}</span>}
    </span>
  );
}

/** What a row is about, which opens with a press anywhere in the row. */
export function RowLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link className="row-link" href={href} prefetch={false}>
      {children}
    </Link>
  );
}

const isCommit = ({ kind = 'commit' }: Revision): boolean => kind === 'commit';

const CommitId = ({ revision }: { revision: Revision }) =>
  isCommit(revision) ? (
    <Link href={routes.commits(revision.sha)} prefetch={false} title="Where is this commit?">
      <RevisionId plain revision={revision} />
    </Link>
  ) : (
    <RevisionId revision={revision} />
  );

/** A commit by its message, with its id and branch below; by its id alone where nobody tells its message. */
export function CommitCell({
  revision,
  branch,
}: {
  revision: Revision | undefined;
  branch?: string | undefined;
}) {
  if (!revision?.sha) return <span className="text-faint">No commit</span>;
  const where = (
    <>
      <CommitId revision={revision} />
      {branch && <span className="list-branch">{branch}</span>}
      {isCommit(revision) && <CopyRevision revision={revision} />}
    </>
  );
  if (!revision.message) return <TwoLines>{where}</TwoLines>;
  return (
    <TwoLines below={where}>
      <span title={revision.message}>{revision.message}</span>
    </TwoLines>
  );
}

/** Who wrote what a row is about, and what began it. */
export function PersonCell({
  author,
  trigger,
}: {
  author: string | undefined;
  trigger?: string | undefined;
}) {
  if (!author) return <span className="text-muted">{trigger}</span>;
  return (
    <span className="person-cell">
      <Avatar name={author} />
      <TwoLines below={trigger}>{author}</TwoLines>
    </span>
  );
}

/** What a list seeks of a commit. */
export const commitText = (c: Carried | undefined): string =>
  [
    c?.pipeline,
    c?.revision?.sha,
    c?.revision?.message,
    c?.author,
    c?.branch,
    shortRevision(c?.revision),
  ]
    .filter(Boolean)
    .join(' ');
