/** A subnet that instances could be put into. */
export interface SubnetFacts {
  readonly id: string;
  readonly vpc: string;
  readonly zone: string;
  /** IPv4 addresses that nothing has yet. */
  readonly free: number;
  /** Instances get a public address in it unless they say otherwise. */
  readonly isPublic: boolean;
  /** It has no IPv4 addresses at all. */
  readonly ipv6Only: boolean;
  /** It is on hardware of the account's own (an Outpost). */
  readonly isOutpost: boolean;
}

export interface RouteFacts {
  readonly to: string;
  /** What it leads to: `igw-…`, `nat-…`, `tgw-…`, `local`. */
  readonly via: string;
  /** It leads nowhere: what it led to is gone. */
  readonly isBlackhole: boolean;
}

export interface RouteTableFacts {
  readonly id: string;
  readonly vpc: string;
  /** The one for all subnets that no table names. */
  readonly isMain: boolean;
  readonly subnets: readonly string[];
  readonly routes: readonly RouteFacts[];
}

/** What is known of a network; undefined is what could not be read. */
export interface NetworkFacts {
  readonly subnets: readonly SubnetFacts[];
  readonly tables: readonly RouteTableFacts[] | undefined;
  /** The zones that offer the instance type. */
  readonly zones: ReadonlySet<string> | undefined;
}

export interface Wanted {
  readonly type: string;
  /** How many instances. */
  readonly instances: number;
  /** In how many zones: a load balancer asks for two (Elastic Load Balancing user guide, "Subnets for your load balancer"). */
  readonly inZones?: 1 | 2 | undefined;
}

const EVERYWHERE = '0.0.0.0/0';

/** The table that a subnet's packets follow: its own, else its network's main one (VPC user guide, "Subnet route tables"). */
const tableOf = (
  subnet: SubnetFacts,
  tables: readonly RouteTableFacts[],
): RouteTableFacts | undefined =>
  tables.find((t) => t.subnets.includes(subnet.id)) ??
  tables.find((t) => t.isMain && t.vpc === subnet.vpc);

/** Why a subnet's instances could not be reached from the internet; undefined when they can. */
export function noWayOut(
  subnet: SubnetFacts,
  tables: readonly RouteTableFacts[],
): string | undefined {
  const table = tableOf(subnet, tables);
  if (!table) return 'no route table is known for it';
  const route = table.routes.find((r) => r.to === EVERYWHERE);
  if (!route) return `its route table ${table.id} has no route to an internet gateway`;
  if (!route.via.startsWith('igw-'))
    return `its route table ${table.id} sends ${EVERYWHERE} to ${route.via}, not to an internet gateway`;
  return route.isBlackhole
    ? `its route to ${route.via} in ${table.id} leads nowhere: the gateway is not attached`
    : undefined;
}

/** Why instances cannot be put into a subnet; undefined when they can, as far as is known. */
export function subnetProblem(
  subnet: SubnetFacts,
  { tables, zones }: Omit<NetworkFacts, 'subnets'>,
  { type, instances }: Wanted,
): string | undefined {
  if (subnet.ipv6Only) return 'it has no IPv4 addresses';
  const way = tables && noWayOut(subnet, tables);
  if (way !== undefined) return way;
  if (zones && !zones.has(subnet.zone)) return `${type} is not offered in ${subnet.zone}`;
  return subnet.free < instances
    ? `it has ${subnet.free} free addresses, and ${instances} are needed`
    : undefined;
}

/** Those meant for the internet first, then in the order of zones, so that the same account gets the same answer. */
const inOrder = (a: SubnetFacts, b: SubnetFacts): number =>
  Number(b.isPublic) - Number(a.isPublic) ||
  a.zone.localeCompare(b.zone) ||
  a.id.localeCompare(b.id);

/** How many subnets a message names. */
const SHOWN = 6;

const whatToGive = (vpc: string, { type, inZones = 1 }: Wanted): string =>
  inZones === 1
    ? `Give SubnetId: a subnet of ${vpc} whose route table sends ${EVERYWHERE} to an internet gateway, in a zone that offers ${type}.`
    : `Give SubnetIds: two subnets of ${vpc} in different zones that offer ${type}, whose route tables send ${EVERYWHERE} to an internet gateway.`;

/** Of those that fit, the first of each zone. */
const apart = (subnets: readonly SubnetFacts[]): SubnetFacts[] =>
  subnets.filter((s, i) => subnets.findIndex((o) => o.zone === s.zone) === i);

/** The subnets of a network for a project's instances, or why there are none and what to give instead. */
export function chooseSubnets(
  vpc: string,
  facts: NetworkFacts,
  wanted: Wanted,
): { readonly subnets: readonly SubnetFacts[] } | { readonly problem: string } {
  const { inZones = 1 } = wanted;
  if (facts.zones?.size === 0)
    return { problem: `${wanted.type} is not offered in this Region. Give another InstanceType.` };
  // Hardware of the account's own is there for what was meant for it.
  const usual = facts.subnets.filter((s) => !s.isOutpost).sort(inOrder);
  if (!usual.length)
    return { problem: `The network ${vpc} has no subnet. ${whatToGive(vpc, wanted)}` };
  const problems = usual.map((s) => [s, subnetProblem(s, facts, wanted)] as const);
  const fit = apart(problems.filter(([, problem]) => problem === undefined).map(([s]) => s));
  if (fit.length >= inZones) return { subnets: fit.slice(0, inZones) };
  if (fit[0])
    return {
      problem: `Of ${vpc} only subnets in ${fit[0].zone} fit, and a load balancer needs two zones. ${whatToGive(vpc, wanted)}`,
    };
  const shown = problems.slice(0, SHOWN).map(([s, problem]) => `${s.id}: ${problem}`);
  const more = problems.length - shown.length;
  return {
    problem: `No subnet of ${vpc} fits. ${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}. ${whatToGive(vpc, wanted)}`,
  };
}

/** A subnet that was asked for: itself, or why it cannot be. */
export function checkSubnet(
  subnet: SubnetFacts,
  vpc: string | undefined,
  facts: Omit<NetworkFacts, 'subnets'>,
  wanted: Wanted,
): string | undefined {
  if (vpc !== undefined && subnet.vpc !== vpc)
    return `The subnet ${subnet.id} belongs to ${subnet.vpc}, not to ${vpc}. Give both of the same network, or SubnetId alone.`;
  if (facts.zones?.size === 0)
    return `${wanted.type} is not offered in this Region. Give another InstanceType.`;
  const problem = subnetProblem(subnet, facts, wanted);
  return problem === undefined
    ? undefined
    : `The subnet ${subnet.id} does not fit: ${problem}. ${whatToGive(subnet.vpc, wanted)}`;
}

/** Subnets that were asked for, each of which fits: whether they are enough together. */
export function checkTogether(subnets: readonly SubnetFacts[], wanted: Wanted): string | undefined {
  const { inZones = 1 } = wanted;
  const [first] = subnets;
  if (first === undefined || apart(subnets).length >= inZones) return undefined;
  return `These subnets are all in ${first.zone}, and a load balancer needs two zones. ${whatToGive(first.vpc, wanted)}`;
}
