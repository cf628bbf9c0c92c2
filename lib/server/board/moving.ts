import 'server-only';
import type { DeploymentInfo, DeploymentOverview } from '@aws-sdk/client-codedeploy';
import type { StageState } from '@aws-sdk/client-codepipeline';
import { IN_TRAFFIC } from '@/lib/domain/board/time-left';
import { NAMES } from '@/lib/domain/logs/log';
import { isMoving, statusOf } from '@/lib/domain/status';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { cache } from '../cache/cache';
import { awayOf } from '../data/action-links';
import { declaredIn } from '../data/deploying';
import type { PipelineFacts } from '../data/pipeline-facts';
import { knownNow } from './later';

/** BatchGetBuilds takes 100 ids, BatchGetDeployments 25 (API references): those that are shown first. */
const MOST_BUILDS = 100;
const MOST_DEPLOYMENTS = 25;

/** How far each is, in words, and which were asked about. */
interface Looked {
  readonly of: string;
  readonly words: ReadonlyMap<string, string>;
}

/** How far a build or a deployment is, in words, by its id. */
export type Phases = ReadonlyMap<string, string>;

function wordsNow(
  connection: Connection,
  key: ['moving-builds'] | ['moving-deployments'],
  ids: readonly string[],
  read: () => Promise<Phases>,
): Phases {
  if (!ids.length) return new Map();
  const of = [...ids].sort().join();
  // What has begun since is asked about now.
  const isSame = cache.known<Looked>(key)?.value.of === of;
  const { phaseMs } = connection.pacing;
  const known = knownNow<Looked>(
    key,
    { maxAge: isSame ? phaseMs : Math.min(phaseMs, 1000), urgency: 'moving' },
    async () => ({ of, words: await read() }),
  );
  return known?.words ?? new Map();
}

const count = (n: number | undefined): number => n ?? 0;

/** `1 of 3 targets`; of a single target nothing is counted. */
function targetsDone(o: DeploymentOverview): string | undefined {
  const done = count(o.Succeeded) + count(o.Skipped);
  const all = done + count(o.Failed) + count(o.Pending) + count(o.InProgress) + count(o.Ready);
  return all > 1 ? `${done} of ${all} targets` : undefined;
}

/**
 * How far a deployment is. [model] instanceTerminationWaitTimeStarted is "True" as soon as the wait for the termination of
 * the original instances has started: the traffic is rerouted by then, and the wait may be hours.
 */
export const deploymentPhase = (d: DeploymentInfo): string | undefined =>
  d.instanceTerminationWaitTimeStarted
    ? IN_TRAFFIC
    : d.deploymentOverview && targetsDone(d.deploymentOverview);

/** The phases of builds that run: one call for all of them. */
const buildPhases = (connection: Connection, ids: readonly string[]): Phases =>
  wordsNow(connection, ['moving-builds'], ids, async () => {
    const codebuild = await client('codebuild', connection);
    const { builds = [] } = await codebuild.batchGetBuilds({ ids: ids.slice(0, MOST_BUILDS) });
    return new Map(
      builds.flatMap((b): [string, string][] => {
        const name = NAMES[b.currentPhase ?? ''];
        return name === undefined ? [] : [[b.id ?? '', name]];
      }),
    );
  });

/** How many targets of deployments that run are done: one call for all of them. */
const deploymentPhases = (connection: Connection, ids: readonly string[]): Phases =>
  wordsNow(connection, ['moving-deployments'], ids, async () => {
    const codedeploy = await client('codedeploy', connection);
    const { deploymentsInfo = [] } = await codedeploy.batchGetDeployments({
      deploymentIds: ids.slice(0, MOST_DEPLOYMENTS),
    });
    return new Map(
      deploymentsInfo.flatMap((d): [string, string][] => {
        const words = deploymentPhase(d);
        return words === undefined ? [] : [[d.deploymentId ?? '', words]];
      }),
    );
  });

/** Work that is asked about at its service. */
interface Work {
  readonly kind: 'build' | 'deployment';
  readonly id: string;
}

const KINDS: Readonly<Record<string, Work['kind']>> = {
  CodeBuild: 'build',
  CodeDeploy: 'deployment',
  CodeDeployToECS: 'deployment',
};

/** The builds and deployments that run in a stage, of those that are read from here. */
export const workIn = (facts: PipelineFacts, { stageName, actionStates }: StageState): Work[] =>
  (actionStates ?? []).flatMap(({ actionName, latestExecution: latest }): Work[] => {
    const declared = declaredIn(facts, stageName ?? '').find((d) => d.name === actionName);
    const kind = KINDS[declared?.actionTypeId?.provider ?? ''];
    const id = latest?.externalExecutionId;
    if (!declared || !kind || !id || !isMoving(statusOf(latest.status))) return [];
    // A batch has no phase of its own.
    if (declared.configuration?.['BatchEnabled'] === 'true') return [];
    return awayOf(facts, { region: declared.region, roleArn: declared.roleArn }) === undefined
      ? [{ kind, id }]
      : [];
  });

/** How far everything is that runs: a call for all builds, and one for all deployments. */
export function phasesNow(connection: Connection, all: readonly PipelineFacts[]): Phases {
  const work = all.flatMap((facts) =>
    facts.stages
      .filter((s) => isMoving(statusOf(s.latestExecution?.status)))
      .flatMap((s) => workIn(facts, s)),
  );
  const idsOf = (kind: Work['kind']): string[] =>
    work.filter((w) => w.kind === kind).map((w) => w.id);
  return new Map([
    ...buildPhases(connection, idsOf('build')),
    ...deploymentPhases(connection, idsOf('deployment')),
  ]);
}
