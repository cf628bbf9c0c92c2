import 'server-only';
import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { isGood, isOver, statusOf } from '@/lib/domain/status';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { cache } from '../cache/cache';
import { forever } from '../cache/policy';

/** BatchGetDeploymentTargets takes 25 (API reference). */
const TARGETS_AT_ONCE = 25;
const MAX_TARGETS = 500;

interface Installs {
  readonly isOver: boolean;
  /** Targets whose Install event has succeeded: its files are there, whatever failed later. */
  readonly on: readonly string[];
}

/** Where a deployment's files are. One that is over never changes. */
function installsOf(connection: Connection, d: DeploymentInfo): Promise<Installs> {
  const deploymentId = d.deploymentId ?? '';
  const over = isOver(statusOf(d.status));
  return cache.read<Installs>(
    ['deployment-installs', deploymentId],
    [['deployment', deploymentId]],
    forever((read) => read.isOver),
    async () => {
      const codedeploy = await client('codedeploy', connection);
      const on: string[] = [];
      try {
        const ids = await pages(async (nextToken) => {
          const p = await codedeploy.listDeploymentTargets({ deploymentId, nextToken });
          return [p.targetIds, p.nextToken] as const;
        }, MAX_TARGETS);
        for (let i = 0; i < ids.length; i += TARGETS_AT_ONCE) {
          const { deploymentTargets = [] } = await codedeploy.batchGetDeploymentTargets({
            deploymentId,
            targetIds: ids.slice(i, i + TARGETS_AT_ONCE),
          });
          for (const { instanceTarget: t } of deploymentTargets)
            if (
              t?.targetId &&
              t.lifecycleEvents?.some(
                (e) => e.lifecycleEventName === 'Install' && isGood(statusOf(e.status)),
              )
            )
              on.push(t.targetId);
        }
      } catch (error) {
        if (!isAwsError(error, 'DeploymentNotStartedException')) throw error;
      }
      return { isOver: over, on };
    },
  );
}

/** So many deployments are looked into, the newest first: each is some calls once, and none later. */
const MOST_DEPLOYMENTS = 8;

export interface InstalledOn {
  /** By instance: the newest deployment whose files it has. */
  readonly by: ReadonlyMap<string, DeploymentInfo>;
  /** All deployments that there are were looked into. */
  readonly isWhole: boolean;
}

/** What each of these instances has, by the deployments of its group, newest first. */
export async function installedOn(
  connection: Connection,
  instances: readonly string[],
  history: readonly DeploymentInfo[],
): Promise<InstalledOn> {
  const by = new Map<string, DeploymentInfo>();
  let looked = 0;
  for (const d of history.slice(0, MOST_DEPLOYMENTS)) {
    if (instances.every((id) => by.has(id))) break;
    looked++;
    for (const id of (await installsOf(connection, d)).on) if (!by.has(id)) by.set(id, d);
  }
  return { by, isWhole: looked === history.length };
}
