/** A route table as far as a build's way out is concerned. */
export interface Routes {
  readonly id: string;
  readonly isMain: boolean;
  readonly subnets: readonly string[];
  readonly routes: readonly {
    /** An IPv4 or IPv6 range. */
    readonly to: string;
    readonly via: string;
    readonly isBlackhole: boolean;
  }[];
}

const EVERYWHERE: readonly string[] = ['0.0.0.0/0', '::/0'];

/** Why a subnet's builds cannot reach the internet, in a sentence; undefined when they can. */
function problemOf(subnet: string, tables: readonly Routes[]): string | undefined {
  const table = tables.find((t) => t.subnets.includes(subnet)) ?? tables.find((t) => t.isMain);
  if (!table) return `No route table of ${subnet} was found.`;
  const ways = table.routes.filter((r) => EVERYWHERE.includes(r.to));
  if (ways.some((r) => !r.isBlackhole && !r.via.startsWith('igw-'))) return undefined;
  const [gateway] = ways.filter((r) => !r.isBlackhole);
  // CodeBuild gives a build's network interface no public address (CodeBuild user guide, "Use CodeBuild with Amazon VPC").
  if (gateway)
    return `Builds in ${subnet} cannot reach the internet: its route table ${table.id} leads to the internet gateway ${gateway.via}, and builds have no public address. They need a NAT gateway.`;
  const [gone] = ways;
  return gone
    ? `Builds in ${subnet} cannot reach the internet: the route to ${gone.via} in ${table.id} leads nowhere.`
    : `Builds in ${subnet} cannot reach the internet: its route table ${table.id} has no route there. They need a NAT gateway.`;
}

/** A sentence for each subnet without a way out. `tables` are all of the VPC. */
export function egressProblems(
  vpc: string,
  subnets: readonly string[],
  tables: readonly Routes[],
): string[] {
  if (!tables.length) return [`${vpc} has no route tables in this Region. It may not exist.`];
  return subnets.flatMap((s) => problemOf(s, tables) ?? []);
}
