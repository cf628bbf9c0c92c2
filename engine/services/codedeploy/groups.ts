import type * as CD from '@aws-sdk/client-codedeploy';
import { page } from '../../core/paging';
import type { Ctx, Handler, Wire } from '../../ports/context';
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
import { changeHooks, checkScalingGroups, removeHooks, withHooks } from './scaling-hooks';
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
> = async (input, ctx) => {
  const platform = platformOf(applicationOrThrow(ctx, input.applicationName));
  checkNew(ctx, input.applicationName, input.deploymentGroupName, 'deploymentGroupName');
  const name = input.deploymentGroupName;
  const { autoScalingGroups = [], terminationHookEnabled = false } = input;
  const scaled = withHooks(ctx, name, autoScalingGroups, [], terminationHookEnabled);
  const group: Group = {
    application: input.applicationName,
    name,
    id: ctx.ids.uuid(),
    platform,
    config: configFor(ctx, platform, input.deploymentConfigName).name,
    serviceRoleArn: checkRole(input.serviceRoleArn),
    ...settingsAfter('CreateDeploymentGroup', platform, {}, input, scaled),
    tags: checkTags(input.tags ?? []),
  };
  await checkScalingGroups(ctx, autoScalingGroups);
  await changeHooks(ctx, [], scaled);
  return ctx.store.transaction(() => {
    checkNew(ctx, group.application, name, 'deploymentGroupName');
    ctx.store.put(groups, groupKey(group.application, name), group);
    return { deploymentGroupId: group.id };
  });
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

/** The Auto Scaling groups of a deployment group after an update, with their hooks. */
function scaledAfter(
  ctx: Ctx,
  group: Group,
  name: string,
  { autoScalingGroups, terminationHookEnabled }: Wire<CD.UpdateDeploymentGroupInput>,
): CD.AutoScalingGroup[] {
  const before = group.autoScalingGroups ?? [];
  return withHooks(
    ctx,
    name,
    autoScalingGroups ?? before.flatMap((b) => b.name ?? []),
    before,
    terminationHookEnabled ?? group.terminationHookEnabled ?? false,
  );
}

/** A group as an update leaves it. */
function updated(
  ctx: Ctx,
  group: Group,
  input: Wire<CD.UpdateDeploymentGroupInput>,
  scaled: CD.AutoScalingGroup[],
): Group {
  const platform = platformOf(group);
  const { deploymentConfigName, serviceRoleArn } = input;
  return {
    ...group,
    name: input.newDeploymentGroupName ?? group.name,
    config: deploymentConfigName
      ? configFor(ctx, platform, deploymentConfigName).name
      : group.config,
    serviceRoleArn: serviceRoleArn ? checkRole(serviceRoleArn) : group.serviceRoleArn,
    ...settingsAfter('UpdateDeploymentGroup', platform, group, input, scaled),
  };
}

export const updateDeploymentGroup: Handler<
  CD.UpdateDeploymentGroupInput,
  CD.UpdateDeploymentGroupOutput
> = async (input, ctx) => {
  const found = (): Group =>
    groupOrThrow(ctx, input.applicationName, input.currentDeploymentGroupName);
  const before = found();
  const name = input.newDeploymentGroupName ?? before.name;
  if (name !== before.name) checkNew(ctx, before.application, name, 'newDeploymentGroupName');
  const scaled = scaledAfter(ctx, before, name, input);
  updated(ctx, before, input, scaled);
  await checkScalingGroups(ctx, input.autoScalingGroups);
  const hooksNotCleanedUp = await changeHooks(ctx, before.autoScalingGroups ?? [], scaled);
  return ctx.store.transaction(() => {
    const group = found();
    const changed = updated(ctx, group, input, scaled);
    if (name !== group.name) {
      checkNew(ctx, group.application, name, 'newDeploymentGroupName');
      ctx.store.delete(groups, groupKey(group.application, group.name));
      renameInDeployments(ctx, new Set([group.id]), { group: name });
    }
    ctx.store.put(groups, groupKey(group.application, name), changed);
    return { hooksNotCleanedUp };
  });
};

export const deleteDeploymentGroup: Handler<
  CD.DeleteDeploymentGroupInput,
  CD.DeleteDeploymentGroupOutput
> = async (input, ctx) => {
  const key = groupKey(input.applicationName, input.deploymentGroupName);
  const deleted = ctx.store.transaction(() => {
    const group = ctx.store.get(groups, key);
    if (group) forgetHealth(ctx, group.id);
    ctx.store.delete(groups, key);
    return group;
  });
  return { hooksNotCleanedUp: await removeHooks(ctx, deleted ? [deleted] : []) };
};
