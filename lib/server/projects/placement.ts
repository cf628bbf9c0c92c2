import 'server-only';
import type { RouteTable, Subnet } from '@aws-sdk/client-ec2';
import {
  checkSubnet,
  chooseSubnet,
  type NetworkFacts,
  type RouteTableFacts,
  type SubnetFacts,
} from '@/lib/domain/projects/placement';
import { instanceTypeProblem } from '@/lib/domain/projects/instance-type';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { AppError, toAppError } from '../aws/errors';
import type { ProjectPlan } from './plan';

/** Where a project's instances go. */
export interface Placement {
  readonly vpc: string;
  readonly subnet: string;
  /** Unknown where the subnet could not be read. */
  readonly zone?: string | undefined;
  /** What could not be read, so that the choice was made without it; a sentence each. */
  readonly unread: readonly string[];
}

interface Given {
  readonly vpc?: string | undefined;
  readonly subnet?: string | undefined;
  readonly type: string;
  readonly instances: number;
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

async function givenSubnet(
  connection: Connection,
  { subnet: id = '', vpc, ...wanted }: Given,
): Promise<Placement> {
  const unread: string[] = [];
  const subnet = await ifAllowed(
    subnetNamed(connection, id),
    unread,
    `The subnet ${id} was not checked`,
  );
  if (!subnet)
    return vpc === undefined
      ? refuse(`The network of ${id} could not be read. Give VpcId too. ${unread.join(' ')}`.trim())
      : { vpc, subnet: id, unread };
  const known = await facts(connection, subnet.vpc, wanted.type, unread);
  const problem = checkSubnet(subnet, vpc, known, wanted);
  return problem === undefined
    ? { vpc: subnet.vpc, subnet: id, zone: subnet.zone, unread }
    : refuse(problem);
}

async function chosenSubnet(connection: Connection, given: Given): Promise<Placement> {
  const unread: string[] = [];
  const vpc = given.vpc ?? (await defaultVpc(connection));
  const [subnets, known] = await Promise.all([
    subnetsOf(connection, vpc),
    facts(connection, vpc, given.type, unread),
  ]);
  const found = chooseSubnet(vpc, { subnets, ...known }, given);
  return 'problem' in found
    ? refuse(found.problem)
    : { vpc, subnet: found.subnet.id, zone: found.subnet.zone, unread };
}

/** The type of a project's instances: what was given, else the document's own; empty for a target without any. */
export const instanceTypeOf = ({ document, parameters }: ProjectPlan): string =>
  parameters['InstanceType'] || document.Parameters['InstanceType']?.Default || '';

/**
 * Network and subnet of a project's instances: what was given, once it is known to fit, else one that does.
 * Throws 'invalid' with the cause and what to give instead; nothing has been made then.
 */
export async function placementFor(connection: Connection, plan: ProjectPlan): Promise<Placement> {
  const { parameters, environments } = plan;
  const type = instanceTypeOf(plan);
  const problem = instanceTypeProblem(type);
  if (problem !== undefined) return refuse(problem);
  const given: Given = {
    vpc: parameters['VpcId'] || undefined,
    subnet: parameters['SubnetId'] || undefined,
    type,
    instances: environments.length,
  };
  return given.subnet === undefined
    ? chosenSubnet(connection, given)
    : givenSubnet(connection, given);
}
