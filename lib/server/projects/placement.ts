import 'server-only';
import type { RouteTable, Subnet } from '@aws-sdk/client-ec2';
import {
  checkSubnet,
  checkTogether,
  chooseSubnets,
  type NetworkFacts,
  type RouteTableFacts,
  type SubnetFacts,
  type Wanted,
} from '@/lib/domain/projects/placement';
import { fleetSize, type FleetSize } from '@/lib/domain/projects/fleet-size';
import { instanceTypeProblem } from '@/lib/domain/projects/instance-type';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { AppError, toAppError } from '../aws/errors';
import type { ProjectPlan } from './plan';

/** Where a project's instances go. */
export interface Placement {
  readonly vpc: string;
  /** One, or one in each of two zones for a load balancer. */
  readonly subnets: readonly string[];
  /** Those of the subnets that could be read. */
  readonly zones: readonly string[];
  /** What could not be read, so that the choice was made without it; a sentence each. */
  readonly unread: readonly string[];
}

interface Given extends Wanted {
  readonly vpc?: string | undefined;
  readonly subnets: readonly string[];
}

export const subnetFacts = (s: Subnet): SubnetFacts => ({
  id: s.SubnetId ?? '',
  vpc: s.VpcId ?? '',
  zone: s.AvailabilityZone ?? '',
  free: s.AvailableIpAddressCount ?? 0,
  isPublic: s.MapPublicIpOnLaunch ?? false,
  ipv6Only: s.Ipv6Native ?? false,
  isOutpost: s.OutpostArn !== undefined,
});

export const routeTableFacts = (t: RouteTable): RouteTableFacts => ({
  id: t.RouteTableId ?? '',
  vpc: t.VpcId ?? '',
  isMain: t.Associations?.some((a) => a.Main) ?? false,
  subnets: (t.Associations ?? []).flatMap((a) => a.SubnetId ?? []),
  routes: (t.Routes ?? []).map((r) => ({
    to: r.DestinationCidrBlock ?? '',
    via:
      r.GatewayId ??
      r.NatGatewayId ??
      r.TransitGatewayId ??
      r.NetworkInterfaceId ??
      r.VpcPeeringConnectionId ??
      r.LocalGatewayId ??
      r.CarrierGatewayId ??
      r.CoreNetworkArn ??
      'something else',
    isBlackhole: r.State === 'blackhole',
  })),
});

/** A read that may be denied: then it is undefined, and what was done without it is added to `unread`. Other failures are thrown. */
async function ifAllowed<T>(
  read: Promise<T>,
  unread: string[],
  without: string,
): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    const found = toAppError(error);
    if (found.kind !== 'denied') throw error;
    unread.push(`${without}: ${found.message}`);
    return undefined;
  }
}

async function defaultVpc(connection: Connection): Promise<string> {
  const ec2 = await client('ec2', connection);
  const { Vpcs } = await ec2.describeVpcs({ Filters: [{ Name: 'is-default', Values: ['true'] }] });
  const vpc = Vpcs?.[0]?.VpcId;
  if (vpc) return vpc;
  throw new AppError(
    'invalid',
    'This account has no default network in this Region. Give VpcId, or SubnetId: a subnet whose route table sends 0.0.0.0/0 to an internet gateway.',
  );
}

async function subnetsOf(connection: Connection, vpc: string): Promise<SubnetFacts[]> {
  const ec2 = await client('ec2', connection);
  const found = await pages(async (NextToken) => {
    const Filters = [{ Name: 'vpc-id', Values: [vpc] }];
    const p = await ec2.describeSubnets({ Filters, NextToken });
    return [p.Subnets, p.NextToken] as const;
  });
  return found.map(subnetFacts);
}

async function subnetNamed(connection: Connection, id: string): Promise<SubnetFacts | undefined> {
  const ec2 = await client('ec2', connection);
  const { Subnets } = await ec2.describeSubnets({ SubnetIds: [id] });
  return Subnets?.map(subnetFacts)[0];
}

async function tablesOf(connection: Connection, vpc: string): Promise<RouteTableFacts[]> {
  const ec2 = await client('ec2', connection);
  const found = await pages(async (NextToken) => {
    const Filters = [{ Name: 'vpc-id', Values: [vpc] }];
    const p = await ec2.describeRouteTables({ Filters, NextToken });
    return [p.RouteTables, p.NextToken] as const;
  });
  return found.map(routeTableFacts);
}

/** The zones that offer an instance type: not every zone has every type (`us-east-1e` has no t3.micro). */
async function zonesOf(connection: Connection, type: string): Promise<ReadonlySet<string>> {
  const ec2 = await client('ec2', connection);
  const found = await pages(async (NextToken) => {
    const p = await ec2.describeInstanceTypeOfferings({
      LocationType: 'availability-zone',
      Filters: [{ Name: 'instance-type', Values: [type] }],
      NextToken,
    });
    return [p.InstanceTypeOfferings, p.NextToken] as const;
  });
  return new Set(found.map((o) => o.Location ?? ''));
}

/** What is known beside the subnets; what is denied is undefined, and said. */
async function facts(
  connection: Connection,
  vpc: string,
  type: string,
  unread: string[],
): Promise<Omit<NetworkFacts, 'subnets'>> {
  const [tables, zones] = await Promise.all([
    ifAllowed(
      tablesOf(connection, vpc),
      unread,
      'Whether the subnet leads to the internet was not checked',
    ),
    ifAllowed(
      zonesOf(connection, type),
      unread,
      `Whether ${type} is offered in the subnet's zone was not checked`,
    ),
  ]);
  return { tables, zones };
}

const refuse = (problem: string): never => {
  throw new AppError('invalid', problem);
};

async function givenSubnets(
  connection: Connection,
  { subnets: ids, vpc, ...wanted }: Given,
): Promise<Placement> {
  const unread: string[] = [];
  const found = await Promise.all(
    ids.map((id) =>
      ifAllowed(subnetNamed(connection, id), unread, `The subnet ${id} was not checked`),
    ),
  );
  const subnets = found.filter((s) => s !== undefined);
  const [first] = subnets;
  if (!first)
    return vpc === undefined
      ? refuse(
          `The network of ${ids.join(', ')} could not be read. Give VpcId too. ${unread.join(' ')}`.trim(),
        )
      : { vpc, subnets: ids, zones: [], unread };
  const known = await facts(connection, first.vpc, wanted.type, unread);
  const problem =
    subnets
      .map((s) => checkSubnet(s, vpc ?? first.vpc, known, wanted))
      .find((p) => p !== undefined) ??
    (subnets.length === ids.length ? checkTogether(subnets, wanted) : undefined);
  return problem === undefined
    ? { vpc: first.vpc, subnets: ids, zones: subnets.map((s) => s.zone), unread }
    : refuse(problem);
}

async function chosenSubnets(connection: Connection, given: Given): Promise<Placement> {
  const unread: string[] = [];
  const vpc = given.vpc ?? (await defaultVpc(connection));
  const [subnets, known] = await Promise.all([
    subnetsOf(connection, vpc),
    facts(connection, vpc, given.type, unread),
  ]);
  const found = chooseSubnets(vpc, { subnets, ...known }, given);
  if ('problem' in found) return refuse(found.problem);
  return {
    vpc,
    subnets: found.subnets.map((s) => s.id),
    zones: found.subnets.map((s) => s.zone),
    unread,
  };
}

/** How many instances a project has, and while a release goes on. */
export const instancesOf = ({
  document,
  environments,
  parameters,
  target,
}: ProjectPlan): FleetSize =>
  fleetSize(
    target,
    environments,
    parameters['InstanceCount'] || document.Parameters['InstanceCount']?.Default,
  );

/** The type of a project's instances: what was given, else the document's own; empty for a target without any. */
export const instanceTypeOf = ({ document, parameters }: ProjectPlan): string =>
  parameters['InstanceType'] || document.Parameters['InstanceType']?.Default || '';

/**
 * Network and subnet of a project's instances: what was given, once it is known to fit, else one that does.
 * Throws 'invalid' with the cause and what to give instead; nothing has been made then.
 */
export async function placementFor(connection: Connection, plan: ProjectPlan): Promise<Placement> {
  const { parameters } = plan;
  const inZones = 'SubnetIds' in plan.document.Parameters ? 2 : 1;
  const subnets = parameters[inZones === 2 ? 'SubnetIds' : 'SubnetId'] ?? '';
  const type = instanceTypeOf(plan);
  const problem = instanceTypeProblem(type);
  if (problem !== undefined) return refuse(problem);
  const given: Given = {
    vpc: parameters['VpcId'] || undefined,
    subnets: subnets
      .split(',')
      .map((id) => id.trim())
      .filter(Boolean),
    type,
    instances: instancesOf(plan).most,
    inZones,
  };
  return given.subnets.length ? givenSubnets(connection, given) : chosenSubnets(connection, given);
}
