import 'server-only';
import type { DeploymentGroupInfo } from '@aws-sdk/client-codedeploy';
import type { ActionDeclaration } from '@aws-sdk/client-codepipeline';
import type { Deployed } from '@/lib/domain/deployments/live';
import { isGood, isOver, statusOf } from '@/lib/domain/status';
import { accountOf } from '../aws/arn';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { cache } from '../cache/cache';
import { forever } from '../cache/policy';
import { deployingActions } from './deploying';
import { readGroups } from './deployment-groups';
import { toAppError } from '../aws/errors';
import type { PipelineFacts } from './pipeline-facts';

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
  return cache.read(['codedeploy-revision', deploymentId], [], forever(), async () => {
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
  return cache.read(['codedeploy-leftovers', deployment], [], forever(), async () => {
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
}

/** The deployment groups that CodeDeploy actions name, once each a stage; those elsewhere cannot be read from here. */
function wantedOf(connection: Connection, facts: Pick<PipelineFacts, 'declaration'>): Wanted[] {
  const own = accountOf(facts.declaration.roleArn);
  const isAway = ({ region, roleArn }: ActionDeclaration): boolean => {
    const account = accountOf(roleArn);
    return (
      (!!region && !!connection.region && region !== connection.region) ||
      (!!account && !!own && account !== own)
    );
  };
  const wanted = new Map<string, Wanted>();
  for (const { name: stage = '' } of facts.declaration.stages ?? [])
    for (const action of deployingActions(facts, stage)) {
      if (action.actionTypeId?.provider !== 'CodeDeploy' || isAway(action)) continue;
      const application = action.configuration?.['ApplicationName'] ?? '';
      const group = action.configuration?.['DeploymentGroupName'] ?? '';
      wanted.set(JSON.stringify([stage, application, group]), { stage, application, group });
    }
  return [...wanted.values()];
}

/** What a deployment group has deployed last. */
export interface GroupDeployments {
  readonly succeeded?: Deployed | undefined;
  /** The newest deployment, where it failed. */
  readonly failed?: FailedAttempt | undefined;
}

export interface DeployedFacts {
  /** By stage: its deployment groups, in the order of its actions. */
  readonly groups: ReadonlyMap<string, readonly GroupDeployments[]>;
  /** By stage: why something of it could not be read. */
  readonly unread: Map<string, string>;
}

async function readGroup(
  connection: Connection,
  group: DeploymentGroupInfo | undefined,
): Promise<GroupDeployments> {
  const id = group?.lastSuccessfulDeployment?.deploymentId;
  const failed = failedId(group);
  return {
    succeeded: id ? await successful(connection, id) : undefined,
    failed: failed ? await failedAttempt(connection, failed) : undefined,
  };
}

/**
 * The last deployments of each stage's groups: one call an application, and what a new or failed one needs. What could
 * not be read of one stage says so; the application's other stages stand.
 */
export async function readDeployed(
  connection: Connection,
  facts: Pick<PipelineFacts, 'declaration'>,
): Promise<DeployedFacts> {
  const wanted = wantedOf(connection, facts);
  const unread = new Map<string, string>();
  const read = new Map<Wanted, GroupDeployments>();
  const says =
    ({ stage }: Wanted) =>
    (error: unknown): void => {
      if (!unread.has(stage)) unread.set(stage, toAppError(error).message);
    };
  await Promise.all(
    [...new Set(wanted.map((w) => w.application))].map(async (application) => {
      const mine = wanted.filter((w) => w.application === application);
      const names = [...new Set(mine.map((w) => w.group))];
      try {
        const infos = await readGroups(connection, application, names);
        await Promise.all(
          mine.map((w) =>
            readGroup(connection, infos.get(w.group)).then((g) => void read.set(w, g), says(w)),
          ),
        );
      } catch (error) {
        for (const w of mine) says(w)(error);
      }
    }),
  );
  const groups = new Map<string, GroupDeployments[]>();
  for (const w of wanted) {
    const found = read.get(w);
    if (found) groups.set(w.stage, [...(groups.get(w.stage) ?? []), found]);
  }
  return { groups, unread };
}

export const artifactKey = at;
