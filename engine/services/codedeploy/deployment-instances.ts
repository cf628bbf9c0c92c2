import type * as CD from '@aws-sdk/client-codedeploy';
import type { Ctx, Handler } from '../../ports/context';
import { page } from '../../core/paging';
import { AwsError } from '../../wire/errors';
import { batchGetDeploymentTargets, labelsOf } from './deployment-operations';
import { begunOrThrow, type Deployment } from './deployments';
import { PAGE_SIZE } from './documents';

/** [model] What one call may ask for. */
const MAX_BATCH = 25;

/** The operations that came before those of targets; AWS keeps them, for instances alone. */
export const listDeploymentInstances: Handler<
  CD.ListDeploymentInstancesInput,
  CD.ListDeploymentInstancesOutput
> = (input, ctx) => {
  const d = deploymentOf(ctx, input.deploymentId);
  const types = labelsOf(d, input.instanceTypeFilter);
  const statuses = input.instanceStatusFilter ?? [];
  const ids = d.state.targets
    .filter((t) => !statuses.length || statuses.includes(t.status))
    .filter((t) => !types || types.some((type) => type === t.label))
    .map((t) => t.id);
  const { items, nextToken } = page(ids, PAGE_SIZE, input.nextToken);
  return { instancesList: items, nextToken };
};

/** [model] InvalidComputePlatformException: what is not deployed to instances has targets alone. */
function deploymentOf(ctx: Ctx, id: string): Deployment {
  const d = begunOrThrow(ctx, id);
  const { platform = 'Server' } = d;
  if (platform === 'Server') return d;
  throw new AwsError(
    'InvalidComputePlatformException',
    `The deployment ${id} is of the compute platform ${platform}, which has no instances; ask for its targets`,
  );
}

/** [doc] The CLI's example: the instance is named by its ARN. */
function summaryOf({ instanceTarget: t }: CD.DeploymentTarget): CD.InstanceSummary {
  return {
    deploymentId: t?.deploymentId,
    instanceId: t?.targetArn,
    status: t?.status,
    lastUpdatedAt: t?.lastUpdatedAt,
    lifecycleEvents: t?.lifecycleEvents,
    instanceType: t?.instanceLabel,
  };
}

async function summaries(
  ctx: Ctx,
  deploymentId: string,
  targetIds: string[],
): Promise<CD.InstanceSummary[]> {
  if (!targetIds.length) return [];
  const found = await batchGetDeploymentTargets({ deploymentId, targetIds }, ctx);
  return (found.deploymentTargets ?? []).map(summaryOf);
}

export const batchGetDeploymentInstances: Handler<
  CD.BatchGetDeploymentInstancesInput,
  CD.BatchGetDeploymentInstancesOutput
> = async (input, ctx) => {
  const d = deploymentOf(ctx, input.deploymentId);
  const { instanceIds } = input;
  if (!instanceIds.length)
    throw new AwsError('InstanceIdRequiredException', 'An instance id is required');
  if (instanceIds.length > MAX_BATCH)
    throw new AwsError('BatchLimitExceededException', `At most ${MAX_BATCH} instance ids`);
  const isTarget = (id: string): boolean => d.state.targets.some((t) => t.id === id);
  const missing = instanceIds.filter((id) => !isTarget(id));
  return {
    instancesSummary: await summaries(ctx, d.id, instanceIds.filter(isTarget)),
    errorMessage: missing.length
      ? `Not part of the deployment ${d.id}: ${missing.join(', ')}`
      : undefined,
  };
};

export const getDeploymentInstance: Handler<
  CD.GetDeploymentInstanceInput,
  CD.GetDeploymentInstanceOutput
> = async ({ deploymentId, instanceId }, ctx) => {
  const d = deploymentOf(ctx, deploymentId);
  if (!instanceId) throw new AwsError('InstanceIdRequiredException', 'An instance id is required');
  if (!d.state.targets.some((t) => t.id === instanceId))
    throw new AwsError(
      'InstanceDoesNotExistException',
      `The instance ${instanceId} is not part of the deployment ${d.id}`,
    );
  const [instanceSummary] = await summaries(ctx, d.id, [instanceId]);
  return { instanceSummary };
};
