import type * as CD from '@aws-sdk/client-codedeploy';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import {
  applicationOrThrow,
  groupKey,
  groupOrThrow,
  groups,
  platformOf,
  type Group,
} from './documents';
import { deployments } from './deployments';

/** A deployment as its group tells of it: how it ended, too ([model] LastDeploymentInfo). */
function lastOf(ctx: Ctx, id: string | undefined): CD.LastDeploymentInfo | undefined {
  const d = id === undefined ? undefined : ctx.store.get(deployments, id);
  return (
    d && {
      deploymentId: d.id,
      status: d.state.status,
      createTime: new Date(d.createdAt),
      endTime: d.state.endTime === undefined ? undefined : new Date(d.state.endTime),
    }
  );
}

/**
 * The target revision is that of the last success: after a failure it is not what the instances have.
 * AWS answers empty lists where nothing was given.
 */
const groupDto = (ctx: Ctx, g: Group): CD.DeploymentGroupInfo => ({
  applicationName: g.application,
  deploymentGroupName: g.name,
  deploymentGroupId: g.id,
  deploymentConfigName: g.config,
  serviceRoleArn: g.serviceRoleArn,
  alarmConfiguration: g.alarmConfiguration,
  autoRollbackConfiguration: g.autoRollbackConfiguration,
  autoScalingGroups: g.autoScalingGroups ?? [],
  blueGreenDeploymentConfiguration: g.blueGreenDeploymentConfiguration,
  ec2TagFilters: g.ec2TagFilters ?? [],
  ec2TagSet: g.ec2TagSet,
  ecsServices: g.ecsServices,
  loadBalancerInfo: g.loadBalancerInfo,
  onPremisesInstanceTagFilters: g.onPremisesInstanceTagFilters ?? [],
  onPremisesTagSet: g.onPremisesTagSet,
  outdatedInstancesStrategy: g.outdatedInstancesStrategy ?? 'UPDATE',
  terminationHookEnabled: g.terminationHookEnabled ?? false,
  triggerConfigurations: g.triggerConfigurations ?? [],
  targetRevision: g.revision,
  computePlatform: platformOf(g),
  deploymentStyle: { ...IN_PLACE, ...g.deploymentStyle },
  lastSuccessfulDeployment: lastOf(ctx, g.lastSuccessful),
  lastAttemptedDeployment: lastOf(ctx, g.lastAttempted),
});

const IN_PLACE: CD.DeploymentStyle = {
  deploymentType: 'IN_PLACE',
  deploymentOption: 'WITHOUT_TRAFFIC_CONTROL',
};

/** [model] What one call may ask for. */
const MAX_GROUPS = 100;

export const getDeploymentGroup: Handler<
  CD.GetDeploymentGroupInput,
  CD.GetDeploymentGroupOutput
> = (input, ctx) => ({
  deploymentGroupInfo: groupDto(
    ctx,
    groupOrThrow(ctx, input.applicationName, input.deploymentGroupName),
  ),
});

export const batchGetDeploymentGroups: Handler<
  CD.BatchGetDeploymentGroupsInput,
  CD.BatchGetDeploymentGroupsOutput
> = (input, ctx) => {
  if (input.deploymentGroupNames.length > MAX_GROUPS)
    throw new AwsError(
      'BatchLimitExceededException',
      `At most ${MAX_GROUPS} deployment group names`,
    );
  applicationOrThrow(ctx, input.applicationName);
  const found = input.deploymentGroupNames.map((name) => ({
    name,
    group: ctx.store.get(groups, groupKey(input.applicationName, name)),
  }));
  const missing = found.filter((f) => !f.group).map((f) => f.name);
  return {
    deploymentGroupsInfo: found.flatMap(({ group }) => (group ? [groupDto(ctx, group)] : [])),
    errorMessage: missing.length
      ? `No Deployment Group found for name: ${missing.join(', ')}`
      : undefined,
  };
};
