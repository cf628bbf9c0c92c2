import type * as AS from '@aws-sdk/client-auto-scaling';
import { globalTimeout } from '../../core/scaling/draft';
import type { Schedule } from '../../core/scaling/schedule';
import type { Activity, GroupState, Hook, Member } from '../../core/scaling/state';
import type { Ctx } from '../../ports/context';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';

/** What a describing operation answers at once at the most (its model). */
export const MAX_RECORDS = 100;

export interface GroupTag {
  readonly key: string;
  readonly value: string;
  readonly propagates: boolean;
}

/** A group as requests made it, and the state of its machine. */
export interface Group {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly launchTemplate?: AS.LaunchTemplateSpecification | undefined;
  readonly mixedInstances?: AS.MixedInstancesPolicy | undefined;
  readonly cooldown: number;
  readonly healthCheckType: string;
  readonly gracePeriod: number;
  /** The subnets that were named; without any, the zones' default ones. */
  readonly subnets: string | undefined;
  readonly warmup: number | undefined;
  readonly context: string | undefined;
  readonly roleArn: string;
  readonly tags: readonly GroupTag[];
  /** Topics that are told of launches and terminations. */
  readonly topics: readonly { readonly arn: string; readonly types: readonly string[] }[];
  readonly state: GroupState;
}

export const groups = kind<Group>('autoscaling.group');

export const NOTIFICATION_TYPES: readonly string[] = [
  'autoscaling:EC2_INSTANCE_LAUNCH',
  'autoscaling:EC2_INSTANCE_LAUNCH_ERROR',
  'autoscaling:EC2_INSTANCE_TERMINATE',
  'autoscaling:EC2_INSTANCE_TERMINATE_ERROR',
  'autoscaling:TEST_NOTIFICATION',
];

export interface ScheduledAction extends Schedule {
  readonly name: string;
  readonly group: string;
  readonly arn: string;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly desired?: number | undefined;
  /** When it is due next. */
  readonly due: number;
}

export const scheduledActions = kind<ScheduledAction>('autoscaling.scheduled-action');
export const scheduledKey = (group: string, name: string): string => `${group}\n${name}`;

/** An activity with the group it belongs to, which may be gone. */
export interface GroupActivity extends Activity {
  readonly group: string;
  readonly groupArn: string;
}

/** By `GROUP/ID`: ids are counted within a group. */
export const activities = kind<GroupActivity>('autoscaling.activity');
export const activityKey = (group: string, id: string): string => `${group}\n${id}`;

export const invalid = (message: string): AwsError => new AwsError('ValidationError', message);

/** By its name, or by its ARN. */
export function groupNamed(ctx: Ctx, named: string): Group | undefined {
  const name = /:autoScalingGroupName\/(.+)$/.exec(named)?.[1] ?? named;
  return ctx.store.get(groups, name);
}

export function groupOrThrow(ctx: Ctx, named: string): Group {
  const found = groupNamed(ctx, named);
  if (!found)
    throw invalid(`AutoScalingGroup name not found - AutoScalingGroup '${named}' not found`);
  return found;
}

/** The group that an instance belongs to, and the instance in it. */
export function memberOf(ctx: Ctx, id: string): { group: Group; member: Member } | undefined {
  for (const group of ctx.store.list(groups)) {
    const member = group.state.members.find((m) => m.id === id && m.launched);
    if (member) return { group, member };
  }
  return undefined;
}

export function memberOrThrow({ name, state }: Group, id: string): Member {
  const member = state.members.find((m) => m.id === id && m.launched);
  if (!member) throw invalid(`The instance ${id} is not part of Auto Scaling group ${name}.`);
  return member;
}

/** What the members of a group are launched from, as it is told of each of them. */
function launchedFrom({ template }: Member): AS.LaunchTemplateSpecification | undefined {
  return (
    template && {
      LaunchTemplateId: template.id,
      LaunchTemplateName: template.name,
      Version: template.version,
    }
  );
}

export const instanceDto = (member: Member): AS.Instance => ({
  InstanceId: member.id,
  InstanceType: member.instanceType,
  AvailabilityZone: member.zone,
  LifecycleState: member.state,
  HealthStatus: member.illness ? 'Unhealthy' : 'Healthy',
  LaunchTemplate: launchedFrom(member),
  ImageId: member.imageId,
  ProtectedFromScaleIn: member.isProtected,
});

/** Here AWS writes the health in capitals. */
export const memberDto = ({ name }: Group, member: Member): AS.AutoScalingInstanceDetails => ({
  ...instanceDto(member),
  AutoScalingGroupName: name,
  LifecycleState: member.state,
  HealthStatus: member.illness ? 'UNHEALTHY' : 'HEALTHY',
});

export const tagDto = (group: Group, tag: GroupTag): AS.TagDescription => ({
  ResourceId: group.name,
  ResourceType: 'auto-scaling-group',
  Key: tag.key,
  Value: tag.value,
  PropagateAtLaunch: tag.propagates,
});

const SECOND_MS = 1000;

export const hookDto = ({ name }: Group, hook: Hook): AS.LifecycleHook => ({
  LifecycleHookName: hook.name,
  AutoScalingGroupName: name,
  LifecycleTransition: hook.transition,
  NotificationTargetARN: hook.target,
  RoleARN: hook.role,
  NotificationMetadata: hook.metadata,
  HeartbeatTimeout: hook.timeoutMs / SECOND_MS,
  GlobalTimeout: globalTimeout(hook.timeoutMs) / SECOND_MS,
  DefaultResult: hook.result,
});

/** Members that EC2 has answered for; one that is being launched has no id yet. */
export const launchedOf = ({ state }: Group): readonly Member[] =>
  state.members.filter((m) => m.launched);

export function groupDto(group: Group, withInstances = true): AS.AutoScalingGroup {
  const { settings } = group.state;
  const sources = settings.targetGroups;
  return {
    AutoScalingGroupName: group.name,
    AutoScalingGroupARN: group.arn,
    LaunchTemplate: group.launchTemplate,
    MixedInstancesPolicy: group.mixedInstances,
    MinSize: settings.min,
    MaxSize: settings.max,
    DesiredCapacity: settings.desired,
    DefaultCooldown: group.cooldown,
    AvailabilityZones: [...new Set(settings.zones.map((z) => z.zone))],
    LoadBalancerNames: [],
    TargetGroupARNs: [...sources],
    HealthCheckType: group.healthCheckType,
    HealthCheckGracePeriod: group.gracePeriod,
    Instances: withInstances ? launchedOf(group).map(instanceDto) : [],
    CreatedTime: new Date(group.createdAt),
    SuspendedProcesses: settings.suspended.map((ProcessName) => ({
      ProcessName,
      SuspensionReason: `User suspended at ${new Date(group.state.suspendedAt ?? group.createdAt).toISOString().replace(/\.\d+Z$/, 'Z')}`,
    })),
    VPCZoneIdentifier: group.subnets ?? '',
    EnabledMetrics: [],
    Status: group.state.deleting ? 'Delete in progress' : undefined,
    Tags: group.tags.map((t) => tagDto(group, t)),
    TerminationPolicies: [...settings.policies],
    NewInstancesProtectedFromScaleIn: settings.protectsNew,
    ServiceLinkedRoleARN: group.roleArn,
    Context: group.context,
    DefaultInstanceWarmup: group.warmup,
    TrafficSources: sources.map((Identifier) => ({ Identifier, Type: 'elbv2' })),
    AvailabilityZoneDistribution: { CapacityDistributionStrategy: 'balanced-best-effort' },
    CapacityReservationSpecification: { CapacityReservationPreference: 'default' },
  };
}

export function activityDto(a: GroupActivity, isDeleted: boolean): AS.Activity {
  return {
    ActivityId: a.id,
    AutoScalingGroupName: a.group,
    Description: a.description,
    Cause: a.cause,
    StartTime: new Date(a.startTime),
    EndTime: a.endTime === undefined ? undefined : new Date(a.endTime),
    StatusCode: a.status as AS.ScalingActivityStatusCode,
    StatusMessage: a.message,
    Progress: a.progress,
    Details: JSON.stringify(detailsOf(a)),
    AutoScalingGroupState: isDeleted ? 'Deleted' : undefined,
    AutoScalingGroupARN: a.groupArn,
  };
}

export const detailsOf = (a: Activity): Readonly<Record<string, string>> => ({
  'Subnet ID': a.subnet,
  'Availability Zone': a.zone,
});
