import 'server-only';
import type { DeploymentGroupInfo } from '@aws-sdk/client-codedeploy';
import type { Deployed } from '@/lib/domain/live';
import { isGood, isOver, statusOf } from '@/lib/domain/status';
import { accountOf } from '../aws/arn';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { immutable } from '../single-flight';
import { deployingActions } from './deploying';
import { toAppError } from './errors';
import type { PipelineFacts } from './facts';

const at = (bucket: string | undefined, key: string | undefined): string =>
  `${bucket ?? ''}/${key ?? ''}`;

/** A deployment that did not end well, and on how many of its targets its files are now. */
export interface FailedAttempt {
  readonly deployment: string;
  readonly targets: number;
  readonly of: number;
}

/** A deployment that has succeeded never changes. */
function successful(connection: Connection, deploymentId: string): Promise<Deployed> {
  return immutable(`deployed ${deploymentId}`, async () => {
    const { deploymentInfo } = await (
      await client('codedeploy', connection)
    ).getDeployment({ deploymentId });
    const s3 = deploymentInfo?.revision?.s3Location;
    return {
      deploymentId,
      artifact: at(s3?.bucket, s3?.key),
      at: deploymentInfo?.completeTime?.getTime() ?? 0,
    };
  });
}

/** BatchGetDeploymentTargets takes 25 (API reference). */
const TARGETS_AT_ONCE = 25;
const MAX_TARGETS = 500;

/**
 * What a deployment in place that has failed left on its instances: the files of its revision are where its Install
 * event succeeded, and stay there (CodeDeploy user guide, "Redeployments and rollbacks").
 */
function failedAttempt(connection: Connection, deployment: string): Promise<FailedAttempt> {
  return immutable(`left by ${deployment}`, async () => {
    const codedeploy = await client('codedeploy', connection);
    const ids = await pages(async (nextToken) => {
      const p = await codedeploy.listDeploymentTargets({ deploymentId: deployment, nextToken });
      return [p.targetIds, p.nextToken] as const;
    }, MAX_TARGETS);
    let targets = 0;
    for (let i = 0; i < ids.length; i += TARGETS_AT_ONCE) {
      const { deploymentTargets = [] } = await codedeploy.batchGetDeploymentTargets({
        deploymentId: deployment,
        targetIds: ids.slice(i, i + TARGETS_AT_ONCE),
      });
      targets += deploymentTargets.filter((t) =>
        t.instanceTarget?.lifecycleEvents?.some(
          (e) => e.lifecycleEventName === 'Install' && isGood(statusOf(e.status)),
        ),
      ).length;
    }
    return { deployment, targets, of: ids.length };
  });
}

/** Whether the group's newest deployment ended badly, in place, on instances: then it has left something. */
function failedId(group: DeploymentGroupInfo | undefined): string | undefined {
  const last = group?.lastAttemptedDeployment;
  const status = statusOf(last?.status);
  const inPlace =
    (group?.computePlatform ?? 'Server') === 'Server' &&
    group?.deploymentStyle?.deploymentType !== 'BLUE_GREEN';
  return last?.deploymentId && inPlace && isOver(status) && !isGood(status)
    ? last.deploymentId
    : undefined;
}

interface Wanted {
  readonly stage: string;
  readonly application: string;
  readonly group: string;
  /** Where it is, when that is not here. */
  readonly away: string | undefined;
}

function wantedOf(connection: Connection, facts: Pick<PipelineFacts, 'declaration'>): Wanted[] {
  const own = accountOf(facts.declaration.roleArn);
  return (facts.declaration.stages ?? []).flatMap((s) => {
    const action = deployingActions(facts, s.name ?? '').find(
      (a) => a.actionTypeId?.provider === 'CodeDeploy',
    );
    if (!action) return [];
    const account = accountOf(action.roleArn);
    const region = action.region;
    return [
      {
        stage: s.name ?? '',
        application: action.configuration?.['ApplicationName'] ?? '',
        group: action.configuration?.['DeploymentGroupName'] ?? '',
        away:
          region && connection.region && region !== connection.region
            ? region
            : account && own && account !== own
              ? account
              : undefined,
      },
    ];
  });
}

export interface DeployedFacts {
  /** By stage: the last successful deployment. */
  readonly deployed: Map<string, Deployed>;
  /** By stage: the newest deployment, where it failed. */
  readonly failed: Map<string, FailedAttempt>;
  /** By stage: why nothing could be read. */
  readonly unread: Map<string, string>;
}

/** One stage's last deployments. What could not be read of it says so; the application's other stages stand. */
async function readOne(
  connection: Connection,
  { stage, group: name }: Wanted,
  groups: readonly DeploymentGroupInfo[],
  found: DeployedFacts,
): Promise<void> {
  const group = groups.find((g) => g.deploymentGroupName === name);
  try {
    const id = group?.lastSuccessfulDeployment?.deploymentId;
    if (id) found.deployed.set(stage, await successful(connection, id));
    const failed = failedId(group);
    if (failed) found.failed.set(stage, await failedAttempt(connection, failed));
  } catch (error) {
    found.unread.set(stage, toAppError(error).message);
  }
}

/** The last deployments of each CodeDeploy stage: one call an application, and what a new or failed one needs. */
export async function readDeployed(
  connection: Connection,
  facts: Pick<PipelineFacts, 'declaration'>,
): Promise<DeployedFacts> {
  const found: DeployedFacts = { deployed: new Map(), failed: new Map(), unread: new Map() };
  const wanted = wantedOf(connection, facts).filter((w) => w.away === undefined);
  await Promise.all(
    [...new Set(wanted.map((w) => w.application))].map(async (applicationName) => {
      const mine = wanted.filter((w) => w.application === applicationName);
      try {
        const { deploymentGroupsInfo = [] } = await (
          await client('codedeploy', connection)
        ).batchGetDeploymentGroups({
          applicationName,
          deploymentGroupNames: [...new Set(mine.map((m) => m.group))],
        });
        await Promise.all(mine.map((m) => readOne(connection, m, deploymentGroupsInfo, found)));
      } catch (error) {
        for (const m of mine) found.unread.set(m.stage, toAppError(error).message);
      }
    }),
  );
  return found;
}

export const artifactKey = at;
