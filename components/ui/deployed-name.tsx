import Link from 'next/link';
import type { DeployedRevision } from '@/lib/domain/deployments/deployment';
import { routes } from '@/lib/routes';
import { CopyRevision, RevisionId } from './revision-id';

/** What was deployed: its commit, which leads to the execution that built it, else where CodeDeploy has it from. */
export function DeployedName({
  revision: r,
  strong = false,
  message = false,
}: {
  revision: DeployedRevision;
  strong?: boolean;
  message?: boolean;
}) {
  if (!r.revision?.sha)
    return (
      <code className="truncate" title={r.name}>
        {r.name}
      </code>
    );
  return (
    <>
      {r.pipeline && r.execution ? (
        <>
          <Link href={routes.execution(r.pipeline, r.execution)} prefetch={false}>
            <RevisionId plain revision={r.revision} strong={strong} />
          </Link>
          <CopyRevision revision={r.revision} />
        </>
      ) : (
        <RevisionId revision={r.revision} strong={strong} copy={strong} />
      )}
      {message && r.revision.message && <span> {r.revision.message}</span>}
    </>
  );
}
