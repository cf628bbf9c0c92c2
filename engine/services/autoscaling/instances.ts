import type * as AS from '@aws-sdk/client-auto-scaling';
import type { GroupEvent, LifecycleState, Member } from '../../core/scaling/state';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { advance } from './advance';
import {
  activities,
  activityDto,
  activityKey,
  groupOrThrow,
  groups,
  invalid,
  memberOf,
  memberOrThrow,
  type Group,
} from './documents';

/** A change of one instance, and the activity that shows it. */
function changed(ctx: Ctx, group: Group, event: GroupEvent & { readonly id: string }): AS.Activity {
  const after = advance(ctx, group, event);
  const member = after.state.members.find((m) => m.id === event.id);
  const id = member?.activity.id ?? '';
  const activity = ctx.store.get(activities, activityKey(group.name, id));
  if (!activity) throw new Error(`no activity of ${event.id}`);
  return activityDto(activity, false);
}

/** What has to be so of each instance of a request before any of them is changed. */
function checkStates(
  group: Group,
  ids: readonly string[],
  states: readonly LifecycleState[],
): readonly Member[] {
  const members = ids.map((id) => memberOrThrow(group, id));
  const wrong = members.find((m) => !states.includes(m.state));
  if (wrong) throw invalid(`The instance ${wrong.id} is not in ${states.join(' or ')}.`);
  return members;
}

/** A group may not have fewer than its minimum, or more than its maximum. */
function checkBounds(group: Group, more: number, what: string): void {
  const { min, max, desired } = group.state.settings;
  if (desired + more >= min && desired + more <= max) return;
  throw invalid(
    `AutoScalingGroup ${group.name} has min-size=${min}, max-size=${max}, and desired-size=${desired}. To ${what} ${Math.abs(more)} instance, please update the AutoScalingGroup sizes appropriately.`,
  );
}

function each(
  ctx: Ctx,
  name: string,
  ids: readonly string[],
  event: (id: string) => GroupEvent & { readonly id: string },
): AS.Activity[] {
  return ctx.store.transaction(() =>
    ids.map((id) => changed(ctx, groupOrThrow(ctx, name), event(id))),
  );
}

export const terminateInstanceInAutoScalingGroup: Handler<
  AS.TerminateInstanceInAutoScalingGroupType,
  AS.ActivityType
> = (input, ctx) => {
  const id = input.InstanceId ?? '';
  const found = memberOf(ctx, id);
  if (!found)
    throw invalid(`Instance Id not found - No managed instance found for instance ID: ${id}`);
  const { group, member } = found;
  const decrement = input.ShouldDecrementDesiredCapacity;
  if (member.state.startsWith('Terminating'))
    throw new AwsError(
      'ScalingActivityInProgress',
      `Scaling activity ${member.activity.id} is in progress and blocks this action`,
    );
  if (decrement) checkBounds(group, -1, 'terminate');
  const at = ctx.clock.now();
  return { Activity: changed(ctx, group, { type: 'terminate', at, id, decrement }) };
};

export const detachInstances: Handler<AS.DetachInstancesQuery, AS.DetachInstancesAnswer> = (
  input,
  ctx,
) => {
  const name = input.AutoScalingGroupName;
  const group = groupOrThrow(ctx, name);
  const ids = input.InstanceIds ?? [];
  const decrement = input.ShouldDecrementDesiredCapacity;
  checkStates(group, ids, ['InService', 'Standby']);
  if (decrement) checkBounds(group, -ids.length, 'detach');
  const at = ctx.clock.now();
  return {
    Activities: each(ctx, name, ids, (id) => ({ type: 'detach', at, id, decrement })),
  };
};

export const enterStandby: Handler<AS.EnterStandbyQuery, AS.EnterStandbyAnswer> = (input, ctx) => {
  const name = input.AutoScalingGroupName;
  const group = groupOrThrow(ctx, name);
  const ids = input.InstanceIds ?? [];
  const decrement = input.ShouldDecrementDesiredCapacity;
  checkStates(group, ids, ['InService']);
  if (decrement) checkBounds(group, -ids.length, 'place into standby');
  const at = ctx.clock.now();
  return {
    Activities: each(ctx, name, ids, (id) => ({ type: 'standby', at, id, decrement })),
  };
};

export const exitStandby: Handler<AS.ExitStandbyQuery, AS.ExitStandbyAnswer> = (input, ctx) => {
  const name = input.AutoScalingGroupName;
  const group = groupOrThrow(ctx, name);
  const ids = input.InstanceIds ?? [];
  checkStates(group, ids, ['Standby']);
  checkBounds(group, ids.length, 'move out of standby');
  const at = ctx.clock.now();
  return { Activities: each(ctx, name, ids, (id) => ({ type: 'exit-standby', at, id })) };
};

export const attachInstances: Handler<AS.AttachInstancesQuery, object> = async (input, ctx) => {
  const name = input.AutoScalingGroupName;
  groupOrThrow(ctx, name);
  const ids = input.InstanceIds ?? [];
  const { Reservations } = await ctx.call.ec2
    .describeInstances({ InstanceIds: ids })
    .catch((error: unknown) => {
      if (error instanceof AwsError) throw invalid(`Invalid Instance ID(s): ${ids.join(', ')}`);
      throw error;
    });
  const found = (Reservations ?? []).flatMap((r) => r.Instances ?? []);
  ctx.store.transaction(() => {
    const group = groupOrThrow(ctx, name);
    checkBounds(group, ids.length, 'attach');
    for (const instance of found) {
      const id = instance.InstanceId ?? '';
      const zone = {
        zone: instance.Placement?.AvailabilityZone ?? '',
        subnet: instance.SubnetId ?? '',
      };
      const other = memberOf(ctx, id);
      if (other)
        throw invalid(
          `Instance ${id} is already part of AutoScalingGroup:${other.group.name}, cannot attach.`,
        );
      if (instance.State?.Name !== 'running')
        throw invalid(
          `Instance ${id} is not in correct state. Instance(s) must be in 'running' state.`,
        );
      if (!group.state.settings.zones.some((z) => z.zone === zone.zone))
        throw invalid(
          `The instance ${id} is not in an Availability Zone of Auto Scaling group ${name}.`,
        );
      const at = ctx.clock.now();
      const { InstanceType: instanceType, ImageId: imageId } = instance;
      advance(ctx, groupOrThrow(ctx, name), {
        type: 'attach',
        at,
        id,
        zone,
        instanceType,
        imageId,
      });
      ctx.enqueue('autoscaling.tag', `autoscaling/${group.state.uuid}`, { id, name });
    }
  });
  return {};
};

const HEALTH: Readonly<Record<string, boolean>> = { healthy: true, unhealthy: false };

export const setInstanceHealth: Handler<AS.SetInstanceHealthQuery, object> = (input, ctx) => {
  const id = input.InstanceId;
  const found = memberOf(ctx, id);
  if (!found)
    throw invalid(`Instance Id not found - No managed instance found for instance ID: ${id}`);
  const isHealthy = HEALTH[input.HealthStatus.toLowerCase()];
  if (isHealthy === undefined)
    throw invalid(`Valid instance health states are: [Healthy, Unhealthy].`);
  const { group, member } = found;
  const at = ctx.clock.now();
  const since = member.serviceSince ?? at;
  const respects = input.ShouldRespectGracePeriod ?? true;
  // Until its grace period is over an instance is taken for healthy.
  if (!isHealthy && respects && at < since + group.state.settings.graceMs) return {};
  advance(ctx, group, { type: 'health', at, id, isHealthy });
  return {};
};

export const setInstanceProtection: Handler<AS.SetInstanceProtectionQuery, object> = (
  input,
  ctx,
) => {
  const name = input.AutoScalingGroupName;
  const group = groupOrThrow(ctx, name);
  for (const id of input.InstanceIds) {
    const { state } = memberOrThrow(group, id);
    if (!['InService', 'EnteringStandby', 'Standby'].includes(state))
      throw invalid(`The instance ${id} is not in InService or EnteringStandby or Standby.`);
  }
  const at = ctx.clock.now();
  const isProtected = input.ProtectedFromScaleIn;
  ctx.store.transaction(() => {
    for (const id of input.InstanceIds)
      advance(ctx, groupOrThrow(ctx, name), { type: 'protect', at, id, isProtected });
  });
  return {};
};

/** Whether a group of that name is still there. */
export const isDeleted = (ctx: Ctx, name: string): boolean =>
  ctx.store.get(groups, name) === undefined;
