import Link from 'next/link';
import { shortRevision } from '@/lib/domain/commits/revision';
import { isAutomaticRollback } from '@/lib/domain/deployments/deployment';
import { isOver, isFailure } from '@/lib/domain/status';
import type { DeploymentView } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { Icon } from '@/components/ui/icon';

function DeploymentLink({ id }: { id: string }) {
  return (
    <Link href={routes.deployment(id)} prefetch={false}>
      <code>{id}</code>
    </Link>
  );
}

const nameOf = ({ revision, name }: NonNullable<DeploymentView['what']>): string =>
  revision?.sha ? shortRevision(revision) : name;

/** An automatic rollback, from either side: what it did, and the other deployment of the two. */
export function RollbackNote({ deployment: d }: { deployment: DeploymentView }) {
  const { by, of, message } = d.rollback;
  if (by !== undefined)
    return (
      <div className="note k-stop">
        <Icon name="undo" />
        <div>
          <b>
            Rolled back{d.before && ` to ${nameOf(d.before)}`} by <DeploymentLink id={by} />.
          </b>{' '}
          CodeDeploy started it by itself, because this deployment{' '}
          {isFailure(d.status) ? 'failed' : 'was stopped'}.
        </div>
      </div>
    );
  if (of !== undefined || isAutomaticRollback(d.creator))
    return (
      <div className="note k-stop">
        <Icon name="undo" />
        <div>
          <b>
            This is an automatic rollback
            {of !== undefined && (
              <>
                {' '}
                of <DeploymentLink id={of} />
              </>
            )}
            .
          </b>{' '}
          It deploys{d.what ? ` ${nameOf(d.what)}` : ''}, the last revision that succeeded here.
          Nothing is rebuilt; the pipeline does not know of it.
        </div>
      </div>
    );
  // Why there was none where there should have been one.
  return message && isOver(d.status) ? (
    <div className="note k-stop">
      <Icon name="info" />
      <div>
        <b>Not rolled back.</b> {message}
      </div>
    </div>
  ) : null;
}
