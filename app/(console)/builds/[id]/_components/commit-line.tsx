import Link from 'next/link';
import type { BuildChange } from '@/lib/domain/builds/change';
import type { BuildView } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { Avatar } from '@/components/ui/avatar';
import { Icon } from '@/components/ui/icon';
import { CopyRevision, RevisionId } from '@/components/ui/revision-id';

/** What was built: its commit, which leads to the execution that carries it, its message and who wrote it. One line, however long. */
export function CommitLine({
  build,
  change,
}: {
  build: BuildView;
  change: BuildChange | undefined;
}) {
  const revision = change?.revision ?? { sha: build.revision, message: '' };
  if (!revision.sha) return null;
  return (
    <p className="build-commit">
      <Icon name="commit" small />
      {change?.pipeline && change.execution ? (
        <>
          <Link href={routes.execution(change.pipeline, change.execution)} prefetch={false}>
            <RevisionId revision={revision} strong plain />
          </Link>
          <CopyRevision revision={revision} />
        </>
      ) : (
        <RevisionId revision={revision} strong copy />
      )}
      <span className="truncate" title={revision.message}>
        {revision.message}
      </span>
      {change?.author && (
        <span className="build-author">
          <Avatar name={change.author} />
          {change.author}
        </span>
      )}
    </p>
  );
}
