import 'server-only';
import type { DeploymentContext } from '@/lib/domain/deployments/deployment';
import type { DeploymentView } from '@/lib/domain/views';
import type { Connection } from '../aws/connection';
import { toAppError } from '../aws/errors';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';
import { readCommit } from './commits';
import { alarmsOf, minimumHealthy, readGroup, rollbackEvents } from './deployment-groups';
import { getDeploymentView } from './deployments';
import { environmentAddress } from './environment-address';
import { failureCauses } from './failure-causes';
import { lastKnown } from './facts';
import { stageThatRollsBack } from './rollback-owners';
import { sourceOf } from './sources';

/** Who wrote the commit that is deployed, where CodeCommit has it. */
async function authorOf(
  connection: Connection,
  { what }: DeploymentView,
): Promise<string | undefined> {
  const facts = what?.pipeline === undefined ? undefined : lastKnown(what.pipeline)?.facts;
  const source = facts && sourceOf(facts, what?.revision?.source);
  if (source?.provider !== 'CodeCommit' || !what?.revision?.sha) return undefined;
  return (await readCommit(connection, source.repository, what.revision.sha)).author || undefined;
}

/** What is around a deployment, each part on its own: one that cannot be read is named. */
export async function getDeploymentContext(
  connection: Connection,
  id: string,
): Promise<DeploymentContext> {
  const policy = moment(connection.pacing.addressesMs);
  return cache.read(['deployment-context', id], [['deployment', id]], policy, async () => {
    const deployment = await getDeploymentView(connection, id);
    const { application, group, config, targets, origin } = deployment;
    // What could not be read of the deployment is missing here too.
    const unread = [deployment.unread, deployment.originUnread].filter(
      (text) => text !== undefined,
    );
    const part = <T>(what: string, read: Promise<T>): Promise<T | undefined> =>
      read.catch((error: unknown) => {
        unread.push(`Could not read the ${what}: ${toAppError(error).message}`);
        return undefined;
      });
    const [found, minimum, address, author, causes] = await Promise.all([
      part('deployment group', readGroup(connection, application, group)),
      part('deployment configuration', minimumHealthy(connection, config)),
      part(
        "application's address",
        environmentAddress(
          connection,
          application,
          group,
          targets.map((t) => t.id),
        ),
      ),
      part("commit's author", authorOf(connection, deployment)),
      part("hooks' logs", failureCauses(connection, deployment)),
    ]);
    const rollsBackOn = rollbackEvents(found);
    const facts = origin && lastKnown(origin.pipeline)?.facts;
    return {
      minimum: minimum ?? { config: config ?? '' },
      rollsBackOn,
      alarms: alarmsOf(found),
      application: address,
      author,
      causes: causes ?? [],
      secondOwner: rollsBackOn.length
        ? stageThatRollsBack(facts?.declaration, origin?.stage)
        : undefined,
      unread,
    };
  });
}
