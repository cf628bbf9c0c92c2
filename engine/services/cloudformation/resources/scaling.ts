import type {
  AutoScalingGroup,
  CreateAutoScalingGroupType,
  LaunchTemplateSpecification,
  LifecycleHookSpecification,
  PutLifecycleHookType,
} from '@aws-sdk/client-auto-scaling';
import type { RequestLaunchTemplateData, TagSpecification } from '@aws-sdk/client-ec2';
import type { Shape } from '../../../core/stack/properties';
import { AwsError } from '../../../wire/errors';
import {
  NotYetError,
  object,
  property,
  required,
  TAGS,
  text,
  type Making,
  type Provider,
} from '../provider';
import { exists, gone } from './storage';

const HOOK = {
  DefaultResult: 'string',
  HeartbeatTimeout: 'integer',
  LifecycleHookName: 'string',
  LifecycleTransition: 'string',
  NotificationMetadata: 'string',
  NotificationTargetARN: 'string',
  RoleARN: 'string',
} as const satisfies Readonly<Record<string, Shape>>;

/** Settings that the API has by the same names, as they are. */
const SAME = {
  AvailabilityZones: ['string'],
  CapacityRebalance: 'boolean',
  DefaultInstanceWarmup: 'integer',
  HealthCheckGracePeriod: 'integer',
  HealthCheckType: 'string',
  MaxInstanceLifetime: 'integer',
  NewInstancesProtectedFromScaleIn: 'boolean',
  ServiceLinkedRoleARN: 'string',
  TargetGroupARNs: ['string'],
  TerminationPolicies: ['string'],
} as const satisfies Readonly<Record<string, Shape>>;

const given = <Input>(m: Making, names: readonly string[]): Input =>
  Object.fromEntries(
    names.filter((name) => m.props[name] !== undefined).map((name) => [name, m.props[name]]),
  ) as Input;

/** CloudFormation writes counts as text. */
const count = (m: Making, name: string): number | undefined => {
  const value = text(m.props[name]);
  return value === undefined ? undefined : Number(value);
};

interface GroupTag {
  readonly Key: string;
  readonly Value: string;
  readonly PropagateAtLaunch: boolean;
}

/** The stack's tags, and CloudFormation's own, go on to the instances: by them each of them finds what waits for its signal. */
function tagsOf(m: Making): GroupTag[] {
  const own = property<GroupTag[]>(m, 'Tags') ?? [];
  const named = new Set(own.map((t) => t.Key));
  return [
    ...m.tags.filter((t) => !named.has(t.Key)).map((t) => ({ ...t, PropagateAtLaunch: true })),
    ...own,
  ];
}

async function found(m: Making, name: string): Promise<AutoScalingGroup | undefined> {
  const { AutoScalingGroups } = await m.ctx.call.autoscaling.describeAutoScalingGroups({
    AutoScalingGroupNames: [name],
  });
  return AutoScalingGroups?.[0];
}

/** Why a group has not what it should have: what its last failed activity says. */
async function failedActivity(m: Making, AutoScalingGroupName: string) {
  const { Activities } = await m.ctx.call.autoscaling.describeScalingActivities({
    AutoScalingGroupName,
  });
  const failed = Activities?.find((a) => a.StatusCode === 'Failed');
  return failed?.StatusMessage ?? failed?.Cause;
}

const STABLE_SECONDS = 600;

/** CloudFormation waits until a group has as many instances as it wants; what fails to start fails the group. */
async function stable(m: Making, name: string): Promise<AutoScalingGroup> {
  const group = await found(m, name);
  const serving = group?.Instances?.filter((i) => i.LifecycleState === 'InService').length ?? 0;
  if (group && serving >= (group.DesiredCapacity ?? 0)) return group;
  const why = await failedActivity(m, name);
  if (why !== undefined)
    throw new AwsError(
      'NotStabilized',
      `Group did not stabilize. {current/minSize/maxSize} group size = {${serving}/${group?.MinSize ?? 0}/${group?.MaxSize ?? 0}}. Failed Scaling Activity: ${why}`,
    );
  throw new NotYetError(`The Auto Scaling group ${name} did not stabilize`, STABLE_SECONDS);
}

export const autoScalingGroup: Provider = {
  properties: object(
    {
      ...SAME,
      AutoScalingGroupName: 'string',
      Cooldown: 'string',
      DesiredCapacity: 'string',
      LaunchTemplate: object(
        { LaunchTemplateId: 'string', LaunchTemplateName: 'string', Version: 'string' },
        'Version',
      ),
      LifecycleHookSpecificationList: [object(HOOK, 'LifecycleHookName', 'LifecycleTransition')],
      MaxSize: 'string',
      MinSize: 'string',
      Tags: [
        object(
          { Key: 'string', PropagateAtLaunch: 'boolean', Value: 'string' },
          'Key',
          'Value',
          'PropagateAtLaunch',
        ),
      ],
      VPCZoneIdentifier: ['string'],
    },
    'MinSize',
    'MaxSize',
  ),
  attributes: ['AutoScalingGroupARN'],
  async create(m) {
    const AutoScalingGroupName = text(m.props['AutoScalingGroupName']) ?? m.generatedName;
    await m.ctx.call.autoscaling
      .createAutoScalingGroup({
        ...given<Partial<CreateAutoScalingGroupType>>(m, Object.keys(SAME)),
        AutoScalingGroupName,
        DefaultCooldown: count(m, 'Cooldown'),
        DesiredCapacity: count(m, 'DesiredCapacity'),
        LaunchTemplate: property<LaunchTemplateSpecification>(m, 'LaunchTemplate'),
        LifecycleHookSpecificationList: property<LifecycleHookSpecification[]>(
          m,
          'LifecycleHookSpecificationList',
        ),
        MaxSize: count(m, 'MaxSize'),
        MinSize: count(m, 'MinSize'),
        Tags: tagsOf(m),
        VPCZoneIdentifier: property<string[]>(m, 'VPCZoneIdentifier')?.join(','),
      })
      .catch(exists(m.repeated, 'AlreadyExists', 'AlreadyExistsFault'));
    const group = await stable(m, AutoScalingGroupName);
    return {
      physicalId: AutoScalingGroupName,
      attributes: { AutoScalingGroupARN: group.AutoScalingGroupARN ?? '' },
    };
  },
  /** Its instances end with it: what they use is taken away after it. */
  async remove(AutoScalingGroupName, m) {
    const group = await found(m, AutoScalingGroupName);
    if (!group) return;
    if (group.Status === undefined)
      await m.ctx.call.autoscaling.deleteAutoScalingGroup({
        AutoScalingGroupName,
        ForceDelete: true,
      });
    throw new NotYetError(
      `The Auto Scaling group ${AutoScalingGroupName} did not end`,
      STABLE_SECONDS,
    );
  },
};

export const lifecycleHook: Provider = {
  properties: object(
    { ...HOOK, AutoScalingGroupName: 'string' },
    'AutoScalingGroupName',
    'LifecycleTransition',
  ),
  attributes: [],
  async create(m) {
    const LifecycleHookName = text(m.props['LifecycleHookName']) ?? m.generatedName;
    // Putting the same hook again changes nothing.
    await m.ctx.call.autoscaling.putLifecycleHook({
      ...given<Partial<PutLifecycleHookType>>(m, Object.keys(HOOK)),
      AutoScalingGroupName: required(m, 'AutoScalingGroupName'),
      LifecycleHookName,
    });
    return { physicalId: LifecycleHookName, attributes: {} };
  },
  async remove(LifecycleHookName, m) {
    const AutoScalingGroupName = required(m, 'AutoScalingGroupName');
    // Hooks go with their group, and an absent one is a mistake of the caller's to Auto Scaling.
    if (!(await found(m, AutoScalingGroupName))) return;
    const { LifecycleHooks } = await m.ctx.call.autoscaling.describeLifecycleHooks({
      AutoScalingGroupName,
      LifecycleHookNames: [LifecycleHookName],
    });
    if (LifecycleHooks?.length)
      await m.ctx.call.autoscaling.deleteLifecycleHook({ AutoScalingGroupName, LifecycleHookName });
  },
};

const TAG_SPECIFICATIONS: Shape = [object({ ResourceType: 'string', Tags: TAGS })];

const LAUNCH_DATA: Shape = object({
  BlockDeviceMappings: [
    object({
      DeviceName: 'string',
      Ebs: object({
        DeleteOnTermination: 'boolean',
        Encrypted: 'boolean',
        VolumeSize: 'integer',
        VolumeType: 'string',
      }),
    }),
  ],
  IamInstanceProfile: object({ Arn: 'string', Name: 'string' }),
  ImageId: 'string',
  InstanceType: 'string',
  MetadataOptions: object({ HttpEndpoint: 'string', HttpTokens: 'string' }),
  NetworkInterfaces: [
    object({
      AssociatePublicIpAddress: 'boolean',
      DeleteOnTermination: 'boolean',
      DeviceIndex: 'integer',
      Groups: ['string'],
      SubnetId: 'string',
    }),
  ],
  SecurityGroupIds: ['string'],
  TagSpecifications: TAG_SPECIFICATIONS,
  UserData: 'string',
});

/** The tags that a template names for itself; those of the stack go along. */
function ownSpecification(m: Making): TagSpecification[] {
  const given = property<TagSpecification[]>(m, 'TagSpecifications') ?? [];
  const own = given.find((s) => s.ResourceType === 'launch-template');
  const named = new Set((own?.Tags ?? []).map((t) => t.Key));
  return [
    ...given.filter((s) => s !== own),
    {
      ResourceType: 'launch-template',
      Tags: [...m.tags.filter((t) => !named.has(t.Key)), ...(own?.Tags ?? [])],
    },
  ];
}

export const launchTemplate: Provider = {
  properties: object(
    {
      LaunchTemplateData: LAUNCH_DATA,
      LaunchTemplateName: 'string',
      TagSpecifications: TAG_SPECIFICATIONS,
      VersionDescription: 'string',
    },
    'LaunchTemplateData',
  ),
  attributes: ['DefaultVersionNumber', 'LatestVersionNumber', 'LaunchTemplateId'],
  async create(m) {
    const LaunchTemplateName = text(m.props['LaunchTemplateName']) ?? m.generatedName;
    const made = await m.ctx.call.ec2
      .createLaunchTemplate({
        ClientToken: m.generatedName.slice(-64),
        LaunchTemplateData: property<RequestLaunchTemplateData>(m, 'LaunchTemplateData'),
        LaunchTemplateName,
        TagSpecifications: ownSpecification(m),
        VersionDescription: text(m.props['VersionDescription']),
      })
      .catch(exists(m.repeated, 'InvalidLaunchTemplateName.AlreadyExistsException'));
    const template =
      made?.LaunchTemplate ??
      (await m.ctx.call.ec2.describeLaunchTemplates({ LaunchTemplateNames: [LaunchTemplateName] }))
        .LaunchTemplates?.[0];
    const LaunchTemplateId = template?.LaunchTemplateId ?? '';
    return {
      physicalId: LaunchTemplateId,
      attributes: {
        DefaultVersionNumber: String(template?.DefaultVersionNumber ?? 1),
        LatestVersionNumber: String(template?.LatestVersionNumber ?? 1),
        LaunchTemplateId,
      },
    };
  },
  async remove(LaunchTemplateId, m) {
    await m.ctx.call.ec2
      .deleteLaunchTemplate({ LaunchTemplateId })
      .catch(gone('InvalidLaunchTemplateId.NotFound'));
  },
};
