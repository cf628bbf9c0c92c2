import type * as EC2 from '@aws-sdk/client-ec2';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { HEX } from '../../core/alphabets';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';
import { VPC_CIDR } from '../../core/network/vpc';
import { SUBNETS, VPC_ID } from './default-network';
import { filtered, type FilterValues } from './filters';
import { changePeers } from './peer-changes';
import { address, instanceOrThrow, instances, MAX_RESULTS } from './instances';

const VPC = (ctx: Ctx): EC2.Vpc => ({
  VpcId: VPC_ID,
  IsDefault: true,
  CidrBlock: VPC_CIDR,
  State: 'available',
  OwnerId: ctx.accountId,
});

const VPC_FILTERS: FilterValues<EC2.Vpc> = {
  'vpc-id': (v) => v.VpcId,
  'is-default': (v) => String(v.IsDefault),
  isDefault: (v) => String(v.IsDefault),
  cidr: (v) => v.CidrBlock,
  state: (v) => v.State,
  'owner-id': (v) => v.OwnerId,
};

export const describeVpcs: Handler<EC2.DescribeVpcsRequest, EC2.DescribeVpcsResult> = (
  input,
  ctx,
) => {
  const vpc = VPC(ctx);
  const missing = input.VpcIds?.find((id) => id !== vpc.VpcId);
  if (missing !== undefined)
    throw new AwsError('InvalidVpcID.NotFound', `The vpc ID '${missing}' does not exist`);
  const { items, nextToken } = page(
    filtered([vpc], input.Filters, VPC_FILTERS),
    input.MaxResults ?? MAX_RESULTS,
    input.NextToken,
  );
  return { Vpcs: items, NextToken: nextToken };
};

const SUBNET_FILTERS: FilterValues<EC2.Subnet> = {
  'subnet-id': (s) => s.SubnetId,
  'vpc-id': (s) => s.VpcId,
  'availability-zone': (s) => s.AvailabilityZone,
  availabilityZone: (s) => s.AvailabilityZone,
  'cidr-block': (s) => s.CidrBlock,
  'default-for-az': (s) => String(s.DefaultForAz),
  defaultForAz: (s) => String(s.DefaultForAz),
  'map-public-ip-on-launch': (s) => String(s.MapPublicIpOnLaunch),
  state: (s) => s.State,
  'owner-id': (s) => s.OwnerId,
};

export const describeSubnets: Handler<EC2.DescribeSubnetsRequest, EC2.DescribeSubnetsResult> = (
  input,
  ctx,
) => {
  const all = SUBNETS(ctx);
  const missing = input.SubnetIds?.find((id) => !all.some((s) => s.SubnetId === id));
  if (missing !== undefined)
    throw new AwsError('InvalidSubnetID.NotFound', `The subnet ID '${missing}' does not exist`);
  const named = all.filter((s) => !input.SubnetIds || input.SubnetIds.includes(s.SubnetId ?? ''));
  const { items, nextToken } = page(
    filtered(named, input.Filters, SUBNET_FILTERS),
    input.MaxResults ?? MAX_RESULTS,
    input.NextToken,
  );
  return { Subnets: items, NextToken: nextToken };
};

interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly ingress: readonly EC2.IpPermission[];
  readonly egress: readonly EC2.IpPermission[];
  readonly tags: readonly EC2.Tag[];
}
const securityGroups = kind<SecurityGroup>('ec2.security-group');

export const createSecurityGroup: Handler<
  EC2.CreateSecurityGroupRequest,
  EC2.CreateSecurityGroupResult
> = (input, ctx) => {
  // There is one network, and it is the default where none is named.
  if (input.VpcId !== undefined && input.VpcId !== VPC_ID)
    throw new AwsError('InvalidVpcID.NotFound', `The vpc ID '${input.VpcId}' does not exist`);
  if (ctx.store.list(securityGroups).some((g) => g.name === input.GroupName))
    throw new AwsError(
      'InvalidGroup.Duplicate',
      `The security group '${input.GroupName}' already exists for VPC '${VPC_ID}'`,
    );
  const id = `sg-0${ctx.ids.random(16, HEX)}`;
  ctx.store.put(securityGroups, id, {
    id,
    name: input.GroupName,
    description: input.Description,
    ingress: [],
    egress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    tags: (input.TagSpecifications ?? []).flatMap((t) => t.Tags ?? []),
  });
  return { GroupId: id };
};

/** What lets in to those who are in these groups; one that is gone lets nobody in. */
export const ingressOf = (ctx: Ctx, ids: readonly string[]): EC2.IpPermission[] =>
  ids.flatMap((id) => [...(ctx.store.get(securityGroups, id)?.ingress ?? [])]);

/** What lets those who are in these groups out. */
export const egressOf = (ctx: Ctx, ids: readonly string[]): EC2.IpPermission[] =>
  ids.flatMap((id) => [...(ctx.store.get(securityGroups, id)?.egress ?? [])]);

/** A group with other rules, which hold for the instances that are in it. */
function changeRules(ctx: Ctx, group: SecurityGroup): void {
  ctx.store.transaction(() => {
    ctx.store.put(securityGroups, group.id, group);
    changePeers(ctx);
  });
}

function groupOrThrow(ctx: Ctx, id: string | undefined): SecurityGroup {
  const found = ctx.store.get(securityGroups, id ?? '');
  if (!found)
    throw new AwsError('InvalidGroup.NotFound', `The security group '${id ?? ''}' does not exist`);
  return found;
}

export const authorizeIngress: Handler<EC2.AuthorizeSecurityGroupIngressRequest, object> = (
  input,
  ctx,
) => {
  const group = groupOrThrow(ctx, input.GroupId);
  const added = rulesOf(input.IpPermissions, group.ingress);
  changeRules(ctx, { ...group, ingress: [...group.ingress, ...added] });
  return { Return: true };
};

/** A rule by what it lets through, whoever describes it. */
const ruleKey = (p: EC2.IpPermission): string =>
  JSON.stringify([
    p.IpProtocol,
    p.FromPort,
    p.ToPort,
    (p.IpRanges ?? []).map((r) => r.CidrIp),
    (p.Ipv6Ranges ?? []).map((r) => r.CidrIpv6),
    (p.UserIdGroupPairs ?? []).map((g) => g.GroupId ?? g.GroupName),
    (p.PrefixListIds ?? []).map((l) => l.PrefixListId),
  ]);

export const authorizeEgress: Handler<EC2.AuthorizeSecurityGroupEgressRequest, object> = (
  input,
  ctx,
) => {
  const group = groupOrThrow(ctx, input.GroupId);
  const added = rulesOf(input.IpPermissions, group.egress);
  changeRules(ctx, { ...group, egress: [...group.egress, ...added] });
  return { Return: true };
};

/** The rules that stay; refused where one of those to go is not there. */
function without(
  rules: readonly EC2.IpPermission[],
  revoked: readonly EC2.IpPermission[] | undefined,
): readonly EC2.IpPermission[] {
  const keys = given(revoked).map(ruleKey);
  const there = rules.map(ruleKey);
  if (!keys.every((key) => there.includes(key)))
    throw new AwsError(
      'InvalidPermission.NotFound',
      'The specified rule does not exist in this security group.',
    );
  return rules.filter((p) => !keys.includes(ruleKey(p)));
}

export const revokeEgress: Handler<EC2.RevokeSecurityGroupEgressRequest, object> = (input, ctx) => {
  const group = groupOrThrow(ctx, input.GroupId);
  changeRules(ctx, { ...group, egress: without(group.egress, input.IpPermissions) });
  return { Return: true };
};

export const revokeIngress: Handler<EC2.RevokeSecurityGroupIngressRequest, object> = (
  input,
  ctx,
) => {
  const group = groupOrThrow(ctx, input.GroupId);
  changeRules(ctx, { ...group, ingress: without(group.ingress, input.IpPermissions) });
  return { Return: true };
};

/** Rules are given as a list: the single members beside it are refused at the wire. */
function given(permissions: readonly EC2.IpPermission[] | undefined): readonly EC2.IpPermission[] {
  if (permissions?.length) return permissions;
  throw new AwsError(
    'MissingParameter',
    'Either IpPermissions or SecurityGroupRuleIds must be provided',
  );
}

/** Rules to add to those that are there. */
function rulesOf(
  permissions: readonly EC2.IpPermission[] | undefined,
  there: readonly EC2.IpPermission[],
): readonly EC2.IpPermission[] {
  const added = given(permissions);
  if (new Set(added.map(ruleKey)).size < added.length)
    throw new AwsError(
      'InvalidParameterValue',
      'The same permission must not appear multiple times',
    );
  const keys = new Set(there.map(ruleKey));
  if (added.some((p) => keys.has(ruleKey(p))))
    throw new AwsError(
      'InvalidPermission.Duplicate',
      'the specified rule already exists in the security group',
    );
  return added;
}

export const describeSecurityGroups: Handler<
  EC2.DescribeSecurityGroupsRequest,
  EC2.DescribeSecurityGroupsResult
> = (input, ctx) => {
  const found = input.GroupIds
    ? input.GroupIds.map((id) => groupOrThrow(ctx, id))
    : ctx.store.list(securityGroups);
  const { items, nextToken } = page(found, input.MaxResults ?? MAX_RESULTS, input.NextToken);
  return {
    NextToken: nextToken,
    SecurityGroups: items.map((g) => ({
      GroupId: g.id,
      GroupName: g.name,
      Description: g.description,
      VpcId: VPC_ID,
      OwnerId: ctx.accountId,
      IpPermissions: [...g.ingress],
      IpPermissionsEgress: [...g.egress],
      Tags: [...g.tags],
    })),
  };
};

export const deleteSecurityGroup: Handler<EC2.DeleteSecurityGroupRequest, object> = (
  input,
  ctx,
) => {
  const group = groupOrThrow(ctx, input.GroupId);
  if (
    ctx.store
      .list(instances)
      .some((i) => i.state !== 'terminated' && i.securityGroupIds.includes(group.id))
  )
    throw new AwsError('DependencyViolation', `resource ${group.id} has a dependent object`);
  ctx.store.delete(securityGroups, group.id);
  return { Return: true };
};

interface Address {
  readonly allocationId: string;
  readonly associationId?: string | undefined;
  readonly instanceId?: string | undefined;
  readonly tags: readonly EC2.Tag[];
}
const addresses = kind<Address>('ec2.address');

/** Until it is associated an Elastic IP has no port to stand for; then it is its instance's address. */
function publicIp(ctx: Ctx, a: Address): string {
  const instance = a.instanceId === undefined ? undefined : ctx.store.get(instances, a.instanceId);
  return instance ? address(instance) : '127.0.0.1';
}

function addressOrThrow(ctx: Ctx, id: string | undefined): Address {
  const found = ctx.store.get(addresses, id ?? '');
  if (!found)
    throw new AwsError(
      'InvalidAllocationID.NotFound',
      `The allocation ID '${id ?? ''}' does not exist`,
    );
  return found;
}

export const allocateAddress: Handler<EC2.AllocateAddressRequest, EC2.AllocateAddressResult> = (
  input,
  ctx,
) => {
  const made: Address = {
    allocationId: `eipalloc-0${ctx.ids.random(16, HEX)}`,
    tags: (input.TagSpecifications ?? []).flatMap((t) => t.Tags ?? []),
  };
  ctx.store.put(addresses, made.allocationId, made);
  return { AllocationId: made.allocationId, PublicIp: publicIp(ctx, made), Domain: 'vpc' };
};

export const associateAddress: Handler<EC2.AssociateAddressRequest, EC2.AssociateAddressResult> = (
  input,
  ctx,
) => {
  const found = addressOrThrow(ctx, input.AllocationId);
  const instance = instanceOrThrow(ctx, input.InstanceId ?? '');
  const associationId =
    found.instanceId === instance.id && found.associationId
      ? found.associationId
      : `eipassoc-0${ctx.ids.random(16, HEX)}`;
  ctx.store.put(addresses, found.allocationId, {
    ...found,
    instanceId: instance.id,
    associationId,
  });
  return { AssociationId: associationId };
};

export const disassociateAddress: Handler<EC2.DisassociateAddressRequest, object> = (
  input,
  ctx,
) => {
  const found = ctx.store.list(addresses).find((a) => a.associationId === input.AssociationId);
  if (!found)
    throw new AwsError(
      'InvalidAssociationID.NotFound',
      `The association ID '${input.AssociationId ?? ''}' does not exist`,
    );
  ctx.store.put(addresses, found.allocationId, {
    allocationId: found.allocationId,
    tags: found.tags,
  });
  return {};
};

export const releaseAddress: Handler<EC2.ReleaseAddressRequest, object> = (input, ctx) => {
  ctx.store.delete(addresses, addressOrThrow(ctx, input.AllocationId).allocationId);
  return {};
};

export const describeAddresses: Handler<
  EC2.DescribeAddressesRequest,
  EC2.DescribeAddressesResult
> = (input, ctx) => {
  const found = input.AllocationIds
    ? input.AllocationIds.map((id) => addressOrThrow(ctx, id))
    : ctx.store.list(addresses);
  return {
    Addresses: found.map((a) => ({
      AllocationId: a.allocationId,
      AssociationId: a.associationId,
      InstanceId: a.instanceId,
      PublicIp: publicIp(ctx, a),
      Domain: 'vpc',
      Tags: [...a.tags],
    })),
  };
};
