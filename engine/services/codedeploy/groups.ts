import type * as CD from '@aws-sdk/client-codedeploy';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { checkPattern } from '../../wire/validate';
import { configFor } from './configs';
import {
  applicationOrThrow,
  groupKey,
  groupOrThrow,
  groups,
  NAME,
  PAGE_SIZE,
  platformOf,
  type Group,
} from './documents';
import { checkRole, settingsAfter } from './group-settings';
import { renameInDeployments } from './renames';
import { forgetHealth } from './instance-health';
import { checkTags } from './tag-limits';

function checkNew(ctx: Ctx, application: string, name: string, member: string): void {
  checkPattern(name, NAME, member, 'InvalidDeploymentGroupNameException');
  if (ctx.store.get(groups, groupKey(application, name)))
    throw new AwsError(
      'DeploymentGroupAlreadyExistsException',
      `Deployment group name already exists: ${name}`,
    );
}

export const createDeploymentGroup: Handler<
  CD.CreateDeploymentGroupInput,
  CD.CreateDeploymentGroupOutput
> = (input, ctx) => {
  const platform = platformOf(applicationOrThrow(ctx, input.applicationName));
  checkNew(ctx, input.applicationName, input.deploymentGroupName, 'deploymentGroupName');
  const group: Group = {
    application: input.applicationName,
    name: input.deploymentGroupName,
    id: ctx.ids.uuid(),
    platform,
    config: configFor(ctx, platform, input.deploymentConfigName).name,
    serviceRoleArn: checkRole(input.serviceRoleArn),
    ...settingsAfter('CreateDeploymentGroup', platform, {}, input),
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

export const updateDeploymentGroup: Handler<
  CD.UpdateDeploymentGroupInput,
  CD.UpdateDeploymentGroupOutput
> = (input, ctx) =>
  ctx.store.transaction(() => {
    const group = groupOrThrow(ctx, input.applicationName, input.currentDeploymentGroupName);
    const name = input.newDeploymentGroupName ?? group.name;
    const platform = platformOf(group);
    const { deploymentConfigName, serviceRoleArn } = input;
    const changed: Group = {
      ...group,
      name,
      config: deploymentConfigName
        ? configFor(ctx, platform, deploymentConfigName).name
        : group.config,
      serviceRoleArn: serviceRoleArn ? checkRole(serviceRoleArn) : group.serviceRoleArn,
      ...settingsAfter('UpdateDeploymentGroup', platform, group, input),
    };
    if (name !== group.name) {
      checkNew(ctx, group.application, name, 'newDeploymentGroupName');
      ctx.store.delete(groups, groupKey(group.application, group.name));
      renameInDeployments(ctx, new Set([group.id]), { group: name });
    }
    ctx.store.put(groups, groupKey(group.application, name), changed);
    return { hooksNotCleanedUp: [] };
  });

/** Hooks are those of Auto Scaling groups, which no group here has. */
export const deleteDeploymentGroup: Handler<
  CD.DeleteDeploymentGroupInput,
  CD.DeleteDeploymentGroupOutput
> = (input, ctx) => {
  const key = groupKey(input.applicationName, input.deploymentGroupName);
  ctx.store.transaction(() => {
    const group = ctx.store.get(groups, key);
    if (group) forgetHealth(ctx, group.id);
    ctx.store.delete(groups, key);
  });
  return { hooksNotCleanedUp: [] };
};
