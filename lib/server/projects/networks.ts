import 'server-only';
import type { Networks } from '@/lib/domain/project';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { singleFlight } from '../single-flight';

const nameOf = (
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
): string => tags?.find((t) => t.Key === 'Name')?.Value ?? '';

/** The networks of this region that instances can be put into, with their subnets; the default one first. */
export function networks(connection: Connection): Promise<Networks> {
  return singleFlight(
    'networks',
    async () => {
      const ec2 = await client('ec2', connection);
      const [vpcs, subnets] = await Promise.all([
        pages(async (NextToken) => {
          const p = await ec2.describeVpcs({ NextToken });
          return [p.Vpcs, p.NextToken] as const;
        }),
        pages(async (NextToken) => {
          const p = await ec2.describeSubnets({ NextToken });
          return [p.Subnets, p.NextToken] as const;
        }),
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
          isPublic: s.MapPublicIpOnLaunch ?? false,
        })),
      };
    },
    30_000,
  );
}
