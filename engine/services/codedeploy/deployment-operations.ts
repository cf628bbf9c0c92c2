import type * as CD from '@aws-sdk/client-codedeploy';
import { page } from '../../core/paging';
import type { Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { shownPage } from '../../shared/shown-page';
import { groupOrThrow, PAGE_SIZE } from './documents';
import { deploymentDto, targetDto } from './deployment-dto';
import {
  begunOrThrow,
  deploymentOrThrow,
  deployments,
  isRunning,
  type Deployment,
} from './deployments';
import { dispatchEvent } from './dispatch-event';

export const getDeployment: Handler<CD.GetDeploymentInput, CD.GetDeploymentOutput> = (
  input,
  ctx,
) => ({ deploymentInfo: deploymentDto(deploymentOrThrow(ctx, input.deploymentId)) });

export const batchGetDeployments: Handler<
  CD.BatchGetDeploymentsInput,
  CD.BatchGetDeploymentsOutput
> = (input, ctx) => {
  if (input.deploymentIds.length > 25)
    throw new AwsError('BatchLimitExceededException', 'At most 25 deployment ids');
  return {
    deploymentsInfo: input.deploymentIds
      .map((id) => ctx.store.get(deployments, id))
      .flatMap((d) => (d ? [deploymentDto(d)] : [])),
  };
};

/** Application and group, or neither (AWS-SEMANTICS 2.5). */
export const listDeployments: Handler<CD.ListDeploymentsInput, CD.ListDeploymentsOutput> = (
  input,
  ctx,
) => {
  if ((input.applicationName === undefined) !== (input.deploymentGroupName === undefined))
    throw new AwsError(
      input.applicationName === undefined
        ? 'ApplicationNameRequiredException'
        : 'DeploymentGroupNameRequiredException',
      'Give both the application and the deployment group, or neither',
    );
  const group =
    input.applicationName && input.deploymentGroupName
      ? groupOrThrow(ctx, input.applicationName, input.deploymentGroupName)
      : undefined;
  const range = input.createTimeRange;
  const { items, nextToken } = shownPage(ctx.store, deployments, {
    reverse: true,
    size: PAGE_SIZE,
    token: input.nextToken,
    wanted: (d) =>
      (!group || d.groupId === group.id) &&
      (!input.includeOnlyStatuses?.length || input.includeOnlyStatuses.includes(d.status)) &&
      (!range?.start || d.createdAt >= range.start.getTime()) &&
      (!range?.end || d.createdAt <= range.end.getTime()),
  });
  return { deployments: items.map((d) => d.id), nextToken };
};

/** As AWS answers (CLI and PowerShell references): an instance in the middle of a script ends that script. */
const STOPPED: CD.StopDeploymentOutput = {
  status: 'Succeeded',
  statusMessage: 'No more commands will be scheduled for execution in the deployment instances',
};
const PENDING: CD.StopDeploymentOutput = {
  status: 'Pending',
  statusMessage: 'Stopping Pending. Stopping to schedule commands in the deployment instances',
};

export const stopDeployment: Handler<CD.StopDeploymentInput, CD.StopDeploymentOutput> = (
  input,
  ctx,
) => {
  const d = deploymentOrThrow(ctx, input.deploymentId);
  if (!isRunning(d))
    throw new AwsError(
      'DeploymentAlreadyCompletedException',
      `The deployment ${d.id} is already completed`,
    );
  const isUnderWay = d.state.targets.some((t) => t.status === 'InProgress');
  dispatchEvent(
    ctx,
    d.id,
    {
      type: 'stop',
      at: ctx.clock.now(),
      status: 'Stopped',
      code: 'MANUAL_STOP',
      message: 'The deployment was stopped by a person.',
    },
    { rollbackAsked: input.autoRollbackEnabled },
  );
  return isUnderWay ? PENDING : STOPPED;
};

const TARGET_STATUSES = 'Pending InProgress Succeeded Failed Skipped Unknown Ready'.split(' ');

const LABELS = ['Blue', 'Green'];

/** The labels of instances that are asked for; undefined is all. */
export function labelsOf(d: Deployment, labels: string[] | undefined): string[] | undefined {
  if (!labels?.length) return undefined;
  if (!d.state.blueGreen)
    throw new AwsError(
      'InvalidDeploymentInstanceTypeException',
      'An instance label is for blue/green deployments only; this one is in place',
    );
  const wrong = labels.find((label) => !LABELS.includes(label));
  if (wrong !== undefined)
    throw new AwsError(
      'InvalidDeploymentInstanceTypeException',
      `${wrong} is not the label of an instance: ${LABELS.join(', ')}`,
    );
  return labels;
}

/** The statuses that are asked for; undefined is all. */
function statusesOf(filters: Readonly<Record<string, string[]>>): string[] | undefined {
  const statuses = filters['TargetStatus'];
  const wrong = statuses?.find((status) => !TARGET_STATUSES.includes(status));
  if (wrong !== undefined)
    throw new AwsError(
      'InvalidInstanceStatusException',
      `${wrong} is not the status of a target: ${TARGET_STATUSES.join(', ')}`,
    );
  return statuses?.length ? statuses : undefined;
}

export const listDeploymentTargets: Handler<
  CD.ListDeploymentTargetsInput,
  CD.ListDeploymentTargetsOutput
> = (input, ctx) => {
  const d = begunOrThrow(ctx, input.deploymentId);
  const filters = input.targetFilters ?? {};
  const labels = labelsOf(d, filters['ServerInstanceLabel']);
  const statuses = statusesOf(filters);
  const { items, nextToken } = page(
    d.state.targets
      .filter((t) => !statuses || statuses.includes(t.status))
      .filter((t) => !labels || labels.some((label) => label === t.label))
      .map((t) => t.id),
    PAGE_SIZE,
    input.nextToken,
  );
  return { targetIds: items, nextToken };
};

export const batchGetDeploymentTargets: Handler<
  CD.BatchGetDeploymentTargetsInput,
  CD.BatchGetDeploymentTargetsOutput
> = (input, ctx) => {
  const d = begunOrThrow(ctx, input.deploymentId);
  if (!input.targetIds.length)
    throw new AwsError('DeploymentTargetIdRequiredException', 'A target id is required');
  if (input.targetIds.length > 25)
    throw new AwsError('DeploymentTargetListSizeExceededException', 'At most 25 target ids');
  return {
    deploymentTargets: input.targetIds.map((id) => {
      const target = d.state.targets.find((t) => t.id === id);
      if (!target)
        throw new AwsError(
          'DeploymentTargetDoesNotExistException',
          `The target ${id} is not part of ${d.id}`,
        );
      return targetDto(ctx, d, target);
    }),
  };
};

export const getDeploymentTarget: Handler<
  CD.GetDeploymentTargetInput,
  CD.GetDeploymentTargetOutput
> = async (input, ctx) => ({
  deploymentTarget: (
    await batchGetDeploymentTargets(
      { deploymentId: input.deploymentId, targetIds: [input.targetId] },
      ctx,
    )
  ).deploymentTargets?.[0],
});
