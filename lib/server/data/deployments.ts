import 'server-only';
import type { DeploymentInfo, DeploymentTarget } from '@aws-sdk/client-codedeploy';
import { isOver, statusOf } from '@/lib/domain/status';
import { waitOf } from '@/lib/domain/deployments/blue-green';
import { byUrgency, countOf } from '@/lib/domain/deployments/targets';
import type { Carried } from '@/lib/domain/commits/carried';
import {
  creatorWords,
  type BlueGreen,
  type DeployedRevision,
  type RollbackLinks,
} from '@/lib/domain/deployments/deployment';
import { PAGE, type Newest } from '@/lib/domain/list/newest';
import type {
  DeploymentOrigin,
  DeploymentRow,
  DeploymentView,
  ListedDeployment,
  TargetCount,
  TargetView,
} from '@/lib/domain/views';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { cache } from '../cache/cache';
import { forever, moment, type Policy } from '../cache/policy';
import { readEach } from '../cache/read-each';
import { carriedIn, carriedTo, withAuthors } from './carried';
import { ms } from './dates';
import { AppError, toAppError } from '../aws/errors';
import { deployedRevision } from './deployed-revision';
import { lastKnown, pipelinesWith, readPipeline } from './facts';
import { lastNames } from './pipeline-names';
import { hooksOf, targetView } from './targets';

export function row(d: DeploymentInfo): DeploymentRow {
  return {
    id: d.deploymentId ?? '',
    application: d.applicationName ?? '',
    group: d.deploymentGroupName ?? '',
    status: statusOf(d.status),
    createdAt: ms(d.createTime),
    endedAt: d.completeTime && ms(d.completeTime),
    problem: d.errorInformation?.message,
    platform: d.computePlatform,
    count: overviewOf(d),
    rollback: rollbackOf(d),
  };
}

const rollbackOf = ({ rollbackInfo = {} }: DeploymentInfo): RollbackLinks => ({
  by: rollbackInfo.rollbackDeploymentId,
  of: rollbackInfo.rollbackTriggeringDeploymentId,
  message: rollbackInfo.rollbackMessage,
});

/** What a blue/green deployment does at its turns; in ECS traffic is rerouted by its configuration. */
export function blueGreenOf(d: DeploymentInfo): BlueGreen | undefined {
  const c = d.blueGreenDeploymentConfiguration;
  if (d.deploymentStyle?.deploymentType !== 'BLUE_GREEN' || !c) return undefined;
  const ready = c.deploymentReadyOption;
  const blue = c.terminateBlueInstancesOnDeploymentSuccess;
  return {
    isCopied: c.greenFleetProvisioningOption?.action === 'COPY_AUTO_SCALING_GROUP',
    rerouteMinutes:
      ready?.actionOnTimeout === 'STOP_DEPLOYMENT' ? (ready.waitTimeInMinutes ?? 0) : undefined,
    terminateMinutes:
      blue?.action === 'TERMINATE' ? (blue.terminationWaitTimeInMinutes ?? 0) : undefined,
  };
}

/** Whether the load balancer settings name anything that targets are taken out of and put into. */
function isBalanced({ loadBalancerInfo: info }: DeploymentInfo): boolean {
  const named = [info?.targetGroupInfoList, info?.targetGroupPairInfoList, info?.elbInfoList];
  return named.some((list) => list?.length);
}

/** What a deployment says of itself beyond its row. */
const detailsOf = (d: DeploymentInfo) => ({
  code: d.errorInformation?.code,
  what: deployedRevision(d.applicationName ?? '', d.revision),
  before: deployedRevision(d.applicationName ?? '', d.previousRevision),
  creator: d.creator,
  description: d.description,
  config: d.deploymentConfigName,
  style: d.deploymentStyle?.deploymentType,
  isBalanced: isBalanced(d),
  blueGreen: blueGreenOf(d),
});

/** CodeDeploy's own count of targets (DeploymentOverview). */
const overviewOf = ({ deploymentOverview = {} }: DeploymentInfo): TargetCount =>
  countOf(
    Object.entries(deploymentOverview).flatMap(([word, n]) =>
      Array.from({ length: Number(n) || 0 }, () => statusOf(word)),
    ),
  );

/** BatchGetDeployments takes 25 (API reference). */
const DEPLOYMENTS_AT_ONCE = 25;
/** How long after its end a deployment may still be told otherwise, in ms: which one rolled it back, say. */
const SETTLED_MS = 600_000;
const SETTLED: Policy<DeploymentInfo> = forever<DeploymentInfo>(
  (d) =>
    isOver(statusOf(d.status)) &&
    d.completeTime !== undefined &&
    Date.now() - ms(d.completeTime) > SETTLED_MS,
);

const readInfos = (
  connection: Connection,
  all: readonly string[],
): Promise<ReadonlyMap<string, DeploymentInfo>> =>
  readEach<DeploymentInfo>(all, {
    keyOf: (id) => ['deployment-info', id],
    tagsOf: (id) => [['deployment', id]],
    policy: SETTLED,
    most: DEPLOYMENTS_AT_ONCE,
    call: async (deploymentIds) => {
      const codedeploy = await client('codedeploy', connection);
      const { deploymentsInfo = [] } = await codedeploy.batchGetDeployments({
        deploymentIds: [...deploymentIds],
      });
      return new Map(deploymentsInfo.map((d) => [d.deploymentId ?? '', d]));
    },
  });

interface Recent {
  readonly infos: readonly DeploymentInfo[];
  readonly more: boolean;
}

function readRecent(connection: Connection, count: number): Promise<Recent> {
  return cache.read(['deployments', count], [['deployments']], moment(), async () => {
    const codedeploy = await client('codedeploy', connection);
    let more = false;
    const ids = await pages(async (nextToken) => {
      const p = await codedeploy.listDeployments({ nextToken });
      more = Boolean(p.nextToken);
      return [p.deployments, p.nextToken] as const;
    }, count * PAGE);
    const infos = [...(await readInfos(connection, ids)).values()];
    return { infos: infos.sort((a, b) => ms(b.createTime) - ms(a.createTime)), more };
  });
}

/** The account's newest deployments, the newest first. */
export const recentDeployments = async (
  connection: Connection,
): Promise<readonly DeploymentInfo[]> => (await readRecent(connection, 1)).infos;

/** What brought about a deployment: an action of a pipeline, or the artifact that it deploys tells its execution. */
function carriedToDeployment(
  what: DeployedRevision | undefined,
  exact: Carried | undefined,
): Carried | undefined {
  if (exact) return exact;
  if (!what?.revision) return undefined;
  const facts = what.pipeline === undefined ? undefined : lastKnown(what.pipeline)?.facts;
  if (!facts) return { pipeline: '', revision: what.revision };
  // It was deployed again, not released: what began the execution did not begin this.
  return { ...carriedIn(facts, what.execution), trigger: undefined };
}

/** The newest deployments, so many pages of them, with what pipelines brought to them. */
export async function listDeployments(
  connection: Connection,
  count = 1,
): Promise<Newest<ListedDeployment>> {
  const { infos, more } = await readRecent(connection, count);
  const ofAction = carriedTo();
  const rows = infos.map((d): ListedDeployment => {
    const what = deployedRevision(d.applicationName ?? '', d.revision);
    const carried = carriedToDeployment(what, ofAction(d.deploymentId ?? ''));
    return {
      ...row(d),
      what,
      carried,
      trigger: carried?.trigger ?? creatorWords(d.creator) ?? 'Started by hand',
    };
  });
  return {
    ...(await withAuthors(connection, rows)),
    more,
    moving: rows.some((d) => !isOver(d.status)),
  };
}

/** BatchGetDeploymentTargets takes 25 (API reference). */
const TARGETS_AT_ONCE = 25;

type Reader = Awaited<ReturnType<typeof client<'codedeploy'>>>;

/** All targets of a deployment; one that has not started has none. */
async function readTargets(codedeploy: Reader, deploymentId: string): Promise<DeploymentTarget[]> {
  try {
    const ids = await pages(async (nextToken) => {
      const p = await codedeploy.listDeploymentTargets({ deploymentId, nextToken });
      return [p.targetIds, p.nextToken] as const;
    });
    const chunks = Array.from({ length: Math.ceil(ids.length / TARGETS_AT_ONCE) }, (_, i) =>
      ids.slice(i * TARGETS_AT_ONCE, (i + 1) * TARGETS_AT_ONCE),
    );
    const read = await Promise.all(
      chunks.map((targetIds) => codedeploy.batchGetDeploymentTargets({ deploymentId, targetIds })),
    );
    return read.flatMap((r) => r.deploymentTargets ?? []);
  } catch (error) {
    if (isAwsError(error, 'DeploymentNotStartedException')) return [];
    throw error;
  }
}

/** What could not be read for want of a permission is named; any other failure is the page's. */
async function targetsOf(
  codedeploy: Reader,
  d: DeploymentInfo,
): Promise<{ targets: TargetView[]; unread?: string }> {
  const hooks = hooksOf(d.revision);
  try {
    const read = await readTargets(codedeploy, d.deploymentId ?? '');
    return { targets: byUrgency(read.flatMap((t) => targetView(t, hooks) ?? [])) };
  } catch (error) {
    const { kind, message } = toAppError(error);
    if (kind !== 'denied') throw error;
    return { targets: [], unread: `Its targets cannot be read: ${message}` };
  }
}

/** The action of a pipeline that made a deployment, or that deploys to its group: among pipelines that have been read. */
function originOf(d: DeploymentInfo): DeploymentOrigin | undefined {
  const known = pipelinesWith('ApplicationName', d.applicationName ?? '').flatMap(
    (name) => lastKnown(name)?.facts ?? [],
  );
  for (const facts of known) {
    const ran = facts.actions.find(
      (a) => a.output?.executionResult?.externalExecutionId === d.deploymentId,
    );
    if (ran)
      return {
        pipeline: facts.declaration.name ?? '',
        stage: ran.stageName ?? '',
        execution: ran.pipelineExecutionId,
      };
  }
  for (const facts of known) {
    const stage = facts.declaration.stages?.find((s) =>
      s.actions?.some(
        (a) =>
          a.configuration?.['ApplicationName'] === d.applicationName &&
          a.configuration?.['DeploymentGroupName'] === d.deploymentGroupName,
      ),
    );
    if (stage) return { pipeline: facts.declaration.name ?? '', stage: stage.name ?? '' };
  }
  return undefined;
}

/** An application without a pipeline of its name is asked about so seldom. */
const ORIGIN_MS = 60_000;

/** Our own templates name application and pipeline alike: where nothing is known yet, that pipeline is read; its declaration decides. */
export async function findOrigin(
  connection: Connection,
  d: DeploymentInfo,
): Promise<Pick<DeploymentView, 'origin' | 'originUnread'>> {
  const name = d.applicationName ?? '';
  const known = originOf(d);
  if (known || !name || lastNames()?.names.includes(name) === false) return { origin: known };
  // Most applications have no pipeline of their name; a page about a deployment does not fail for that.
  const why = await cache.read(['application-pipeline', name], [], moment(ORIGIN_MS), () =>
    readPipeline(connection, name).then(
      () => undefined,
      (error: unknown) => {
        const { kind, message } = toAppError(error);
        if (kind === 'credentials') throw error;
        return kind === 'denied' ? message : undefined;
      },
    ),
  );
  return {
    origin: originOf(d),
    originUnread: why && `The pipeline it belongs to cannot be read: ${why}`,
  };
}

/** The pipeline that deploys to a group, by name: among those that were read, or the one that is named as the application. */
export async function findPipelineOf(
  connection: Connection,
  applicationName: string,
  deploymentGroupName: string,
): Promise<string | undefined> {
  const { origin } = await findOrigin(connection, { applicationName, deploymentGroupName });
  return origin?.pipeline;
}

async function readDeployment(codedeploy: Reader, deploymentId: string, region: string) {
  try {
    return (await codedeploy.getDeployment({ deploymentId })).deploymentInfo ?? { deploymentId };
  } catch (error) {
    // An id that is none comes of an address that was typed.
    if (isAwsError(error, 'DeploymentDoesNotExistException', 'InvalidDeploymentIdException'))
      throw new AppError(
        'not_found',
        `CodeDeploy has no deployment ${deploymentId} in ${region} of this account. It may be in another Region or account.`,
        error,
      );
    throw error;
  }
}

/** A deployment's targets by status, without a look at each of them. */
export const deploymentCount = (connection: Connection, id: string): Promise<TargetCount> =>
  cache.read(['deployment-count', id], [['deployment', id]], moment(), async () => {
    const codedeploy = await client('codedeploy', connection);
    return overviewOf(await readDeployment(codedeploy, id, connection.region ?? ''));
  });

/** A deployment as targets × lifecycle events, whatever it deploys to. */
export async function getDeploymentView(
  connection: Connection,
  id: string,
): Promise<DeploymentView> {
  return cache.read(['deployment', id], [['deployment', id]], moment(), async () => {
    const codedeploy = await client('codedeploy', connection);
    const region = connection.region ? `Region ${connection.region}` : 'this Region';
    const info = await readDeployment(codedeploy, id, region);
    const [{ targets, unread }, found] = await Promise.all([
      targetsOf(codedeploy, info),
      findOrigin(connection, info),
    ]);
    const base = row(info);
    const details = detailsOf(info);
    const hasTermination = info.instanceTerminationWaitTimeStarted ?? false;
    return {
      ...base,
      ...details,
      wait: details.blueGreen && waitOf(info.status, hasTermination, details.blueGreen, targets),
      targets,
      unread,
      count: targets.length ? countOf(targets.map((t) => t.status)) : base.count,
      ...found,
      over: isOver(base.status),
      readAt: Date.now(),
    };
  });
}
