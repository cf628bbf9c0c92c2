import type * as AS from '@aws-sdk/client-auto-scaling';
import type * as EC2 from '@aws-sdk/client-ec2';
import { nextLook, step } from '../../core/scaling/machine';
import type { Activity, GroupCommand, GroupEvent, Hook, Zone } from '../../core/scaling/state';
import type { Ctx } from '../../ports/context';
import {
  activities,
  activityKey,
  detailsOf,
  groups,
  scheduledActions,
  scheduledKey,
  type Group,
} from './documents';

/** How soon a group is looked at again while something is under way. */
const SOON_MS = 300;
/** How often a group asks the load balancer whether its instances are healthy. */
const BALANCER_MS = 1_000;
/** How many activities are kept of a group; AWS keeps those of six weeks. */
const KEPT_ACTIVITIES = 200;

/** All jobs of a group, one after another. */
export const jobKey = (group: Group): string => `autoscaling/${group.state.uuid}`;

/** Looks at a group soon, and no second time at its old hour. */
export function lookAt(ctx: Ctx, group: Group, at: number): void {
  ctx.store.cancelJobs('autoscaling.look', jobKey(group));
  ctx.enqueue('autoscaling.look', jobKey(group), { name: group.name }, at);
}

function schedule(ctx: Ctx, group: Group): void {
  const now = ctx.clock.now();
  const { settings, members } = group.state;
  const asks = settings.checksBalancer && settings.targetGroups.length > 0 && members.length > 0;
  const next = nextLook(group.state, now, SOON_MS);
  const at = asks ? Math.min(next ?? Infinity, now + BALANCER_MS) : next;
  if (at === undefined) ctx.store.cancelJobs('autoscaling.look', jobKey(group));
  else lookAt(ctx, group, at);
}

function keep(ctx: Ctx, group: Group, activity: Activity): void {
  ctx.store.put(activities, activityKey(group.name, activity.id), {
    ...activity,
    group: group.name,
    groupArn: group.arn,
  });
  const all = ctx.store.newest(activities, `${group.name}\n`, KEPT_ACTIVITIES + 1);
  const oldest = all[KEPT_ACTIVITIES];
  if (oldest) ctx.store.delete(activities, activityKey(group.name, oldest.id));
}

const instanceArn = (ctx: Ctx, id: string): string => ctx.arn('ec2', `instance/${id}`);

/** What EventBridge delivers of a launch or a termination (user guide, "Amazon EC2 Auto Scaling event reference"). */
function announce(
  ctx: Ctx,
  group: Group,
  { event, activity }: GroupCommand & { readonly type: 'announce' },
): void {
  const id = activity.instanceId;
  const origin = event.startsWith('Launch')
    ? { Origin: 'EC2', Destination: 'AutoScalingGroup' }
    : { Origin: 'AutoScalingGroup', Destination: 'EC2' };
  const failed = event === 'Launch Unsuccessful';
  const detail = {
    StatusCode: failed ? 'Failed' : 'InProgress',
    Description: activity.description,
    AutoScalingGroupName: group.name,
    ActivityId: activity.id,
    Details: detailsOf(activity),
    RequestId: activity.id,
    StatusMessage: activity.message ?? '',
    StartTime: new Date(activity.startTime).toISOString(),
    EndTime: new Date(activity.endTime ?? ctx.clock.now()).toISOString(),
    EC2InstanceId: id ?? '',
    Cause: activity.cause,
    ...origin,
  };
  const resources = [group.arn, ...(id === undefined ? [] : [instanceArn(ctx, id)])];
  ctx.emit('aws.autoscaling', `EC2 Instance ${event}`, detail, resources);
  const Event = TOPIC_EVENTS[event];
  const message = { ...detail, Event, Progress: failed ? DONE : HALFWAY };
  for (const { arn, types } of group.topics)
    if (types.includes(Event)) tellTopic(ctx, group, arn, message);
}

/** The progress in the messages of launches and terminations, as published ones have it. */
const HALFWAY = 50;
const DONE = 100;

const TOPIC_EVENTS = {
  'Launch Successful': 'autoscaling:EC2_INSTANCE_LAUNCH',
  'Launch Unsuccessful': 'autoscaling:EC2_INSTANCE_LAUNCH_ERROR',
  'Terminate Successful': 'autoscaling:EC2_INSTANCE_TERMINATE',
} as const;

const SUBJECTS: Readonly<Record<string, string>> = {
  'autoscaling:EC2_INSTANCE_LAUNCH': 'launch',
  'autoscaling:EC2_INSTANCE_LAUNCH_ERROR': 'failed launch',
  'autoscaling:EC2_INSTANCE_TERMINATE': 'termination',
  'autoscaling:TEST_NOTIFICATION': 'test notification',
};

const noticeKey = (group: Group): string => `${jobKey(group)}/notify`;

/** What a topic or a queue is told. */
export interface Notice {
  readonly target: string;
  readonly subject: string;
  readonly message: Readonly<Record<string, unknown>>;
}

/** A topic or a queue is told of a group, in a job of its own. */
export function tellTopic(
  ctx: Ctx,
  group: Group,
  target: string,
  message: Readonly<Record<string, unknown>> & { readonly Event: string },
): void {
  const notice: Notice = {
    target,
    subject: `Auto Scaling: ${SUBJECTS[message.Event] ?? message.Event} for group "${group.name}"`,
    message: {
      Service: 'AWS Auto Scaling',
      Time: new Date(ctx.clock.now()).toISOString(),
      RequestId: ctx.ids.uuid(),
      AccountId: ctx.accountId,
      AutoScalingGroupName: group.name,
      AutoScalingGroupARN: group.arn,
      ...message,
    },
  };
  ctx.enqueue('autoscaling.notify', noticeKey(group), notice);
}

/** Whoever is put into a hook as its target hears that it is (user guide, "Lifecycle hook notification message examples"). */
export function testTargets(ctx: Ctx, group: Group, hooks: readonly Hook[]): void {
  for (const { target } of hooks)
    if (target) tellTopic(ctx, group, target, { Event: 'autoscaling:TEST_NOTIFICATION' });
}

const DETAIL_TYPES: Readonly<Record<Hook['transition'], string>> = {
  'autoscaling:EC2_INSTANCE_LAUNCHING': 'EC2 Instance-launch Lifecycle Action',
  'autoscaling:EC2_INSTANCE_TERMINATING': 'EC2 Instance-terminate Lifecycle Action',
};

/** An instance waits for a hook: EventBridge tells it, and the hook's own target is sent a message. */
function tellOfHook(
  ctx: Ctx,
  group: Group,
  { id, hook, token }: GroupCommand & { readonly type: 'hook' },
): void {
  const launches = hook.transition === 'autoscaling:EC2_INSTANCE_LAUNCHING';
  const detail = {
    LifecycleActionToken: token,
    AutoScalingGroupName: group.name,
    LifecycleHookName: hook.name,
    EC2InstanceId: id,
    LifecycleTransition: hook.transition,
    ...(hook.metadata === undefined ? {} : { NotificationMetadata: hook.metadata }),
    Origin: launches ? 'EC2' : 'AutoScalingGroup',
    Destination: launches ? 'AutoScalingGroup' : 'EC2',
  };
  ctx.emit('aws.autoscaling', DETAIL_TYPES[hook.transition], detail, [group.arn]);
  if (hook.target)
    ctx.enqueue('autoscaling.notify', noticeKey(group), {
      target: hook.target,
      subject: `Auto Scaling: Lifecycle action '${launches ? 'LAUNCHING' : 'TERMINATING'}' for instance ${id} in progress.`,
      message: {
        ...detail,
        Service: 'AWS Auto Scaling',
        Time: new Date(ctx.clock.now()).toISOString(),
        AccountId: ctx.accountId,
        RequestId: token,
      },
    } satisfies Notice);
}

const overrides = (group: Group): AS.LaunchTemplateOverrides | undefined =>
  group.mixedInstances?.LaunchTemplate?.Overrides?.[0];

/** The request that launches an instance of the group: with its token it launches one, however often it is sent. */
function launchRequest(group: Group, activity: string, zone: Zone): EC2.RunInstancesRequest {
  const first = overrides(group);
  const { id, version } = group.state.settings.template;
  return {
    LaunchTemplate: { LaunchTemplateId: id, Version: version },
    InstanceType: first?.InstanceType as EC2._InstanceType | undefined,
    ImageId: first?.ImageId,
    SubnetId: zone.subnet,
    MinCount: 1,
    MaxCount: 1,
    ClientToken: activity,
    TagSpecifications: [
      {
        ResourceType: 'instance',
        Tags: [
          { Key: 'aws:autoscaling:groupName', Value: group.name },
          ...group.tags.filter((t) => t.propagates).map((t) => ({ Key: t.key, Value: t.value })),
        ],
      },
    ],
  };
}

/** What a launch's job is about. */
export interface Launch {
  readonly name: string;
  readonly activity: string;
  readonly request: EC2.RunInstancesRequest;
}
export interface OfInstance {
  readonly id: string;
  readonly targetGroups: readonly string[];
}

function carryOut(ctx: Ctx, group: Group, command: GroupCommand): void {
  const { name } = group;
  switch (command.type) {
    case 'record':
      return keep(ctx, group, command.activity);
    case 'launch': {
      const { activity, zone } = command;
      const request = launchRequest(group, activity, zone);
      const launch: Launch = { name, activity, request };
      return ctx.enqueue('autoscaling.launch', jobKey(group), launch);
    }
    case 'terminate':
      return ctx.enqueue('autoscaling.terminate', jobKey(group), { id: command.id });
    case 'register':
    case 'deregister': {
      const { id, targetGroups } = command;
      const payload: OfInstance = { id, targetGroups };
      return ctx.enqueue(`autoscaling.${command.type}`, jobKey(group), payload);
    }
    case 'hook':
      return tellOfHook(ctx, group, command);
    case 'announce':
      return announce(ctx, group, command);
    case 'refresh':
      return ctx.emit(
        'aws.autoscaling',
        `EC2 Auto Scaling Instance Refresh ${command.status}`,
        { InstanceRefreshId: command.id, AutoScalingGroupName: name },
        [group.arn],
      );
    case 'detached':
      return ctx.enqueue('autoscaling.untag', jobKey(group), { id: command.id });
    case 'deleted':
      for (const planned of ctx.store.list(scheduledActions, `${name}\n`))
        ctx.store.delete(scheduledActions, scheduledKey(name, planned.name));
      ctx.store.delete(groups, name);
  }
}

/** One event of a group: what follows from it is stored with it, in one transaction. */
export function advance(ctx: Ctx, group: Group, event: GroupEvent): Group {
  return ctx.store.transaction(() => {
    const { state, commands } = step(group.state, event);
    const now: Group = { ...group, state };
    // Most looks change nothing.
    if (state !== group.state || event.type !== 'look') ctx.store.put(groups, group.name, now);
    for (const command of commands) carryOut(ctx, now, command);
    if (commands.some((c) => c.type === 'deleted'))
      ctx.store.cancelJobs('autoscaling.look', jobKey(group));
    else schedule(ctx, now);
    return now;
  });
}
