import 'server-only';
import { stackName } from '@/lib/domain/names';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { assertMayWrite } from '../aws/identity';
import { pages } from '../aws/pages';
import { seedBucket, seedKey } from './create';
import { followStack, type OnProgress } from './stack-progress';

export interface Deletion {
  readonly stays: readonly string[];
}

const ignore =
  (...names: string[]) =>
  (error: unknown): undefined => {
    if (!isAwsError(error, ...names)) throw error;
    return undefined;
  };

/** What runs is stopped first: executions, builds, deployments. */
async function stopAll(
  connection: Connection,
  name: string,
  environments: readonly string[],
): Promise<void> {
  const [codepipeline, codebuild, codedeploy] = await Promise.all([
    client('codepipeline', connection),
    client('codebuild', connection),
    client('codedeploy', connection),
  ]);
  const executions = await pages(async (nextToken) => {
    const p = await codepipeline.listPipelineExecutions({ pipelineName: name, nextToken });
    return [p.pipelineExecutionSummaries, p.nextToken] as const;
  }, 100).catch(ignore('PipelineNotFoundException'));
  for (const e of executions ?? []) {
    if (e.status === 'InProgress' || e.status === 'Stopping')
      await codepipeline
        .stopPipelineExecution({
          pipelineName: name,
          pipelineExecutionId: e.pipelineExecutionId,
          abandon: true,
          reason: 'The project is being deleted',
        })
        .catch(ignore('PipelineExecutionNotStoppableException', 'DuplicatedStopRequestException'));
  }
  const ids =
    (await pages(async (nextToken) => {
      const p = await codebuild.listBuildsForProject({ projectName: name, nextToken });
      return [p.ids, p.nextToken] as const;
    }).catch(ignore('ResourceNotFoundException'))) ?? [];
  for (const id of ids) await codebuild.stopBuild({ id });
  for (let left = ids; left.length;) {
    const { builds = [] } = await codebuild.batchGetBuilds({ ids: left.slice(0, 100) });
    left = [...builds.filter((b) => !b.buildComplete).map((b) => b.id ?? ''), ...left.slice(100)];
    if (left.length) await new Promise((resolve) => setTimeout(resolve, 50));
  }
  for (let i = 0; i < ids.length; i += 100)
    await codebuild.batchDeleteBuilds({ ids: ids.slice(i, i + 100) });
  for (const deploymentGroupName of environments) {
    const running = await pages(async (nextToken) => {
      const p = await codedeploy.listDeployments({
        applicationName: name,
        deploymentGroupName,
        includeOnlyStatuses: ['Created', 'Queued', 'InProgress'],
        nextToken,
      });
      return [p.deployments, p.nextToken] as const;
    }).catch(ignore('ApplicationDoesNotExistException', 'DeploymentGroupDoesNotExistException'));
    for (const deploymentId of running ?? [])
      await codedeploy
        .stopDeployment({ deploymentId })
        .catch(ignore('DeploymentAlreadyCompletedException'));
  }
}

async function emptyBucket(connection: Connection, Bucket: string): Promise<void> {
  const s3 = await client('s3', connection);
  for (;;) {
    const page = await s3.listObjectVersions({ Bucket }).catch(ignore('NoSuchBucket'));
    const objects = [...(page?.Versions ?? []), ...(page?.DeleteMarkers ?? [])].map((v) => ({
      Key: v.Key,
      VersionId: v.VersionId,
    }));
    if (!objects.length) return;
    await s3.deleteObjects({ Bucket, Delete: { Objects: objects.slice(0, 1000), Quiet: true } });
  }
}

/** How often buckets are emptied anew when something came into them meanwhile. */
const EMPTY_AGAIN = 2;

/** The ids of a stack's events until now: what comes after them is new. */
async function eventsSoFar(connection: Connection, stackId: string): Promise<Set<string>> {
  const cfn = await client('cloudformation', connection);
  const events = await pages(async (NextToken) => {
    const p = await cfn.describeStackEvents({ StackName: stackId, NextToken });
    return [p.StackEvents, p.NextToken] as const;
  });
  return new Set(events.map((e) => e.EventId ?? ''));
}

/** Deletes a project to the end. Only stacks of ours are ever deleted: named `starboard-*` and tagged. */
export async function deleteProject(
  connection: Connection,
  name: string,
  options: { keepCode: boolean },
  onProgress: OnProgress,
  onStep: (step: string) => void = () => undefined,
): Promise<Deletion> {
  await assertMayWrite(connection);
  const cfn = await client('cloudformation', connection);
  const found = await cfn
    .describeStacks({ StackName: stackName(name) })
    .catch(ignore('ValidationError'));
  const stack = found?.Stacks?.[0];
  if (!stack?.StackId) throw new Error(`There is no project '${name}'.`);
  if (!stack.Tags?.some((t) => t.Key === 'starboard:project' && t.Value === name))
    throw new Error(
      `The stack ${stackName(name)} was not made by Starboard (it lacks the tag starboard:project=${name}), so it is left alone.`,
    );
  const resources =
    (await cfn.describeStackResources({ StackName: stack.StackId })).StackResources ?? [];
  const environments = resources
    .filter((r) => r.ResourceType === 'AWS::CodeDeploy::DeploymentGroup')
    .map((r) => r.PhysicalResourceId ?? '');
  onStep('Stopping running work');
  await stopAll(connection, name, environments);
  const buckets = resources
    .filter((r) => r.ResourceType === 'AWS::S3::Bucket' && r.PhysicalResourceId)
    .map((r) => r.PhysicalResourceId ?? '');
  for (let again = 0; ; again++) {
    onStep('Emptying the buckets');
    for (const bucket of buckets) await emptyBucket(connection, bucket);
    const seen = await eventsSoFar(connection, stack.StackId);
    onStep('Deleting the stack');
    await cfn.deleteStack({ StackName: stack.StackId });
    const { status, events } = await followStack(connection, stack.StackId, onProgress, seen);
    if (status === 'DELETE_COMPLETE') break;
    const left = events.filter((e) => e.ResourceStatus === 'DELETE_FAILED');
    // An action that was abandoned goes on outside and may still lay its artifact down: the pipeline is gone now, so once more empties for good.
    const lateArtifact = left.some(
      (e) =>
        e.ResourceType === 'AWS::S3::Bucket' && /not empty/i.test(e.ResourceStatusReason ?? ''),
    );
    if (lateArtifact && again < EMPTY_AGAIN) continue;
    throw new Error(
      `The stack could not be deleted. Left over: ${left.map((e) => `${e.LogicalResourceId ?? ''} (${e.ResourceStatusReason ?? 'no reason given'})`).join('; ')}. Fix that, then start the deletion again.`,
    );
  }
  const bucket = await seedBucket(connection);
  await (
    await client('s3', connection)
  )
    .deleteObject({ Bucket: bucket, Key: seedKey(name) })
    .catch(ignore('NoSuchBucket'));
  const stays = [
    `the account's seed bucket ${bucket}`,
    `the journal /starboard/journal/${name}, if anything was written to it`,
  ];
  if (options.keepCode) return { stays: [`the repository ${name}`, ...stays] };
  await (await client('codecommit', connection)).deleteRepository({ repositoryName: name });
  return { stays };
}
