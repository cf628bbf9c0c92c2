import 'server-only';
import type { Project } from '@aws-sdk/client-codebuild';
import type { Route } from '@aws-sdk/client-ec2';
import { egressProblems, type Routes } from '@/lib/domain/builds/egress';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';

/** Networks hardly change; a page that stays open looks again so seldom. */
const LOOK_MS = 60_000;

const viaOf = (r: Route): string =>
  r.NatGatewayId ??
  r.EgressOnlyInternetGatewayId ??
  r.GatewayId ??
  r.TransitGatewayId ??
  r.NetworkInterfaceId ??
  r.VpcPeeringConnectionId ??
  'something else';

const tablesOf = (connection: Connection, vpc: string): Promise<Routes[]> =>
  cache.read(['vpc-routes', vpc], [], moment(LOOK_MS), async () => {
    const ec2 = await client('ec2', connection);
    const found = await pages(async (NextToken) => {
      const Filters = [{ Name: 'vpc-id', Values: [vpc] }];
      const p = await ec2.describeRouteTables({ Filters, NextToken });
      return [p.RouteTables, p.NextToken] as const;
    });
    return found.map((t) => ({
      id: t.RouteTableId ?? '',
      isMain: t.Associations?.some((a) => a.Main) ?? false,
      subnets: (t.Associations ?? []).flatMap((a) => a.SubnetId ?? []),
      routes: (t.Routes ?? []).map((r) => ({
        to: r.DestinationCidrBlock ?? r.DestinationIpv6CidrBlock ?? '',
        via: viaOf(r),
        isBlackhole: r.State === 'blackhole',
      })),
    }));
  });

/** Builds of the embedded engine run on this machine, in its own network. */
const aboutAws = (sentence: string): string =>
  sentence.replace(/^Builds in /, 'On AWS, builds in ');

/** Whether a project's builds can reach the internet: a sentence for each subnet that does not let them. Nothing is asked of a project without a VPC. */
export async function egressOf(connection: Connection, { vpcConfig }: Project): Promise<string[]> {
  const { vpcId, subnets = [] } = vpcConfig ?? {};
  if (!vpcId) return [];
  const problems = egressProblems(vpcId, subnets, await tablesOf(connection, vpcId));
  return connection.isThisMachine ? problems.map(aboutAws) : problems;
}
