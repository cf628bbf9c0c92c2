import type * as CD from '@aws-sdk/client-codedeploy';
import { page } from '../../core/paging';
import type { Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { checkPattern } from '../../wire/validate';
import { checkConfig } from './configs';
import {
  applicationOrThrow,
  groupKey,
  groupOrThrow,
  groups,
  NAME,
  PAGE_SIZE,
  type Group,
} from './documents';
import { checkTags } from './tag-limits';

export const createDeploymentGroup: Handler<
  CD.CreateDeploymentGroupInput,
  CD.CreateDeploymentGroupOutput
> = (input, ctx) => {
  checkPattern(
    input.deploymentGroupName,
    NAME,
    'deploymentGroupName',
    'InvalidDeploymentGroupNameException',
  );
  applicationOrThrow(ctx, input.applicationName);
  if (ctx.store.get(groups, groupKey(input.applicationName, input.deploymentGroupName)))
    throw new AwsError(
      'DeploymentGroupAlreadyExistsException',
      `Deployment group name already exists: ${input.deploymentGroupName}`,
    );
  if (input.ec2TagFilters?.length && input.ec2TagSet)
    throw new AwsError(
      'InvalidEC2TagCombinationException',
      'Give ec2TagFilters or ec2TagSet, not both',
    );
  for (const [what, given] of [
    ['autoScalingGroups', input.autoScalingGroups?.length],
    ['loadBalancerInfo', input.loadBalancerInfo],
    ['blueGreenDeploymentConfiguration', input.blueGreenDeploymentConfiguration],
    ['alarmConfiguration', input.alarmConfiguration?.enabled],
    ['autoRollbackConfiguration', input.autoRollbackConfiguration?.enabled],
    ['triggerConfigurations', input.triggerConfigurations?.length],
    ['onPremisesInstanceTagFilters', input.onPremisesInstanceTagFilters?.length],
  ] as const) {
    if (given)
      throw new AwsError(
        'InvalidInputException',
        `${what} is not served by Starboard's engine yet`,
      );
  }
  const group: Group = {
    application: input.applicationName,
    name: input.deploymentGroupName,
    id: ctx.ids.uuid(),
    config: checkConfig(input.deploymentConfigName ?? 'CodeDeployDefault.OneAtATime'),
    serviceRoleArn: input.serviceRoleArn,
    ec2TagFilters: input.ec2TagFilters,
    ec2TagSet: input.ec2TagSet,
    tags: checkTags(input.tags ?? []),
  };
  ctx.store.put(groups, groupKey(group.application, group.name), group);
  return { deploymentGroupId: group.id };
};

export const listDeploymentGroups: Handler<
  CD.ListDeploymentGroupsInput,
  CD.ListDeploymentGroupsOutput
> = (input, ctx) => {
  applicationOrThrow(ctx, input.applicationName);
  const names = ctx.store.list(groups, groupKey(input.applicationName, '')).map((g) => g.name);
  const { items, nextToken } = page(names, PAGE_SIZE, input.nextToken);
  return { applicationName: input.applicationName, deploymentGroups: items, nextToken };
};

export const updateDeploymentGroup: Handler<CD.UpdateDeploymentGroupInput, object> = (
  input,
  ctx,
) => {
  const group = groupOrThrow(ctx, input.applicationName, input.currentDeploymentGroupName);
  if (input.newDeploymentGroupName)
    throw new AwsError(
      'InvalidInputException',
      "Renaming a deployment group is not served by Starboard's engine yet",
    );
  ctx.store.put(groups, groupKey(group.application, group.name), {
    ...group,
    config: input.deploymentConfigName ? checkConfig(input.deploymentConfigName) : group.config,
    serviceRoleArn: input.serviceRoleArn ?? group.serviceRoleArn,
    ...(input.ec2TagFilters ? { ec2TagFilters: input.ec2TagFilters, ec2TagSet: undefined } : {}),
    ...(input.ec2TagSet ? { ec2TagSet: input.ec2TagSet, ec2TagFilters: undefined } : {}),
  });
  return {};
};

export const deleteDeploymentGroup: Handler<CD.DeleteDeploymentGroupInput, object> = (
  input,
  ctx,
) => {
  ctx.store.delete(groups, groupKey(input.applicationName, input.deploymentGroupName));
  return {};
};
