import 'server-only';
import { principalName } from '@/lib/domain/account/principal';
import type { DeploymentContext } from '@/lib/domain/deployments/deployment';
import { isGood, statusOf } from '@/lib/domain/status';
import type { DeploymentView } from '@/lib/domain/views';
import type { Connection } from '../aws/connection';
import { toAppError } from '../aws/errors';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';
import { authorOf } from './authors';
import { ms } from './dates';
import { groupHistory } from './group-history';
import { alarmsOf, minimumHealthy, readGroup, rollbackEvents } from './deployment-groups';
import { getDeploymentView } from './deployments';
import { environmentAddress } from './environment-address';
import { failureCauses } from './failure-causes';
import { lastKnown } from './facts';
import { stageThatRollsBack } from './rollback-owners';

/** CodePipeline's and CodeDeploy's clocks may differ by so much. */
const CLOCKS_MS = 1000;

/** Who wrote the commit that is deployed. */
const writerOf = (
  connection: Connection,
  { what }: DeploymentView,
): Promise<string | undefined> => {
  const facts = what?.pipeline === undefined ? undefined : lastKnown(what.pipeline)?.facts;
  return facts
    ? authorOf(connection, facts, what?.execution, what?.revision)
    : Promise.resolve(undefined);
};

/** The last approval that let its execution come here; undefined where none was asked, or it is no longer listed. */
function approvalOf({ origin, createdAt }: DeploymentView): DeploymentContext['approved'] {
  const facts = origin && lastKnown(origin.pipeline)?.facts;
  const given = facts?.actions.find(
    (a) =>
      a.pipelineExecutionId === origin?.execution &&
      a.input?.actionTypeId?.category === 'Approval' &&
      isGood(statusOf(a.status)) &&
      ms(a.lastUpdateTime) <= createdAt + CLOCKS_MS,
  );
  const by = principalName(given?.updatedBy);
  return by ? { by, at: ms(given?.lastUpdateTime) } : undefined;
}

/** So many good deployments tell how long one usually takes. */
const USUAL_OF = 5;

/** How long the newest good deployments to its group took, their median. */
async function usualMs(
  connection: Connection,
  { id, application, group }: DeploymentView,
): Promise<number | undefined> {
  const took = (await groupHistory(connection, application, group))
    .filter((d) => d.deploymentId !== id && d.completeTime && isGood(statusOf(d.status)))
    .slice(0, USUAL_OF)
    .map((d) => ms(d.completeTime) - ms(d.createTime))
    .sort((a, b) => a - b);
  return took[Math.floor((took.length - 1) / 2)];
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
    const [found, minimum, address, author, causes, typicalMs] = await Promise.all([
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
      part("commit's author", writerOf(connection, deployment)),
      part("hooks' logs", failureCauses(connection, deployment)),
      deployment.over ? undefined : part('earlier deployments', usualMs(connection, deployment)),
    ]);
    const rollsBackOn = rollbackEvents(found);
    const facts = origin && lastKnown(origin.pipeline)?.facts;
    return {
      minimum: minimum ?? { config: config ?? '' },
      rollsBackOn,
      alarms: alarmsOf(found),
      application: address,
      author,
      approved: approvalOf(deployment),
      typicalMs,
      causes: causes ?? [],
      secondOwner: rollsBackOn.length
        ? stageThatRollsBack(facts?.declaration, origin?.stage)
        : undefined,
      unread,
    };
  });
}
