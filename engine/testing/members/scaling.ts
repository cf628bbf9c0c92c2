import { until } from '../wait';
import type { Any, Calling, Calls } from './calls';

const DATA = { ImageId: 'ami-12345678' };
const template = async (c: Calling, LaunchTemplateName = c.n): Promise<string> =>
  (await c.call('ec2:CreateLaunchTemplate', { LaunchTemplateName, LaunchTemplateData: DATA }))
    .LaunchTemplate.LaunchTemplateId as string;
/** A template of two versions. */
const twoVersions = async (c: Calling): Promise<string> =>
  c.once('a template of two versions', async () => {
    const LaunchTemplateId = await template(c, 'two-versions');
    const LaunchTemplateData = { InstanceType: 't3.large' };
    await c.call('ec2:CreateLaunchTemplateVersion', {
      ...{ LaunchTemplateId, LaunchTemplateData, SourceVersion: '1' },
    });
    return LaunchTemplateId;
  });
const versionsOf = (c: Calling, LaunchTemplateId: string): Promise<unknown> =>
  c.call('ec2:DescribeLaunchTemplateVersions', { LaunchTemplateId });
const NO_TEMPLATE = {
  LaunchTemplateId: 'lt-00000000000000000',
  LaunchTemplateName: 'no-template',
};

const shared = (c: Calling): Promise<string> =>
  c.once('a template for groups', () => template(c, 'for-groups'));
const SUBNET = 'subnet-0defa0175ba2b0a2b';
const bare = async (c: Calling): Promise<Any> => ({
  AutoScalingGroupName: c.n,
  LaunchTemplate: { LaunchTemplateId: await shared(c) },
  AvailabilityZones: ['us-east-1a', 'us-east-1b'],
  MinSize: 0,
  MaxSize: 2,
  DesiredCapacity: 0,
});
const group = async (c: Calling, more: object = {}): Promise<Any> => {
  await c.call('autoscaling:CreateAutoScalingGroup', { ...(await bare(c)), ...more });
  return { AutoScalingGroupName: c.n };
};
const groupNow = (c: Calling): Promise<unknown> =>
  c.call('autoscaling:DescribeAutoScalingGroups', { AutoScalingGroupNames: [c.n] });
const HOOK = {
  LifecycleHookName: 'hook',
  LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
};
const withHook = async (c: Calling): Promise<Any> => {
  const made = await group(c, { LifecycleHookSpecificationList: [HOOK] });
  return { ...made, LifecycleHookName: 'hook' };
};
/** Two groups that everybody may read. */
const two = (more: object) => async (c: Calling) => {
  await c.once('two groups', async () => {
    const Tags = [{ Key: 'k', Value: 'v' }];
    for (const AutoScalingGroupName of ['group-1', 'group-2'])
      await group(c, { AutoScalingGroupName, Tags });
  });
  return more;
};
/** A group of two instances that serve. */
const serving = (more: object) => async (c: Calling) => {
  await c.once('a group that serves', async () => {
    await group(c, { AutoScalingGroupName: 'serving', DesiredCapacity: 2 });
    await until('both serve', async () => {
      const { AutoScalingInstances } = await c.call('autoscaling:DescribeAutoScalingInstances');
      return (
        AutoScalingInstances.length === 2 &&
        AutoScalingInstances.every((i: Any) => i.LifecycleState === 'InService')
      );
    });
  });
  return more;
};
/** A group of which much is planned, and of which a topic is told. */
const planned = (more: object) => async (c: Calling) => {
  await c.once('a planned group', async () => {
    const AutoScalingGroupName = 'planned';
    await group(c, { AutoScalingGroupName });
    for (const ScheduledActionName of ['one', 'two'])
      await c.call('autoscaling:PutScheduledUpdateGroupAction', {
        ...{ AutoScalingGroupName, ScheduledActionName, ...YEARLY },
      });
    await c.call('autoscaling:PutNotificationConfiguration', {
      AutoScalingGroupName,
      TopicARN: 'arn:aws:sns:us-east-1:000000000000:none',
      NotificationTypes: ['autoscaling:EC2_INSTANCE_LAUNCH', 'autoscaling:EC2_INSTANCE_TERMINATE'],
    });
  });
  return more;
};
const YEARLY = { Recurrence: '0 0 29 2 *', DesiredCapacity: 0 };
const PAST = new Date(0);
const TARGETS =
  'arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/none/0123456789abcdef';
const TOKEN = '01234567-0123-0123-0123-0123456789ab';
const SETTINGS = {
  DefaultCooldown: 7,
  HealthCheckType: 'ELB',
  HealthCheckGracePeriod: 7,
  VPCZoneIdentifier: SUBNET,
  TerminationPolicies: ['OldestInstance'],
  NewInstancesProtectedFromScaleIn: true,
  ServiceLinkedRoleARN: 'arn:aws:iam::000000000000:role/mine',
  Context: 'mine',
  DefaultInstanceWarmup: 7,
};
const INSTANCES = { InstanceIds: ['i-00000000'] };
const taking = {
  input: async (c: Calling) => ({ ...(await group(c)), ShouldDecrementDesiredCapacity: false }),
  members: INSTANCES,
};

/** Launch templates, and EC2 Auto Scaling. */
export const scaling: Calls = {
  'ec2:CreateLaunchTemplate': {
    input: (c) => ({ LaunchTemplateName: c.n, LaunchTemplateData: DATA }),
    reads: (c, { LaunchTemplate }) => versionsOf(c, LaunchTemplate.LaunchTemplateId as string),
    members: {
      VersionDescription: 'a description',
      TagSpecifications: [{ ResourceType: 'launch-template', Tags: [{ Key: 'k', Value: 'v' }] }],
    },
    unseen: { ClientToken: 'Seen by a second call: engine/services/idempotency.test.ts.' },
  },
  'ec2:CreateLaunchTemplateVersion': {
    input: () => ({ LaunchTemplateData: { InstanceType: 't3.large' } }),
    refused: true,
    members: NO_TEMPLATE,
    unseen: {
      ClientToken: 'Seen by a second call: engine/services/idempotency.test.ts.',
      SourceVersion: 'It needs a template: engine/services/ec2/launch-templates.test.ts.',
      VersionDescription: 'It needs a template: engine/services/ec2/launch-templates.test.ts.',
    },
  },
  'ec2:DeleteLaunchTemplate': { input: () => ({}), refused: true, members: NO_TEMPLATE },
  'ec2:DeleteLaunchTemplateVersions': {
    input: () => ({ Versions: ['1'] }),
    refused: true,
    members: NO_TEMPLATE,
  },
  'ec2:DescribeLaunchTemplates': {
    input: async (c) => {
      await twoVersions(c);
      await shared(c);
      return {};
    },
    members: {
      LaunchTemplateIds: [NO_TEMPLATE.LaunchTemplateId],
      LaunchTemplateNames: ['no-template'],
      Filters: [{ Name: 'launch-template-name', Values: ['none'] }],
    },
  },
  'ec2:DescribeLaunchTemplateVersions': {
    input: async (c) => ({ LaunchTemplateId: await twoVersions(c) }),
    members: {
      LaunchTemplateName: 'no-template',
      LaunchTemplateId: NO_TEMPLATE.LaunchTemplateId,
      Versions: ['1'],
      MinVersion: '2',
      MaxVersion: '1',
      Filters: [{ Name: 'instance-type', Values: ['t3.large'] }],
    },
  },
  'ec2:ModifyLaunchTemplate': {
    input: async (c) => ({ LaunchTemplateId: await twoVersions(c), DefaultVersion: '1' }),
    members: {
      LaunchTemplateId: NO_TEMPLATE.LaunchTemplateId,
      LaunchTemplateName: 'no-template',
      DefaultVersion: '7',
    },
  },
  'autoscaling:AttachInstances': { input: (c) => group(c), members: INSTANCES },
  'autoscaling:CancelInstanceRefresh': {
    input: (c) => group(c),
    refused: true,
    unseen: {
      WaitForTransitioningInstances:
        'It needs a refresh that is under way: machine.test.ts has one.',
    },
  },
  'autoscaling:StartInstanceRefresh': {
    input: (c) => group(c),
    reads: (c, _answer, input) => c.call('autoscaling:DescribeInstanceRefreshes', input as object),
    members: { Preferences: { MinHealthyPercentage: 7 } },
  },
  'autoscaling:CompleteLifecycleAction': {
    input: async (c) => ({ ...(await withHook(c)), LifecycleActionResult: 'CONTINUE' }),
    refused: true,
    members: { LifecycleActionToken: TOKEN, InstanceId: 'i-00000000' },
  },
  'autoscaling:CreateAutoScalingGroup': {
    input: bare,
    reads: async (c) => [
      await groupNow(c),
      await c.call('autoscaling:DescribeLifecycleHooks', { AutoScalingGroupName: c.n }),
    ],
    members: {
      ...SETTINGS,
      LaunchTemplate: { LaunchTemplateName: 'no-template' },
      DesiredCapacity: 7,
      AvailabilityZones: ['us-east-1a'],
      TargetGroupARNs: [TARGETS],
      LifecycleHookSpecificationList: [HOOK],
    },
  },
  'autoscaling:DeleteAutoScalingGroup': {
    input: serving({ AutoScalingGroupName: 'serving' }),
    refused: true,
    unseen: {
      ForceDelete:
        'It ends the group that others read: engine/services/autoscaling/groups.test.ts.',
    },
  },
  'autoscaling:DescribeAutoScalingGroups': {
    input: async (c) => {
      await two({})(c);
      return serving({})(c);
    },
    members: {
      AutoScalingGroupNames: ['none'],
      IncludeInstances: false,
      MaxRecords: 1,
      Filters: [{ Name: 'tag-key', Values: ['none'] }],
    },
  },
  'autoscaling:DescribeAutoScalingInstances': {
    input: serving({}),
    members: { InstanceIds: ['i-00000000'], MaxRecords: 1 },
  },
  'autoscaling:DescribeLifecycleHooks': {
    input: async (c) => {
      const { AutoScalingGroupName } = await withHook(c);
      return { AutoScalingGroupName };
    },
    members: { LifecycleHookNames: ['none'] },
  },
  'autoscaling:DescribeLoadBalancerTargetGroups': {
    input: (c) => group(c),
    unseen: { MaxRecords: 'It needs two target groups.' },
  },
  'autoscaling:DescribeScalingActivities': {
    input: serving({}),
    members: {
      ActivityIds: ['none'],
      AutoScalingGroupName: 'none',
      MaxRecords: 1,
    },
    unseen: {
      IncludeDeletedGroups: 'It needs a group that is gone: groups.test.ts of the service has one.',
    },
  },
  'autoscaling:DescribeNotificationConfigurations': {
    input: planned({}),
    members: { AutoScalingGroupNames: ['none'], MaxRecords: 1 },
  },
  'autoscaling:DescribeScheduledActions': {
    input: planned({ AutoScalingGroupName: 'planned' }),
    members: {
      AutoScalingGroupName: 'none',
      ScheduledActionNames: ['none'],
      StartTime: new Date('2190-01-01T00:00:00Z'),
      EndTime: PAST,
      MaxRecords: 1,
    },
  },
  'autoscaling:PutScheduledUpdateGroupAction': {
    input: async (c) => ({ ...(await group(c)), ScheduledActionName: 'action', ...YEARLY }),
    reads: (c) => c.call('autoscaling:DescribeScheduledActions', { AutoScalingGroupName: c.n }),
    members: {
      Time: PAST,
      StartTime: PAST,
      EndTime: PAST,
      Recurrence: 'never',
      MinSize: 1,
      MaxSize: 7,
      DesiredCapacity: 1,
      TimeZone: 'America/New_York',
    },
  },
  'autoscaling:DescribeTags': {
    input: two({}),
    members: { Filters: [{ Name: 'key', Values: ['none'] }], MaxRecords: 1 },
  },
  'autoscaling:DescribeTrafficSources': {
    input: (c) => group(c),
    unseen: {
      MaxRecords: 'It needs two target groups.',
      TrafficSourceType: 'It needs a target group.',
    },
  },
  'autoscaling:DetachInstances': taking,
  'autoscaling:EnterStandby': taking,
  'autoscaling:ExitStandby': { input: (c) => group(c), members: INSTANCES },
  'autoscaling:PutLifecycleHook': {
    input: withHook,
    reads: (c) => c.call('autoscaling:DescribeLifecycleHooks', { AutoScalingGroupName: c.n }),
    members: {
      LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
      RoleARN: 'arn:aws:iam::000000000000:role/mine',
      NotificationTargetARN: 'arn:aws:sns:us-east-1:000000000000:mine',
      NotificationMetadata: 'mine',
      HeartbeatTimeout: 77,
      DefaultResult: 'CONTINUE',
    },
  },
  'autoscaling:RecordLifecycleActionHeartbeat': {
    input: withHook,
    refused: true,
    members: { LifecycleActionToken: TOKEN, InstanceId: 'i-00000000' },
  },
  'autoscaling:DescribeInstanceRefreshes': {
    input: async (c) => {
      const made = await group(c);
      await c.call('autoscaling:StartInstanceRefresh', made);
      await c.call('autoscaling:StartInstanceRefresh', made);
      return made;
    },
    members: { InstanceRefreshIds: ['none'], MaxRecords: 1 },
  },
  'autoscaling:ResumeProcesses': {
    input: async (c) => {
      const made = await group(c);
      await c.call('autoscaling:SuspendProcesses', made);
      return made;
    },
    reads: groupNow,
    members: { ScalingProcesses: ['Launch'] },
  },
  'autoscaling:SetDesiredCapacity': {
    input: async (c) => ({ ...(await group(c)), DesiredCapacity: 0 }),
    unseen: { HonorCooldown: 'It needs a group that was scaled: groups.test.ts of the service.' },
  },
  'autoscaling:SetInstanceHealth': {
    input: () => ({ InstanceId: 'i-00000000', HealthStatus: 'Unhealthy' }),
    refused: true,
    unseen: {
      ShouldRespectGracePeriod:
        'It needs an instance that serves: instances.test.ts of the service.',
    },
  },
  'autoscaling:SuspendProcesses': {
    input: (c) => group(c),
    reads: groupNow,
    members: { ScalingProcesses: ['Launch'] },
  },
  'autoscaling:TerminateInstanceInAutoScalingGroup': {
    input: () => ({ ShouldDecrementDesiredCapacity: false }),
    refused: true,
    members: { InstanceId: 'i-00000000' },
  },
  'autoscaling:UpdateAutoScalingGroup': {
    input: (c) => group(c),
    reads: groupNow,
    members: {
      ...SETTINGS,
      LaunchTemplate: { LaunchTemplateName: 'no-template' },
      MinSize: 7,
      MaxSize: 7,
      DesiredCapacity: 7,
      AvailabilityZones: ['us-east-1a'],
    },
  },
};
