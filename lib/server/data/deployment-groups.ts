import 'server-only';
import type { DeploymentGroupInfo } from '@aws-sdk/client-codedeploy';
import { isPredefined, type MinimumHealthy } from '@/lib/domain/deployments/healthy-hosts';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';

/** What BatchGetDeploymentGroups takes at once (API reference). */
const GROUPS_AT_ONCE = 100;

/** Deployment groups of an application by name; one that is not there is left out. */
export async function readGroups(
  connection: Connection,
  applicationName: string,
  names: readonly string[],
): Promise<Map<string, DeploymentGroupInfo>> {
  const codedeploy = await client('codedeploy', connection);
  const found = new Map<string, DeploymentGroupInfo>();
  for (let i = 0; i < names.length; i += GROUPS_AT_ONCE) {
    const { deploymentGroupsInfo = [] } = await codedeploy.batchGetDeploymentGroups({
      applicationName,
      deploymentGroupNames: names.slice(i, i + GROUPS_AT_ONCE),
    });
    for (const g of deploymentGroupsInfo) found.set(g.deploymentGroupName ?? '', g);
  }
  return found;
}

/** A group as it is now; undefined where the application has none of that name. */
export function readGroup(
  connection: Connection,
  application: string,
  group: string,
): Promise<DeploymentGroupInfo | undefined> {
  return cache.read(
    ['deployment-group', application, group],
    [['deployments']],
    moment(connection.pacing.addressesMs),
    async () => (await readGroups(connection, application, [group])).get(group),
  );
}

/** The events after which a group rolls back by itself; none where that is turned off. */
export const rollbackEvents = (group: DeploymentGroupInfo | undefined): readonly string[] =>
  group?.autoRollbackConfiguration?.enabled ? (group.autoRollbackConfiguration.events ?? []) : [];

/** The alarms that stop a deployment to a group. */
export const alarmsOf = (group: DeploymentGroupInfo | undefined): readonly string[] =>
  group?.alarmConfiguration?.enabled
    ? (group.alarmConfiguration.alarms ?? []).flatMap((a) => a.name ?? [])
    : [];

/** A configuration is changed by deleting it alone. */
const CONFIG_MS = 600_000;

/** How many hosts a configuration keeps healthy. Those of CodeDeploy's own are known; others are one call each. */
export async function minimumHealthy(
  connection: Connection,
  config: string | undefined,
): Promise<MinimumHealthy> {
  const name = config ?? 'CodeDeployDefault.OneAtATime';
  if (isPredefined(name)) return { config: name };
  return cache.read(['deployment-config', name], [], moment(CONFIG_MS), async () => {
    const codedeploy = await client('codedeploy', connection);
    const { deploymentConfigInfo } = await codedeploy.getDeploymentConfig({
      deploymentConfigName: name,
    });
    const { type, value } = deploymentConfigInfo?.minimumHealthyHosts ?? {};
    return { config: name, type, value };
  });
}
