import type * as CD from '@aws-sdk/client-codedeploy';
import { page } from '../../core/paging';
import type { TargetState } from '../../core/deployment/machine';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { shownPage } from '../../shared/shown-page';
import { groupOrThrow, PAGE_SIZE } from './documents';
import {
  deploymentOrThrow,
  deployments,
  dispatchEvent,
  isRunning,
  type Deployment,
} from './deployments';

const date = (ms: number | undefined): Date | undefined =>
  ms === undefined ? undefined : new Date(ms);

export function deploymentDto(d: Deployment): CD.DeploymentInfo {
  const count = (status: string): number =>
    d.state.targets.filter((t) => t.status === status).length;
  return {
    deploymentId: d.id,
    applicationName: d.application,
    deploymentGroupName: d.group,
    deploymentConfigName: d.config,
    previousRevision: d.previous,
    revision: d.revision,
    status: d.state.status,
    creator: d.creator as CD.DeploymentCreator,
    description: d.description,
    computePlatform: 'Server',
    createTime: new Date(d.createdAt),
    startTime: date(d.state.startTime),
    completeTime: date(d.state.endTime),
    ignoreApplicationStopFailures: d.ignoreApplicationStopFailures,
    updateOutdatedInstancesOnly: false,
    rollbackInfo: {},
    instanceTerminationWaitTimeStarted: false,
    deploymentStatusMessages: [],
    fileExistsBehavior: d.fileExists,
    errorInformation: d.state.error
      ? { code: d.state.error.code as CD.ErrorCode, message: d.state.error.message }
      : undefined,
    deploymentOverview: {
      Pending: count('Pending'),
      InProgress: count('InProgress'),
      Succeeded: count('Succeeded'),
      Failed: count('Failed'),
      Skipped: count('Skipped'),
      Ready: 0,
    },
    deploymentStyle: { deploymentType: 'IN_PLACE', deploymentOption: 'WITHOUT_TRAFFIC_CONTROL' },
  };
}

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
  dispatchEvent(ctx, d.id, {
    type: 'stop',
    at: ctx.clock.now(),
    status: 'Stopped',
    code: 'MANUAL_STOP',
    message: 'The deployment was stopped by a person.',
  });
  return { status: 'Succeeded', statusMessage: 'No more deployments will be scheduled.' };
};

function targetDto(ctx: Ctx, d: Deployment, t: TargetState): CD.DeploymentTarget {
  return {
    deploymentTargetType: 'InstanceTarget',
    instanceTarget: {
      deploymentId: d.id,
      targetId: t.id,
      targetArn: ctx.arn('ec2', `instance/${t.id}`),
      status: t.status,
      lastUpdatedAt: new Date(t.lastUpdatedAt),
      lifecycleEvents: t.lifecycle.map((l) => ({
        lifecycleEventName: l.name,
        status: l.status,
        startTime: date(l.startTime),
        endTime: date(l.endTime),
        diagnostics: l.diagnostics && { ...l.diagnostics },
      })),
    },
  };
}

export const listDeploymentTargets: Handler<
  CD.ListDeploymentTargetsInput,
  CD.ListDeploymentTargetsOutput
> = (input, ctx) => {
  const { targets } = deploymentOrThrow(ctx, input.deploymentId).state;
  const { items, nextToken } = page(
    targets.map((t) => t.id),
    PAGE_SIZE,
    input.nextToken,
  );
  return { targetIds: items, nextToken };
};

export const batchGetDeploymentTargets: Handler<
  CD.BatchGetDeploymentTargetsInput,
  CD.BatchGetDeploymentTargetsOutput
> = (input, ctx) => {
  const d = deploymentOrThrow(ctx, input.deploymentId);
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
