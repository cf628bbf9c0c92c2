import type * as AS from '@aws-sdk/client-auto-scaling';
import { page } from '../../core/paging';
import { servicePrincipal } from '../../core/partition';
import { create } from '../../core/scaling/machine';
import type { Settings } from '../../core/scaling/state';
import { SET_DESIRED, UPDATED } from '../../core/scaling/words';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { advance, testTargets } from './advance';
import {
  groupDto,
  groupOrThrow,
  groups,
  invalid,
  MAX_RECORDS,
  memberDto,
  launchedOf,
  type Group,
} from './documents';
import { filteredGroups } from './filters';
import {
  checkCapacity,
  checkMixed,
  checkPolicies,
  checksOf,
  checkTargetGroups,
  namedTemplate,
  resolveTemplate,
  resolveZones,
  seconds,
  targetGroupsOf,
} from './group-input';
import { hookOf } from './hook-input';
import { tagsOf } from './tags';

const DEFAULT_COOLDOWN = 300;
/** A limit of the account on AWS. */
export const MOST_GROUPS = 500;

const serviceRole = (ctx: Ctx): string =>
  `arn:${ctx.partition}:iam::${ctx.accountId}:role/aws-service-role/${servicePrincipal('autoscaling')}/AWSServiceRoleForAutoScaling`;

function checkName(ctx: Ctx, name: string): void {
  if (ctx.store.get(groups, name))
    throw new AwsError(
      'AlreadyExists',
      `AutoScalingGroup by this name already exists - A group with the name ${name} already exists`,
    );
  if (name.includes(':') || /[\r\n\t]/.test(name))
    throw invalid(`Invalid AutoScalingGroup name '${name}'`);
  if (ctx.store.list(groups).length >= MOST_GROUPS)
    throw new AwsError(
      'LimitExceeded',
      `You have already reached the maximum number of AutoScalingGroups: ${MOST_GROUPS}`,
    );
}

async function settingsOf(input: AS.CreateAutoScalingGroupType, ctx: Ctx): Promise<Settings> {
  const named = namedTemplate(input);
  if (!named)
    throw invalid(
      'Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.',
    );
  const zones = await resolveZones(ctx, input);
  if (!zones) throw invalid('At least one Availability Zone or VPC Subnet is required.');
  const targetGroups = targetGroupsOf(input.TargetGroupARNs, input.TrafficSources);
  await checkTargetGroups(ctx, targetGroups);
  const min = input.MinSize ?? 0;
  return {
    min,
    max: input.MaxSize ?? 0,
    desired: input.DesiredCapacity ?? min,
    zones,
    template: await resolveTemplate(ctx, named),
    policies: checkPolicies(input.TerminationPolicies ?? []),
    ...checksOf(input.HealthCheckType ?? 'EC2'),
    graceMs: seconds(input.HealthCheckGracePeriod ?? 0),
    protectsNew: input.NewInstancesProtectedFromScaleIn ?? false,
    targetGroups,
    suspended: [],
    hooks: (input.LifecycleHookSpecificationList ?? []).map((h) => hookOf(undefined, h)),
  };
}

export const createAutoScalingGroup: Handler<AS.CreateAutoScalingGroupType, object> = async (
  input,
  ctx,
) => {
  const name = input.AutoScalingGroupName;
  checkName(ctx, name);
  checkMixed(input.MixedInstancesPolicy);
  const settings = await settingsOf(input, ctx);
  checkCapacity(settings);
  const uuid = ctx.ids.uuid();
  // What was asked of other services took a while.
  checkName(ctx, name);
  const at = ctx.clock.now();
  const group: Group = {
    name,
    arn: ctx.arn('autoscaling', `autoScalingGroup:${uuid}:autoScalingGroupName/${name}`),
    createdAt: at,
    launchTemplate: input.LaunchTemplate,
    mixedInstances: input.MixedInstancesPolicy,
    cooldown: input.DefaultCooldown ?? DEFAULT_COOLDOWN,
    healthCheckType: input.HealthCheckType ?? 'EC2',
    gracePeriod: input.HealthCheckGracePeriod ?? 0,
    subnets: input.VPCZoneIdentifier,
    warmup: input.DefaultInstanceWarmup,
    context: input.Context,
    roleArn: input.ServiceLinkedRoleARN ?? serviceRole(ctx),
    tags: tagsOf(input.Tags ?? []),
    topics: [],
    state: create(uuid, settings),
  };
  advance(ctx, group, { type: 'created', at });
  testTargets(ctx, group, settings.hooks);
  return {};
};

export const describeAutoScalingGroups: Handler<
  AS.AutoScalingGroupNamesType,
  AS.AutoScalingGroupsType
> = (input, ctx) => {
  const names = input.AutoScalingGroupNames;
  // One that is not there is left out.
  const found = ctx.store
    .list(groups)
    .filter((g) => !names?.length || names.includes(g.name) || names.includes(g.arn));
  const { items, nextToken } = page(
    filteredGroups(found, input.Filters),
    input.MaxRecords ?? MAX_RECORDS,
    input.NextToken,
  );
  return {
    AutoScalingGroups: items.map((g) => groupDto(g, input.IncludeInstances ?? true)),
    NextToken: nextToken,
  };
};

export const describeAutoScalingInstances: Handler<
  AS.DescribeAutoScalingInstancesType,
  AS.AutoScalingInstancesType
> = (input, ctx) => {
  const ids = input.InstanceIds;
  const all = ctx.store.list(groups).flatMap((g) => launchedOf(g).map((m) => memberDto(g, m)));
  const { items, nextToken } = page(
    all.filter((m) => !ids?.length || ids.includes(m.InstanceId ?? '')),
    input.MaxRecords ?? MAX_RECORDS,
    input.NextToken,
  );
  return { AutoScalingInstances: items, NextToken: nextToken };
};

/** What an update says holds; what it does not say stays. */
function updatedSettings(input: AS.UpdateAutoScalingGroupType, before: Settings): Settings {
  const min = input.MinSize ?? before.min;
  const max = input.MaxSize ?? before.max;
  return {
    ...before,
    min,
    max,
    // Without a word of the desired capacity it keeps to the new bounds.
    desired: input.DesiredCapacity ?? Math.min(Math.max(before.desired, min), max),
    ...(input.TerminationPolicies ? { policies: checkPolicies(input.TerminationPolicies) } : {}),
    ...(input.HealthCheckType === undefined ? {} : checksOf(input.HealthCheckType)),
    ...(input.HealthCheckGracePeriod === undefined
      ? {}
      : { graceMs: seconds(input.HealthCheckGracePeriod) }),
    protectsNew: input.NewInstancesProtectedFromScaleIn ?? before.protectsNew,
  };
}

function updatedGroup(input: AS.UpdateAutoScalingGroupType, group: Group): Group {
  const replacesTemplate = namedTemplate(input) !== undefined;
  return {
    ...group,
    launchTemplate: replacesTemplate ? input.LaunchTemplate : group.launchTemplate,
    mixedInstances: replacesTemplate ? input.MixedInstancesPolicy : group.mixedInstances,
    cooldown: input.DefaultCooldown ?? group.cooldown,
    healthCheckType: input.HealthCheckType ?? group.healthCheckType,
    gracePeriod: input.HealthCheckGracePeriod ?? group.gracePeriod,
    subnets: input.VPCZoneIdentifier ?? group.subnets,
    warmup: input.DefaultInstanceWarmup ?? group.warmup,
    context: input.Context ?? group.context,
    roleArn: input.ServiceLinkedRoleARN ?? group.roleArn,
  };
}

function notDeleting(group: Group): Group {
  if (group.state.deleting)
    throw new AwsError(
      'ScalingActivityInProgress',
      'You cannot change an AutoScalingGroup while it is being deleted.',
    );
  return group;
}

export const updateAutoScalingGroup: Handler<AS.UpdateAutoScalingGroupType, object> = async (
  input,
  ctx,
) => {
  const name = input.AutoScalingGroupName;
  groupOrThrow(ctx, name);
  checkMixed(input.MixedInstancesPolicy);
  const named = namedTemplate(input);
  const template = named && (await resolveTemplate(ctx, named));
  const zones = await resolveZones(ctx, input);
  const group = notDeleting(groupOrThrow(ctx, name));
  const before = group.state.settings;
  const settings: Settings = {
    ...updatedSettings(input, before),
    ...(template ? { template } : {}),
    ...(zones ? { zones } : {}),
  };
  checkCapacity(settings);
  const { min, max, desired } = settings;
  const reason =
    desired === before.desired ? undefined : UPDATED(min, max, before.desired, desired);
  const at = ctx.clock.now();
  advance(ctx, updatedGroup(input, group), { type: 'changed', at, settings, reason });
  return {};
};

export const setDesiredCapacity: Handler<AS.SetDesiredCapacityType, object> = (input, ctx) => {
  const group = notDeleting(groupOrThrow(ctx, input.AutoScalingGroupName));
  const before = group.state.settings;
  const desired = input.DesiredCapacity;
  const wrong = (how: string, bound: number): AwsError =>
    invalid(
      `New SetDesiredCapacity value ${desired} is ${how} value ${bound} for the AutoScalingGroup.`,
    );
  if (desired < before.min) throw wrong('below min', before.min);
  if (desired > before.max) throw wrong('above max', before.max);
  const at = ctx.clock.now();
  if (input.HonorCooldown && at < group.state.lastScaledAt + seconds(group.cooldown))
    throw new AwsError(
      'ScalingActivityInProgress',
      `Scaling activity is in cooldown for the group ${group.name} and blocks this action`,
    );
  const reason = desired === before.desired ? undefined : SET_DESIRED(before.desired, desired);
  advance(ctx, group, { type: 'changed', at, settings: { ...before, desired }, reason });
  return {};
};

export const deleteAutoScalingGroup: Handler<AS.DeleteAutoScalingGroupType, object> = (
  input,
  ctx,
) => {
  const group = groupOrThrow(ctx, input.AutoScalingGroupName);
  const { members } = group.state;
  if (!input.ForceDelete) {
    if (members.some((m) => m.state !== 'Standby' && m.state !== 'InService'))
      throw new AwsError(
        'ScalingActivityInProgress',
        'You cannot delete an AutoScalingGroup while there are scaling activities in progress for that group.',
      );
    if (members.length)
      throw new AwsError(
        'ResourceInUse',
        'You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.',
      );
  }
  advance(ctx, group, { type: 'delete', at: ctx.clock.now() });
  return {};
};
