import Link from 'next/link';
import type { DeployedRevision } from '@/lib/domain/deployments/deployment';
import { routes } from '@/lib/routes';
import { RevisionId } from './revision-id';

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
  const id = <RevisionId revision={r.revision} strong={strong} copy={strong} />;
  return (
    <>
      {r.pipeline && r.execution ? (
        <Link href={routes.execution(r.pipeline, r.execution)} prefetch={false}>
          {id}
        </Link>
      ) : (
        id
      )}
      {message && r.revision.message && <span> {r.revision.message}</span>}
    </>
  );
}
