import type {
  AllocateAddressResult,
  CreateSecurityGroupResult,
  DescribeAddressesResult,
  DescribeInstancesResult,
  DescribeSecurityGroupsResult,
  Reservation,
} from '@aws-sdk/client-ec2';
import { onlyKnown, required, tagList, text, type Provider } from '../provider';
import { gone } from './storage';

const until = async (
  done: () => Promise<boolean>,
  seconds: number,
  what: string,
): Promise<void> => {
  const end = Date.now() + seconds * 1000;
  while (!(await done())) {
    if (Date.now() > end) throw new Error(`${what} within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
};

export const securityGroup: Provider = {
  async create(m) {
    onlyKnown(m, ['GroupName', 'GroupDescription', 'VpcId', 'SecurityGroupIngress', 'Tags']);
    const GroupName = text(m.props['GroupName']) ?? m.generatedName;
    const { SecurityGroups } = (await m.ctx.invoke(
      'ec2',
      'DescribeSecurityGroups',
      {},
    )) as DescribeSecurityGroupsResult;
    const known = m.repeated
      ? SecurityGroups?.find((g) => g.GroupName === GroupName)?.GroupId
      : undefined;
    const GroupId =
      known ??
      (
        (await m.ctx.invoke('ec2', 'CreateSecurityGroup', {
          GroupName,
          Description: required(m, 'GroupDescription'),
          VpcId: text(m.props['VpcId']),
          TagSpecifications: [{ ResourceType: 'security-group', Tags: tagList(m) }],
        })) as CreateSecurityGroupResult
      ).GroupId ??
      '';
    const ingress =
      (m.props['SecurityGroupIngress'] as
        | {
            IpProtocol: string;
            FromPort?: unknown;
            ToPort?: unknown;
            CidrIp?: string;
            Description?: string;
          }[]
        | undefined) ?? [];
    if (ingress.length && !known)
      await m.ctx.invoke('ec2', 'AuthorizeSecurityGroupIngress', {
        GroupId,
        IpPermissions: ingress.map((r) => ({
          IpProtocol: r.IpProtocol,
          FromPort: Number(r.FromPort),
          ToPort: Number(r.ToPort),
          IpRanges: [{ CidrIp: r.CidrIp, Description: r.Description }],
        })),
      });
    return { physicalId: GroupId, attributes: { GroupId, VpcId: text(m.props['VpcId']) ?? '' } };
  },
  async remove(GroupId, m) {
    await m.ctx
      .invoke('ec2', 'DeleteSecurityGroup', { GroupId })
      .catch(gone('InvalidGroup.NotFound'));
  },
};

export const instance: Provider = {
  async create(m) {
    onlyKnown(m, [
      'ImageId',
      'InstanceType',
      'IamInstanceProfile',
      'NetworkInterfaces',
      'SubnetId',
      'SecurityGroupIds',
      'UserData',
      'BlockDeviceMappings',
      'MetadataOptions',
      'Tags',
    ]);
    const interfaces =
      (m.props['NetworkInterfaces'] as
        | { SubnetId?: string; GroupSet?: string[]; AssociatePublicIpAddress?: unknown }[]
        | undefined) ?? [];
    const reservation = (await m.ctx.invoke('ec2', 'RunInstances', {
      ImageId: required(m, 'ImageId'),
      InstanceType: text(m.props['InstanceType']),
      MinCount: 1,
      MaxCount: 1,
      ClientToken: m.generatedName,
      UserData: text(m.props['UserData']),
      MetadataOptions: m.props['MetadataOptions'],
      BlockDeviceMappings: m.props['BlockDeviceMappings'],
      IamInstanceProfile: m.props['IamInstanceProfile']
        ? { Name: text(m.props['IamInstanceProfile']) }
        : undefined,
      SubnetId: text(m.props['SubnetId']),
      SecurityGroupIds: m.props['SecurityGroupIds'],
      NetworkInterfaces: interfaces.length
        ? interfaces.map((n) => ({
            SubnetId: n.SubnetId,
            Groups: n.GroupSet,
            AssociatePublicIpAddress:
              n.AssociatePublicIpAddress === true || n.AssociatePublicIpAddress === 'true',
          }))
        : undefined,
      TagSpecifications: [{ ResourceType: 'instance', Tags: tagList(m) }],
    })) as Reservation;
    const id = reservation.Instances?.[0]?.InstanceId ?? '';
    await until(
      async () => (await state(id, m)) !== 'pending',
      60,
      `The instance ${id} did not start`,
    );
    const { Reservations } = (await m.ctx.invoke('ec2', 'DescribeInstances', {
      InstanceIds: [id],
    })) as DescribeInstancesResult;
    const made = Reservations?.[0]?.Instances?.[0];
    return {
      physicalId: id,
      attributes: {
        PublicIp: made?.PublicIpAddress ?? '',
        PublicDnsName: made?.PublicDnsName ?? '',
        PrivateIp: made?.PrivateIpAddress ?? '',
        AvailabilityZone: made?.Placement?.AvailabilityZone ?? '',
      },
    };
  },
  async remove(id, m) {
    const terminated = await m.ctx
      .invoke('ec2', 'TerminateInstances', { InstanceIds: [id] })
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
  const { Reservations } = (await m.ctx.invoke('ec2', 'DescribeInstances', {
    InstanceIds: [id],
  })) as DescribeInstancesResult;
  return Reservations?.[0]?.Instances?.[0]?.State?.Name ?? '';
}

/** An Elastic IP; with `InstanceId` it is that instance's address at once. */
export const elasticIp: Provider = {
  async create(m) {
    onlyKnown(m, ['Domain', 'InstanceId', 'Tags']);
    const { AllocationId } = (await m.ctx.invoke('ec2', 'AllocateAddress', {
      Domain: 'vpc',
      TagSpecifications: [{ ResourceType: 'elastic-ip', Tags: tagList(m) }],
    })) as AllocateAddressResult;
    if (m.props['InstanceId'])
      await m.ctx.invoke('ec2', 'AssociateAddress', {
        AllocationId,
        InstanceId: text(m.props['InstanceId']),
      });
    const { Addresses } = (await m.ctx.invoke('ec2', 'DescribeAddresses', {
      AllocationIds: [AllocationId],
    })) as DescribeAddressesResult;
    const PublicIp = Addresses?.[0]?.PublicIp ?? '';
    return { physicalId: PublicIp, attributes: { AllocationId: AllocationId ?? '', PublicIp } };
  },
  async remove(ip, m) {
    const { Addresses } = (await m.ctx.invoke(
      'ec2',
      'DescribeAddresses',
      {},
    )) as DescribeAddressesResult;
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
        await m.ctx.invoke('ec2', 'DisassociateAddress', { AssociationId: a.AssociationId });
      await m.ctx.invoke('ec2', 'ReleaseAddress', { AllocationId: a.AllocationId });
    }
  },
};
