import 'server-only';
import type { DeploymentGroupInfo, DeploymentInfo } from '@aws-sdk/client-codedeploy';
import type { EnvironmentRow, Environments } from '@/lib/domain/deployments/environment';
import { isGood, statusOf } from '@/lib/domain/status';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';
import { toAppError } from '../aws/errors';
import { ms } from './dates';
import { deployedRevision } from './deployed-revision';
import { readGroups } from './deployment-groups';
import { recentDeployments } from './deployments';

/** The applications and their groups: what no event tells of, and what seldom changes. */
function applicationNames(connection: Connection): Promise<string[]> {
  return cache.read(['applications'], [], moment(connection.pacing.groupsMs), async () => {
    const codedeploy = await client('codedeploy', connection);
    return pages(async (nextToken) => {
      const p = await codedeploy.listApplications({ nextToken });
      return [p.applications, p.nextToken] as const;
    });
  });
}

/** All groups of an application: two calls for a hundred of them. */
function groupsOf(connection: Connection, applicationName: string): Promise<DeploymentGroupInfo[]> {
  return cache.read(
    ['application-groups', applicationName],
    [],
    moment(connection.pacing.groupsMs),
    async () => {
      const codedeploy = await client('codedeploy', connection);
      const names = await pages(async (nextToken) => {
        const p = await codedeploy.listDeploymentGroups({ applicationName, nextToken });
        return [p.deploymentGroups, p.nextToken] as const;
      });
      return [...(await readGroups(connection, applicationName, names)).values()];
    },
  );
}

/** All groups of all applications. */
export async function allGroups(connection: Connection): Promise<DeploymentGroupInfo[]> {
  const names = await applicationNames(connection);
  return (await Promise.all(names.map((name) => groupsOf(connection, name)))).flat();
}

const isOf = (g: DeploymentGroupInfo, d: DeploymentInfo): boolean =>
  d.applicationName === g.applicationName && d.deploymentGroupName === g.deploymentGroupName;

/**
 * A group as a row. The account's newest deployments, which are read anyway, are newer than what was read of the group:
 * where they have it they decide.
 */
export function environmentRow(
  g: DeploymentGroupInfo,
  recent: readonly DeploymentInfo[],
): EnvironmentRow {
  const application = g.applicationName ?? '';
  const own = recent.filter((d) => isOf(g, d));
  const good = own.find((d) => isGood(statusOf(d.status)));
  const [newest] = own;
  const attempted = g.lastAttemptedDeployment ?? g.lastSuccessfulDeployment;
  const last = newest ?? attempted;
  return {
    application,
    group: g.deploymentGroupName ?? '',
    platform: g.computePlatform ?? 'Server',
    live: deployedRevision(application, good?.revision ?? g.targetRevision),
    liveAt: ms(good?.completeTime ?? g.lastSuccessfulDeployment?.endTime),
    last: last?.deploymentId
      ? {
          id: last.deploymentId,
          status: statusOf(last.status),
          createdAt: ms(last.createTime),
        }
      : undefined,
  };
}

const byName = (a: EnvironmentRow, b: EnvironmentRow): number =>
  a.application.localeCompare(b.application) || a.group.localeCompare(b.group);

/** Every deployment group of the account, whoever made it. */
export async function getEnvironments(connection: Connection): Promise<Environments> {
  const [applications, recent] = await Promise.all([
    applicationNames(connection),
    recentDeployments(connection),
  ]);
  const unread: string[] = [];
  const groups = await Promise.all(
    applications.map((name) =>
      groupsOf(connection, name).catch((error: unknown) => {
        const { kind, message } = toAppError(error);
        if (kind === 'credentials') throw error;
        // One that was deleted since is not missed.
        if (kind !== 'not_found')
          unread.push(`The groups of ${name} could not be read: ${message}`);
        return [];
      }),
    ),
  );
  return {
    rows: groups
      .flat()
      .map((g) => environmentRow(g, recent))
      .sort(byName),
    unread: [...new Set(unread)],
  };
}
