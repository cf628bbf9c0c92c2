import 'server-only';
import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';
import { ms } from './dates';

/** Three calls, two of them of 25 (BatchGetDeployments, API reference). */
const NEWEST = 50;
const AT_ONCE = 25;

/** A group's newest deployments, the newest first. */
export function groupHistory(
  connection: Connection,
  applicationName: string,
  deploymentGroupName: string,
): Promise<readonly DeploymentInfo[]> {
  return cache.read(
    ['group-history', applicationName, deploymentGroupName],
    [['deployments']],
    moment(connection.pacing.addressesMs),
    async () => {
      const codedeploy = await client('codedeploy', connection);
      const ids = await pages(async (nextToken) => {
        const p = await codedeploy.listDeployments({
          applicationName,
          deploymentGroupName,
          nextToken,
        });
        return [p.deployments, p.nextToken] as const;
      }, NEWEST);
      const found: DeploymentInfo[] = [];
      for (let i = 0; i < ids.length; i += AT_ONCE) {
        const { deploymentsInfo = [] } = await codedeploy.batchGetDeployments({
          deploymentIds: ids.slice(i, i + AT_ONCE),
        });
        found.push(...deploymentsInfo);
      }
      return found.sort((a, b) => ms(b.createTime) - ms(a.createTime));
    },
  );
}
