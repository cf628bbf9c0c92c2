import type {
  _InstanceType,
  BlockDeviceMapping,
  InstanceMetadataOptionsRequest,
  IpPermission,
  SecurityGroup,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../../../wire/errors';
import {
  object,
  property,
  PropertyError,
  required,
  TAGS,
  tagList,
  text,
  type Making,
  type Provider,
} from '../provider';
import { gone } from './storage';
import { until } from './waiting';

const RULE = {
  IpProtocol: 'string',
  FromPort: 'integer',
  ToPort: 'integer',
  CidrIp: 'string',
  CidrIpv6: 'string',
  Description: 'string',
} as const;

interface RuleProperty {
  readonly IpProtocol: string;
  readonly FromPort?: number;
  readonly ToPort?: number;
  readonly CidrIp?: string;
  readonly CidrIpv6?: string;
  readonly Description?: string;
  readonly SourcePrefixListId?: string;
  readonly DestinationPrefixListId?: string;
  readonly SourceSecurityGroupId?: string;
  readonly SourceSecurityGroupName?: string;
  readonly DestinationSecurityGroupId?: string;
}

/** CloudFormation's form of a rule as the API has it. */
function permission(r: RuleProperty): IpPermission {
  const { Description } = r;
  const GroupId = r.SourceSecurityGroupId ?? r.DestinationSecurityGroupId;
  const GroupName = r.SourceSecurityGroupName;
  const PrefixListId = r.SourcePrefixListId ?? r.DestinationPrefixListId;
  return {
    IpProtocol: r.IpProtocol,
    FromPort: r.FromPort,
    ToPort: r.ToPort,
    IpRanges: r.CidrIp === undefined ? [] : [{ CidrIp: r.CidrIp, Description }],
    Ipv6Ranges: r.CidrIpv6 === undefined ? [] : [{ CidrIpv6: r.CidrIpv6, Description }],
    UserIdGroupPairs:
      GroupId === undefined && GroupName === undefined ? [] : [{ GroupId, GroupName, Description }],
    PrefixListIds: PrefixListId === undefined ? [] : [{ PrefixListId, Description }],
  };
}

const rulesOf = (m: Making, name: string): IpPermission[] =>
  ((m.props[name] as RuleProperty[] | undefined) ?? []).map(permission);

const groupsOf = async (m: Making): Promise<SecurityGroup[]> =>
  (await m.ctx.call.ec2.describeSecurityGroups({})).SecurityGroups ?? [];

/** Rules of its own take the place of the one that lets everything out (CloudFormation user guide, SecurityGroupEgress). */
async function setEgress(m: Making, group: SecurityGroup | undefined): Promise<void> {
  const wanted = rulesOf(m, 'SecurityGroupEgress');
  if (!wanted.length) return;
  const GroupId = group?.GroupId;
  if (group?.IpPermissionsEgress?.length)
    await m.ctx.call.ec2.revokeSecurityGroupEgress({
      GroupId,
      IpPermissions: group.IpPermissionsEgress,
    });
  await m.ctx.call.ec2.authorizeSecurityGroupEgress({ GroupId, IpPermissions: wanted });
}

export const securityGroup: Provider = {
  properties: object(
    {
      GroupName: 'string',
      GroupDescription: 'string',
      VpcId: 'string',
      SecurityGroupIngress: [
        object(
          {
            ...RULE,
            SourcePrefixListId: 'string',
            SourceSecurityGroupId: 'string',
            SourceSecurityGroupName: 'string',
          },
          'IpProtocol',
        ),
      ],
      SecurityGroupEgress: [
        object(
          { ...RULE, DestinationPrefixListId: 'string', DestinationSecurityGroupId: 'string' },
          'IpProtocol',
        ),
      ],
      Tags: TAGS,
    },
    'GroupDescription',
  ),
  attributes: ['GroupId', 'Id', 'VpcId'],
  async create(m) {
    const GroupName = text(m.props['GroupName']) ?? m.generatedName;
    const known = m.repeated
      ? (await groupsOf(m)).find((g) => g.GroupName === GroupName)?.GroupId
      : undefined;
    const GroupId =
      known ??
      (
        await m.ctx.call.ec2.createSecurityGroup({
          GroupName,
          Description: required(m, 'GroupDescription'),
          VpcId: text(m.props['VpcId']),
          TagSpecifications: [{ ResourceType: 'security-group', Tags: tagList(m) }],
        })
      ).GroupId ??
      '';
    const made = async (): Promise<SecurityGroup | undefined> =>
      (await groupsOf(m)).find((g) => g.GroupId === GroupId);
    const IpPermissions = rulesOf(m, 'SecurityGroupIngress');
    if (IpPermissions.length && !(await made())?.IpPermissions?.length)
      await m.ctx.call.ec2.authorizeSecurityGroupIngress({ GroupId, IpPermissions });
    await setEgress(m, await made());
    return {
      physicalId: GroupId,
      attributes: { GroupId, Id: GroupId, VpcId: (await made())?.VpcId ?? '' },
    };
  },
  async remove(GroupId, m) {
    await m.ctx.call.ec2.deleteSecurityGroup({ GroupId }).catch(gone('InvalidGroup.NotFound'));
  },
};

/** SecurityGroups names groups of the default network; a Ref to one gives its id. */
async function groupIds(m: Making): Promise<string[] | undefined> {
  const names = m.props['SecurityGroups'] as string[] | undefined;
  const ids = m.props['SecurityGroupIds'] as string[] | undefined;
  if (!names) return ids;
  const groups = await groupsOf(m);
  const found = names.map((name) => {
    const group = groups.find((g) => g.GroupName === name || g.GroupId === name);
    if (!group?.GroupId)
      throw new AwsError(
        'InvalidGroup.NotFound',
        `The security group '${name}' does not exist in default VPC`,
      );
    return group.GroupId;
  });
  return [...(ids ?? []), ...found];
}

export const instance: Provider = {
  properties: object({
    ImageId: 'string',
    InstanceType: 'string',
    IamInstanceProfile: 'string',
    NetworkInterfaces: [
      object(
        {
          DeviceIndex: { only: '0' },
          AssociatePublicIpAddress: 'boolean',
          SubnetId: 'string',
          GroupSet: ['string'],
          DeleteOnTermination: { only: true },
        },
        'DeviceIndex',
      ),
    ],
    SubnetId: 'string',
    SecurityGroupIds: ['string'],
    SecurityGroups: ['string'],
    UserData: 'string',
    BlockDeviceMappings: [
      object(
        {
          DeviceName: 'string',
          Ebs: object({
            Encrypted: 'boolean',
            VolumeType: 'string',
            DeleteOnTermination: { only: true },
          }),
        },
        'DeviceName',
      ),
    ],
    MetadataOptions: object({ HttpTokens: 'string', HttpEndpoint: { only: 'enabled' } }),
    Monitoring: { only: false },
    DisableApiTermination: { only: false },
    Tags: TAGS,
  }),
  attributes: [
    'AvailabilityZone',
    'InstanceId',
    'PrivateDnsName',
    'PrivateIp',
    'PublicDnsName',
    'PublicIp',
    'VpcId',
  ],
  async create(m) {
    const interfaces =
      (m.props['NetworkInterfaces'] as
        | { SubnetId?: string; GroupSet?: string[]; AssociatePublicIpAddress?: boolean }[]
        | undefined) ?? [];
    if (interfaces.length > 1)
      throw new PropertyError(
        "An instance with more than one of NetworkInterfaces is not served by Starboard's engine yet",
      );
    const reservation = await m.ctx.call.ec2.runInstances({
      ImageId: required(m, 'ImageId'),
      InstanceType: text<_InstanceType>(m.props['InstanceType']),
      MinCount: 1,
      MaxCount: 1,
      ClientToken: m.generatedName,
      UserData: text(m.props['UserData']),
      MetadataOptions: property<InstanceMetadataOptionsRequest>(m, 'MetadataOptions'),
      BlockDeviceMappings: property<BlockDeviceMapping[]>(m, 'BlockDeviceMappings'),
      IamInstanceProfile: m.props['IamInstanceProfile']
        ? { Name: text(m.props['IamInstanceProfile']) }
        : undefined,
      SubnetId: text(m.props['SubnetId']),
      SecurityGroupIds: await groupIds(m),
      NetworkInterfaces: interfaces.length
        ? interfaces.map((n) => ({
            SubnetId: n.SubnetId,
            Groups: n.GroupSet,
            AssociatePublicIpAddress: n.AssociatePublicIpAddress,
          }))
        : undefined,
      TagSpecifications: [{ ResourceType: 'instance', Tags: tagList(m) }],
    });
    const id = reservation.Instances?.[0]?.InstanceId ?? '';
    await until(
      async () => (await state(id, m)) !== 'pending',
      60,
      `The instance ${id} did not start`,
    );
    const { Reservations } = await m.ctx.call.ec2.describeInstances({
      InstanceIds: [id],
    });
    const made = Reservations?.[0]?.Instances?.[0];
    return {
      physicalId: id,
      attributes: {
        InstanceId: id,
        PublicIp: made?.PublicIpAddress ?? '',
        PublicDnsName: made?.PublicDnsName ?? '',
        PrivateIp: made?.PrivateIpAddress ?? '',
        PrivateDnsName: made?.PrivateDnsName ?? '',
        VpcId: made?.VpcId ?? '',
        AvailabilityZone: made?.Placement?.AvailabilityZone ?? '',
      },
    };
  },
  async remove(id, m) {
    const terminated = await m.ctx.call.ec2
      .terminateInstances({ InstanceIds: [id] })
      .catch(gone('InvalidInstanceID.NotFound'));
    if (terminated)
      await until(
        async () => (await state(id, m)) === 'terminated',
        60,
        `The instance ${id} did not end`,
      );
  },
};

async function state(id: string, m: Parameters<Provider['create']>[0]): Promise<string> {
  const { Reservations } = await m.ctx.call.ec2.describeInstances({
    InstanceIds: [id],
  });
  return Reservations?.[0]?.Instances?.[0]?.State?.Name ?? '';
}

/** An Elastic IP; with `InstanceId` it is that instance's address at once. */
export const elasticIp: Provider = {
  properties: object({ Domain: { only: 'vpc' }, InstanceId: 'string', Tags: TAGS }),
  attributes: ['AllocationId', 'PublicIp'],
  async create(m) {
    const { AllocationId = '' } = await m.ctx.call.ec2.allocateAddress({
      Domain: 'vpc',
      TagSpecifications: [{ ResourceType: 'elastic-ip', Tags: tagList(m) }],
    });
    if (m.props['InstanceId'])
      await m.ctx.call.ec2.associateAddress({
        AllocationId,
        InstanceId: text(m.props['InstanceId']),
      });
    const { Addresses } = await m.ctx.call.ec2.describeAddresses({
      AllocationIds: [AllocationId],
    });
    const PublicIp = Addresses?.[0]?.PublicIp ?? '';
    return { physicalId: PublicIp, attributes: { AllocationId, PublicIp } };
  },
  async remove(ip, m) {
    const { Addresses } = await m.ctx.call.ec2.describeAddresses({});
    for (const a of (Addresses ?? []).filter(
      (x) =>
        x.PublicIp === ip ||
        ((x.Tags ?? []).some(
          (t) => t.Key === 'aws:cloudformation:logical-id' && t.Value === m.logicalId,
        ) &&
          (x.Tags ?? []).some(
            (t) => t.Key === 'aws:cloudformation:stack-id' && t.Value === m.stackId,
          )),
    )) {
      if (a.AssociationId)
        await m.ctx.call.ec2.disassociateAddress({ AssociationId: a.AssociationId });
      await m.ctx.call.ec2.releaseAddress({ AllocationId: a.AllocationId });
    }
  },
};
