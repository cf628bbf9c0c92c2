import type * as ELB from '@aws-sdk/client-elastic-load-balancing-v2';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import {
  balancerOrThrow,
  balancers,
  changed,
  elbArn,
  groups,
  groupsOf,
  invalid,
  listeners,
  listenersOf,
  newId,
  notFound,
  rules,
  rulesOf,
  tagsOf,
  type LoadBalancer,
} from './store';
import { resetTargets } from './targets';

/** What a describing operation answers at the most. */
export const MAX_PAGE = 400;
/** [doc] Of us-east-1. */
const HOSTED_ZONE = 'Z35SXDOTRQ7X7K';
const MAX_NAME = 32;
/** [doc] Load balancers of each kind (ELB quotas). */
const MAX_BALANCERS = 50;

function checkName(name: string): void {
  if (name.length > MAX_NAME)
    throw invalid(`The load balancer name '${name}' cannot be longer than '32' characters`);
  if (!/^[a-zA-Z0-9-]+$/.test(name))
    throw invalid(
      `The load balancer name '${name}' can only contain characters that are alphanumeric characters and hyphens(-)`,
    );
  if (/^-|-$/.test(name))
    throw invalid(`The load balancer name '${name}' cannot begin or end with '-'`);
  if (name.startsWith('internal-'))
    throw invalid("The load balancer name cannot begin with 'internal-'");
}

const addressOf = (lb: LoadBalancer): string => `127.0.0.1:${lb.port}`;

async function subnetsOf(ctx: Ctx, ids: readonly string[]): Promise<ELB.AvailabilityZone[]> {
  const { Subnets } = await ctx.call.ec2.describeSubnets({ SubnetIds: [...ids] });
  return (Subnets ?? []).map((s) => ({ ZoneName: s.AvailabilityZone, SubnetId: s.SubnetId }));
}

async function dtoOf(ctx: Ctx, lb: LoadBalancer): Promise<ELB.LoadBalancer> {
  const zones = await subnetsOf(ctx, lb.subnets);
  const { Vpcs } = await ctx.call.ec2.describeVpcs({});
  return {
    LoadBalancerArn: lb.arn,
    LoadBalancerName: lb.name,
    DNSName: addressOf(lb),
    CanonicalHostedZoneId: HOSTED_ZONE,
    CreatedTime: new Date(lb.createdAt),
    Scheme: lb.scheme,
    Type: lb.type,
    State: lb.state,
    VpcId: Vpcs?.[0]?.VpcId,
    AvailabilityZones: zones.map((zone) => ({ ...zone, LoadBalancerAddresses: [] })),
    SecurityGroups: lb.securityGroups.length ? [...lb.securityGroups] : undefined,
    IpAddressType: 'ipv4',
  };
}

/** The subnets of a request: there, each in a zone of its own, and enough of them. */
export async function checkedSubnets(
  ctx: Ctx,
  type: LoadBalancer['type'],
  { Subnets, SubnetMappings }: Pick<ELB.SetSubnetsInput, 'Subnets' | 'SubnetMappings'>,
): Promise<readonly string[]> {
  if (Subnets?.length && SubnetMappings?.length)
    throw invalid('You cannot specify both subnets and subnet mappings');
  const ids = Subnets ?? (SubnetMappings ?? []).map((m) => m.SubnetId ?? '');
  if (!ids.length) throw invalid('You must specify either subnets or subnet mappings');
  const found = await subnetsOf(ctx, ids).catch((error: unknown) => {
    if (error instanceof AwsError)
      throw new AwsError('SubnetNotFound', error.message, { cause: error });
    throw error;
  });
  const zones = new Set(found.map((s) => s.ZoneName));
  if (zones.size < ids.length)
    throw new AwsError(
      'InvalidConfigurationRequest',
      'A load balancer cannot be attached to multiple subnets in the same Availability Zone',
    );
  if (type === 'application' && zones.size < 2)
    throw invalid('At least two subnets in two different Availability Zones must be specified');
  return ids;
}

/** The security groups of a request, as far as they are there. */
export async function checkedSecurityGroups(
  ctx: Ctx,
  ids: readonly string[] | undefined,
): Promise<readonly string[]> {
  if (!ids?.length) return [];
  await ctx.call.ec2.describeSecurityGroups({ GroupIds: [...ids] }).catch((error: unknown) => {
    if (error instanceof AwsError)
      throw new AwsError('InvalidSecurityGroup', error.message, { cause: error });
    throw error;
  });
  return ids;
}

const named = (ctx: Ctx, name: string): LoadBalancer | undefined =>
  ctx.store.list(balancers).find((lb) => lb.name === name);

/** [doc] The same request twice makes one load balancer (API reference, CreateLoadBalancer). */
function madeBefore(ctx: Ctx, wanted: LoadBalancer): LoadBalancer | undefined {
  const found = named(ctx, wanted.name);
  if (!found) return undefined;
  const settings = (lb: LoadBalancer): string =>
    JSON.stringify([lb.type, lb.scheme, [...lb.subnets].sort(), [...lb.securityGroups].sort()]);
  if (settings(found) === settings(wanted)) return found;
  throw new AwsError(
    'DuplicateLoadBalancerName',
    `A load balancer with the same name '${wanted.name}' exists, but with different settings`,
  );
}

/** A port that no load balancer has, whether it listens now or not. */
export async function unusedPort(ctx: Ctx): Promise<number> {
  for (;;) {
    const port = await ctx.machines.freePort();
    const isTaken =
      ctx.store.list(balancers).some((lb) => lb.port === port) ||
      ctx.store.list(listeners).some((l) => l.localPort === port);
    if (!isTaken) return port;
  }
}

export const createLoadBalancer: Handler<
  ELB.CreateLoadBalancerInput,
  ELB.CreateLoadBalancerOutput
> = async (input, ctx) => {
  const type = input.Type === 'network' ? 'network' : 'application';
  checkName(input.Name);
  const subnets = await checkedSubnets(ctx, type, input);
  const securityGroups = await checkedSecurityGroups(ctx, input.SecurityGroups);
  const port = await unusedPort(ctx);
  const id = newId(ctx);
  const path = `loadbalancer/${type === 'network' ? 'net' : 'app'}/${input.Name}/${id}`;
  const wanted: LoadBalancer = {
    arn: elbArn(ctx, path),
    id,
    name: input.Name,
    type,
    scheme: input.Scheme ?? 'internet-facing',
    subnets,
    securityGroups,
    createdAt: ctx.clock.now(),
    port,
    state: { Code: 'provisioning' },
    attributes: {},
    tags: tagsOf(input.Tags),
    offset: 0,
  };
  const made = ctx.store.transaction(() => {
    const before = madeBefore(ctx, wanted);
    if (before) return before;
    if (ctx.store.list(balancers).filter((lb) => lb.type === type).length >= MAX_BALANCERS)
      throw new AwsError(
        'TooManyLoadBalancers',
        "You've reached the limit on the number of load balancers for your AWS account.",
      );
    ctx.store.put(balancers, wanted.arn, wanted);
    ctx.enqueue('elbv2.launch', wanted.arn);
    return wanted;
  });
  return { LoadBalancers: [await dtoOf(ctx, made)] };
};

export const describeLoadBalancers: Handler<
  ELB.DescribeLoadBalancersInput,
  ELB.DescribeLoadBalancersOutput
> = async (input, ctx) => {
  if (input.LoadBalancerArns?.length && input.Names?.length)
    throw invalid(
      'Load balancer names and load balancer ARNs cannot be specified at the same time',
    );
  const byName = (name: string): LoadBalancer => {
    const found = named(ctx, name);
    if (!found) throw notFound('LoadBalancerNotFound', `Load balancers '[${name}]' not found`);
    return found;
  };
  const found = input.LoadBalancerArns?.length
    ? input.LoadBalancerArns.map((arn) => balancerOrThrow(ctx, arn))
    : input.Names?.length
      ? input.Names.map(byName)
      : ctx.store.list(balancers);
  const { items, nextToken } = page(found, input.PageSize ?? MAX_PAGE, input.Marker);
  return {
    LoadBalancers: await Promise.all(items.map((lb) => dtoOf(ctx, lb))),
    NextMarker: nextToken,
  };
};

/** One that is gone already is deleted again without an error. */
export const deleteLoadBalancer: Handler<
  ELB.DeleteLoadBalancerInput,
  ELB.DeleteLoadBalancerOutput
> = (input, ctx) =>
  ctx.store.transaction(() => {
    const lb = ctx.store.get(balancers, input.LoadBalancerArn);
    if (!lb) return {};
    if (lb.attributes['deletion_protection.enabled'] === 'true')
      throw new AwsError(
        'OperationNotPermitted',
        `Load balancer '${lb.arn}' cannot be deleted because deletion protection is enabled`,
      );
    const sentTo = groupsOf(ctx, lb.arn);
    for (const listener of listenersOf(ctx, lb.arn)) {
      for (const rule of rulesOf(ctx, listener.arn)) ctx.store.delete(rules, rule.arn);
      ctx.store.delete(listeners, listener.arn);
    }
    ctx.store.delete(balancers, lb.arn);
    for (const arn of sentTo) {
      const group = ctx.store.get(groups, arn);
      if (group) ctx.store.put(groups, arn, resetTargets(group));
    }
    ctx.enqueue('elbv2.remove', lb.arn, { id: lb.id });
    return {};
  });

export const setSubnets: Handler<ELB.SetSubnetsInput, ELB.SetSubnetsOutput> = async (
  input,
  ctx,
) => {
  const { type } = balancerOrThrow(ctx, input.LoadBalancerArn);
  const subnets = await checkedSubnets(ctx, type, input);
  ctx.store.transaction(() => {
    const lb = balancerOrThrow(ctx, input.LoadBalancerArn);
    ctx.store.put(balancers, lb.arn, { ...lb, subnets });
    changed(ctx, lb.arn);
  });
  return { AvailabilityZones: await subnetsOf(ctx, subnets), IpAddressType: 'ipv4' };
};

export const setSecurityGroups: Handler<
  ELB.SetSecurityGroupsInput,
  ELB.SetSecurityGroupsOutput
> = async (input, ctx) => {
  balancerOrThrow(ctx, input.LoadBalancerArn);
  const securityGroups = await checkedSecurityGroups(ctx, input.SecurityGroups);
  ctx.store.transaction(() => {
    const lb = balancerOrThrow(ctx, input.LoadBalancerArn);
    ctx.store.put(balancers, lb.arn, { ...lb, securityGroups });
  });
  return { SecurityGroupIds: [...securityGroups] };
};

export const setIpAddressType: Handler<ELB.SetIpAddressTypeInput, ELB.SetIpAddressTypeOutput> = (
  input,
  ctx,
) => {
  balancerOrThrow(ctx, input.LoadBalancerArn);
  return { IpAddressType: 'ipv4' };
};
