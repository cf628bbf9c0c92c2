import 'server-only';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { endure, type OnWait } from './endure';
import { pause } from './pause';

/** The most that CodeBuild's batch operations take (API reference, BatchGetBuilds and BatchDeleteBuilds). */
const BATCH = 100;
/** Builds that do not end by then are left to themselves: the project is deleted all the same. */
const STOPPING_MS = 10 * 60_000;

/** Passes over errors of these names: what was to be done is done, or there is nothing to do it to. */
export const ignore =
  (...names: string[]) =>
  (error: unknown): undefined => {
    if (!isAwsError(error, ...names)) throw error;
    return undefined;
  };

function* batches(ids: readonly string[]): Generator<string[]> {
  for (let i = 0; i < ids.length; i += BATCH) yield ids.slice(i, i + BATCH);
}

const isOn = (status: string | undefined): boolean =>
  status === 'InProgress' || status === 'Stopping';

/** Those that a stage holds or that wait before one, and of the newest hundred those that run beside them (mode PARALLEL). */
async function runningExecutions(connection: Connection, pipelineName: string): Promise<string[]> {
  const codepipeline = await client('codepipeline', connection);
  const [state, newest] = await Promise.all([
    codepipeline.getPipelineState({ name: pipelineName }),
    pages(async (nextToken) => {
      const p = await codepipeline.listPipelineExecutions({ pipelineName, nextToken });
      return [p.pipelineExecutionSummaries, p.nextToken] as const;
    }, 100),
  ]);
  const inStages = (state.stageStates ?? []).flatMap((s) => [
    s.latestExecution,
    ...(s.inboundExecutions ?? (s.inboundExecution ? [s.inboundExecution] : [])),
  ]);
  return [
    ...new Set(
      [...inStages, ...newest].flatMap((e) =>
        isOn(e?.status) && e?.pipelineExecutionId ? [e.pipelineExecutionId] : [],
      ),
    ),
  ];
}

async function stopExecutions(connection: Connection, pipelineName: string): Promise<void> {
  const codepipeline = await client('codepipeline', connection);
  const running = await runningExecutions(connection, pipelineName).catch(
    ignore('PipelineNotFoundException'),
  );
  for (const pipelineExecutionId of running ?? [])
    await codepipeline
      .stopPipelineExecution({
        pipelineName,
        pipelineExecutionId,
        abandon: true,
        reason: 'The project is being deleted',
      })
      .catch(
        ignore(
          'PipelineNotFoundException',
          'PipelineExecutionNotStoppableException',
          'DuplicatedStopRequestException',
        ),
      );
}

async function stopDeployments(
  connection: Connection,
  applicationName: string,
  groups: readonly string[],
): Promise<void> {
  const codedeploy = await client('codedeploy', connection);
  for (const deploymentGroupName of groups) {
    const running = await pages(async (nextToken) => {
      const p = await codedeploy.listDeployments({
        applicationName,
        deploymentGroupName,
        includeOnlyStatuses: ['Created', 'Queued', 'InProgress'],
        nextToken,
      });
      return [p.deployments, p.nextToken] as const;
    }).catch(ignore('ApplicationDoesNotExistException', 'DeploymentGroupDoesNotExistException'));
    for (const deploymentId of running ?? [])
      await codedeploy
        .stopDeployment({ deploymentId })
        .catch(
          ignore('DeploymentAlreadyCompletedException', 'DeploymentGroupDoesNotExistException'),
        );
  }
}

/** Of these builds those that are not complete: a call for each hundred. */
async function incomplete(connection: Connection, ids: readonly string[]): Promise<string[]> {
  const codebuild = await client('codebuild', connection);
  const found: string[] = [];
  for (const some of batches(ids)) {
    const { builds = [] } = await codebuild.batchGetBuilds({ ids: some });
    found.push(...builds.filter((b) => !b.buildComplete).map((b) => b.id ?? ''));
  }
  return found;
}

/** Stops the builds that run and waits until they have ended; returns the ids of all builds of the project. */
async function stopBuilds(connection: Connection, projectName: string): Promise<string[]> {
  const codebuild = await client('codebuild', connection);
  const ids = await pages(async (nextToken) => {
    const p = await codebuild.listBuildsForProject({ projectName, nextToken });
    return [p.ids, p.nextToken] as const;
  }).catch(ignore('ResourceNotFoundException'));
  if (!ids) return [];
  let left = await incomplete(connection, ids);
  for (const id of left)
    await codebuild.stopBuild({ id }).catch(ignore('ResourceNotFoundException'));
  for (const began = Date.now(); left.length && Date.now() - began < STOPPING_MS;) {
    await pause(connection, began);
    left = await incomplete(connection, left);
  }
  return ids;
}

/** Stops what runs of a project: executions, builds, deployments. Returns the ids of all its builds. */
export async function stopWork(
  connection: Connection,
  project: string,
  deploymentGroups: readonly string[],
): Promise<string[]> {
  await stopExecutions(connection, project);
  const builds = await stopBuilds(connection, project);
  await stopDeployments(connection, project, deploymentGroups);
  return builds;
}

/** A build that is not there any more is one that another process has deleted. */
const isThere = ({ statusCode = '' }: { readonly statusCode?: string | undefined }): boolean =>
  !/NOT_FOUND|NOT_EXIST/i.test(statusCode);

/**
 * Deletes the records of builds, by the hundred; returns how many are left. A project's builds outlive it, and keep a
 * project with a resource policy from being deleted (CodeBuild user guide, "Delete build projects").
 */
export async function deleteBuilds(
  connection: Connection,
  ids: readonly string[],
  onWait?: OnWait,
): Promise<number> {
  const codebuild = await client('codebuild', connection);
  let left = 0;
  for (const some of batches(ids)) {
    const { buildsNotDeleted = [] } = await endure(
      connection,
      () => codebuild.batchDeleteBuilds({ ids: some }),
      onWait,
    );
    left += buildsNotDeleted.filter(isThere).length;
  }
  return left;
}
