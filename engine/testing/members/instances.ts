import { until } from '../wait';
import type { Any, Calling, Calls } from './calls';

const tagged = (ResourceType: string): object[] => [
  { ResourceType, Tags: [{ Key: 'k', Value: 'v' }] },
];
const group = async (c: Calling, GroupName = c.n): Promise<string> =>
  (await c.call('ec2:CreateSecurityGroup', { GroupName, Description: 'd' })).GroupId as string;
const RULE = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: '10.0.0.0/8' }] };
const groupNow = (c: Calling, GroupId: string): Promise<unknown> =>
  c.call('ec2:DescribeSecurityGroups', { GroupIds: [GroupId] });
/** Six security groups: the smallest page is of five. */
const six = (more: object) => async (c: Calling) => {
  await c.once('groups', async () => {
    for (let i = 0; i < 6; i++) await group(c, `group-${i}`);
  });
  return more;
};
const BARE = { ImageId: 'ami-12345678', MinCount: 1, MaxCount: 1 };
const launch = async (c: Calling, more: object = {}): Promise<string> =>
  (await c.call('ec2:RunInstances', { ...BARE, ...more })).Instances[0].InstanceId as string;
const end = (c: Calling, ...InstanceIds: string[]): Promise<unknown> =>
  c.call('ec2:TerminateInstances', { InstanceIds });
/** Six instances that have ended: the smallest page is of five. */
const ended = (more: object) => async (c: Calling) => {
  await c.once('ended instances', async () => {
    const { Instances } = await c.call('ec2:RunInstances', { ...BARE, MinCount: 6, MaxCount: 6 });
    const InstanceIds = Instances.map((i: Any) => i.InstanceId as string) as string[];
    await end(c, ...InstanceIds);
    await until('they have ended', async () => {
      const { Reservations } = await c.call('ec2:DescribeInstances', { InstanceIds });
      return Reservations.every((r: Any) => r.Instances[0].State.Name === 'terminated');
    });
  });
  return more;
};
const address = async (c: Calling): Promise<Any> => c.call('ec2:AllocateAddress', {});
const addressNow = (c: Calling, AllocationId: string): Promise<unknown> =>
  c.call('ec2:DescribeAddresses', { AllocationIds: [AllocationId] });
const NONE = 'none-00000000';

const described = async (c: Calling, answer: Any): Promise<unknown> => {
  const ids = answer.Instances.map((i: Any) => i.InstanceId as string) as string[];
  const found = await c.call('ec2:DescribeInstances', { InstanceIds: ids });
  await end(c, ...ids);
  const hidden = new Set(['State', 'PrivateIpAddress', 'PrivateDnsName', 'PublicIpAddress']);
  return JSON.parse(
    JSON.stringify(found, (key, value: unknown) => (hidden.has(key) ? undefined : value)),
  ) as unknown;
};

/** EC2. */
export const instances: Calls = {
  'ec2:AllocateAddress': {
    input: () => ({}),
    reads: async (c, { AllocationId }) =>
      ((await addressNow(c, AllocationId)) as Any).Addresses[0].Tags as unknown,
    members: { TagSpecifications: tagged('elastic-ip') },
  },
  'ec2:AssociateAddress': {
    input: async (c) => ({
      AllocationId: (await address(c)).AllocationId,
      InstanceId: await c.once('an instance', () => launch(c)),
    }),
    members: { AllocationId: `eipalloc-${NONE}`, InstanceId: 'i-00000000' },
  },
  'ec2:AuthorizeSecurityGroupEgress': {
    input: async (c) => ({ GroupId: await group(c), IpPermissions: [RULE] }),
    reads: (c, _answer, { GroupId }) => groupNow(c, GroupId),
    members: {
      TagSpecifications: tagged('security-group-rule'),
      IpProtocol: 'tcp',
      FromPort: 1,
      ToPort: 2,
      CidrIp: '10.0.0.0/8',
      IpPermissions: [{ ...RULE, FromPort: 79 }],
    },
  },
  'ec2:AuthorizeSecurityGroupIngress': {
    input: async (c) => ({ GroupId: await group(c), IpPermissions: [RULE] }),
    reads: (c, _answer, { GroupId }) => groupNow(c, GroupId),
    members: { GroupId: 'sg-00000000', IpPermissions: [{ ...RULE, FromPort: 79 }] },
  },
  'ec2:CreateSecurityGroup': {
    input: ({ n }) => ({ GroupName: n, Description: 'd' }),
    reads: (c, { GroupId }) => groupNow(c, GroupId),
    members: { TagSpecifications: tagged('security-group'), VpcId: 'vpc-00000000' },
  },
  'ec2:DeleteSecurityGroup': {
    input: async (c) => ({ GroupId: await group(c) }),
    members: { GroupId: 'sg-00000000' },
  },
  'ec2:DeleteTags': {
    input: async (c) => {
      const Tags = [
        { Key: 'k', Value: 'v' },
        { Key: 'other', Value: 'v' },
      ];
      const id = await launch(c, { TagSpecifications: [{ ResourceType: 'instance', Tags }] });
      return { Resources: [id] };
    },
    reads: async (c, _answer, { Resources }) => {
      const { Reservations } = await c.call('ec2:DescribeInstances', { InstanceIds: Resources });
      await end(c, Resources[0] as string);
      return Reservations[0].Instances[0].Tags as unknown;
    },
    members: { Tags: [{ Key: 'k' }] },
  },
  'ec2:DescribeAddresses': {
    input: async (c) => {
      await c.once('an address', () => address(c));
      return {};
    },
    members: { AllocationIds: [`eipalloc-${NONE}`] },
  },
  'ec2:DescribeInstanceTypeOfferings': {
    input: () => ({ MaxResults: 1000 }),
    members: {
      Filters: [{ Name: 'instance-type', Values: ['t3.micro'] }],
      LocationType: 'availability-zone',
      MaxResults: 5,
    },
  },
  'ec2:DescribeInstances': {
    input: ended({}),
    members: {
      InstanceIds: ['i-00000000'],
      Filters: [{ Name: 'instance-id', Values: ['i-00000000'] }],
      MaxResults: 5,
    },
  },
  'ec2:DescribeRouteTables': {
    input: () => ({}),
    members: {
      Filters: [{ Name: 'vpc-id', Values: ['none'] }],
      RouteTableIds: ['rtb-00000000'],
    },
    unseen: { MaxResults: 'The smallest page is of five route tables; there is one.' },
  },
  'ec2:DescribeSecurityGroups': {
    input: six({}),
    members: { GroupIds: ['sg-00000000'], MaxResults: 5 },
  },
  'ec2:DescribeSubnets': {
    input: () => ({}),
    members: {
      Filters: [{ Name: 'availability-zone', Values: ['none'] }],
      SubnetIds: ['subnet-00000000'],
    },
    unseen: { MaxResults: 'The smallest page is of five subnets; there are two.' },
  },
  'ec2:DescribeVpcs': {
    input: () => ({}),
    members: { Filters: [{ Name: 'cidr', Values: ['none'] }], VpcIds: ['vpc-00000000'] },
    unseen: { MaxResults: 'The smallest page is of five networks; there is one.' },
  },
  'ec2:DisassociateAddress': {
    input: async (c) => {
      const InstanceId = await c.once('an instance', () => launch(c));
      const { AllocationId } = await address(c);
      const { AssociationId } = await c.call('ec2:AssociateAddress', { AllocationId, InstanceId });
      return { AssociationId };
    },
    members: { AssociationId: `eipassoc-${NONE}` },
  },
  'ec2:ReleaseAddress': {
    input: async (c) => ({ AllocationId: (await address(c)).AllocationId }),
    members: { AllocationId: `eipalloc-${NONE}` },
  },
  'ec2:RevokeSecurityGroupEgress': {
    input: async (c) => ({
      GroupId: await group(c),
      IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    }),
    reads: (c, _answer, { GroupId }) => groupNow(c, GroupId),
    members: {
      IpProtocol: 'tcp',
      FromPort: 1,
      ToPort: 2,
      CidrIp: '10.0.0.0/8',
      IpPermissions: [RULE],
    },
  },
  'ec2:RevokeSecurityGroupIngress': {
    input: async (c) => {
      const GroupId = await group(c);
      await c.call('ec2:AuthorizeSecurityGroupIngress', { GroupId, IpPermissions: [RULE] });
      return { GroupId, IpPermissions: [RULE] };
    },
    reads: (c, _answer, { GroupId }) => groupNow(c, GroupId),
    members: { GroupId: 'sg-00000000', IpPermissions: [{ ...RULE, FromPort: 79 }] },
  },
  'ec2:RunInstances': {
    input: () => BARE,
    reads: described,
    members: {
      ImageId: 'ami-87654321',
      InstanceType: 't3.large',
      Monitoring: { Enabled: true },
      Placement: { AvailabilityZone: 'us-east-1b' },
      SecurityGroupIds: ['sg-00000000'],
      SubnetId: 'subnet-0defa0175ba2b0a2b',
      TagSpecifications: tagged('instance'),
      MetadataOptions: { HttpTokens: 'optional' },
      ClientToken: 'token',
      NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: 'subnet-0defa0175ba2b0a2b' }],
      IamInstanceProfile: { Name: 'none' },
      LaunchTemplate: { LaunchTemplateName: 'none' },
    },
    unseen: { UserData: 'It runs on the instance, which a stack of a template waits for.' },
  },
  'ec2:GetConsoleOutput': {
    input: async (c) => ({ InstanceId: await c.once('an instance', () => launch(c)) }),
    members: { Latest: true },
  },
  'ec2:StartInstances': {
    input: async (c) => ({ InstanceIds: [await c.once('an instance', () => launch(c))] }),
    members: {},
  },
  'ec2:StopInstances': {
    input: async (c) => {
      const id = await launch(c);
      await until('it runs', async () => {
        const { Reservations } = await c.call('ec2:DescribeInstances', { InstanceIds: [id] });
        return Reservations[0].Instances[0].State.Name === 'running';
      });
      return { InstanceIds: [id] };
    },
    members: {},
  },
};
