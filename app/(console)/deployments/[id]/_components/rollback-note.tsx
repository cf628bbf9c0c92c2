import { shortRevision } from '@/lib/domain/commits/revision';
import { isReroutingBack } from '@/lib/domain/deployments/blue-green';
import { isAutomaticRollback } from '@/lib/domain/deployments/deployment';
import { isOver, isFailure } from '@/lib/domain/status';
import type { DeploymentView } from '@/lib/domain/views';
import { Icon } from '@/components/ui/icon';
import { DeploymentLink } from './deployment-link';

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
          {isFailure(d.status)
            ? 'CodeDeploy started it by itself, because this deployment failed.'
            : 'CodeDeploy started it because this deployment was stopped.'}
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
          {isReroutingBack(d)
            ? 'It reroutes traffic to the old fleet. Nothing is installed'
            : `It deploys${d.what ? ` ${nameOf(d.what)}` : ''}, the last revision that succeeded here. Nothing is rebuilt`}
          ; the pipeline does not know of it.
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
