import 'server-only';
import { noWayOut, type RouteTableFacts } from '@/lib/domain/projects/placement';
import type { Networks } from '@/lib/domain/projects/project';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { toAppError } from '../aws/errors';
import { routeTableFacts, subnetFacts } from './placement';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';

const nameOf = (
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
): string => tags?.find((t) => t.Key === 'Name')?.Value ?? '';

/** Every route table; undefined where they may not be read, and then it is not known which subnets lead out. */
async function routeTables(connection: Connection): Promise<RouteTableFacts[] | undefined> {
  const ec2 = await client('ec2', connection);
  try {
    const found = await pages(async (NextToken) => {
      const p = await ec2.describeRouteTables({ NextToken });
      return [p.RouteTables, p.NextToken] as const;
    });
    return found.map(routeTableFacts);
  } catch (error) {
    if (toAppError(error).kind === 'denied') return undefined;
    throw error;
  }
}

/** The networks of this region that instances can be put into, with their subnets; the default one first. */
export function networks(connection: Connection): Promise<Networks> {
  return cache.read(['networks'], [], moment(30_000), async () => {
    const ec2 = await client('ec2', connection);
    const [vpcs, subnets, tables] = await Promise.all([
      pages(async (NextToken) => {
        const p = await ec2.describeVpcs({ NextToken });
        return [p.Vpcs, p.NextToken] as const;
      }),
      pages(async (NextToken) => {
        const p = await ec2.describeSubnets({ NextToken });
        return [p.Subnets, p.NextToken] as const;
      }),
      routeTables(connection),
    ]);
    return {
      vpcs: vpcs
        .map((v) => ({
          id: v.VpcId ?? '',
          name: nameOf(v.Tags),
          cidr: v.CidrBlock ?? '',
          isDefault: v.IsDefault ?? false,
        }))
        .sort((a, b) => Number(b.isDefault) - Number(a.isDefault)),
      subnets: subnets.map((s) => ({
        id: s.SubnetId ?? '',
        vpc: s.VpcId ?? '',
        name: nameOf(s.Tags),
        cidr: s.CidrBlock ?? '',
        zone: s.AvailabilityZone ?? '',
        closed: tables && noWayOut(subnetFacts(s), tables),
      })),
    };
  });
}
