import type * as EC2 from '@aws-sdk/client-ec2';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { filtered, type FilterValues } from './filters';
import { VPC_CIDR } from '../../core/network/vpc';
import { VPC_ID } from './default-network';

const ROUTE_TABLE_ID = 'rtb-0defa0175ba2b0a2d';
/** What DescribeRouteTables answers at once at the most (its model). */
const MAX_RESULTS = 100;

/**
 * The default network's one route table, the main one: its subnets have none of their own, and reach the internet
 * by the network's gateway (VPC user guide, "Default VPC components").
 */
const mainTable = (ctx: Ctx): EC2.RouteTable => ({
  RouteTableId: ROUTE_TABLE_ID,
  VpcId: VPC_ID,
  OwnerId: ctx.accountId,
  Associations: [
    {
      Main: true,
      RouteTableAssociationId: 'rtbassoc-0defa0175ba2b0a2d',
      RouteTableId: ROUTE_TABLE_ID,
      AssociationState: { State: 'associated' },
    },
  ],
  Routes: [
    {
      DestinationCidrBlock: VPC_CIDR,
      GatewayId: 'local',
      Origin: 'CreateRouteTable',
      State: 'active',
    },
    {
      DestinationCidrBlock: '0.0.0.0/0',
      GatewayId: 'igw-0defa0175ba2b0a2d',
      Origin: 'CreateRoute',
      State: 'active',
    },
  ],
  PropagatingVgws: [],
  Tags: [],
});

type RouteTable = EC2.RouteTable;
const routes = (t: RouteTable): readonly EC2.Route[] => t.Routes ?? [];
const associations = (t: RouteTable): readonly EC2.RouteTableAssociation[] => t.Associations ?? [];
const known = (values: readonly (string | undefined)[]): string[] =>
  values.filter((v) => v !== undefined);

const FILTERS: FilterValues<RouteTable> = {
  'route-table-id': (t) => t.RouteTableId,
  'vpc-id': (t) => t.VpcId,
  'owner-id': (t) => t.OwnerId,
  'association.main': (t) => associations(t).map((a) => String(a.Main)),
  'association.route-table-association-id': (t) =>
    known(associations(t).map((a) => a.RouteTableAssociationId)),
  'association.route-table-id': (t) => known(associations(t).map((a) => a.RouteTableId)),
  'association.subnet-id': (t) => known(associations(t).map((a) => a.SubnetId)),
  'route.destination-cidr-block': (t) => known(routes(t).map((r) => r.DestinationCidrBlock)),
  'route.gateway-id': (t) => known(routes(t).map((r) => r.GatewayId)),
  'route.origin': (t) => known(routes(t).map((r) => r.Origin)),
  'route.state': (t) => known(routes(t).map((r) => r.State)),
};

export const describeRouteTables: Handler<
  EC2.DescribeRouteTablesRequest,
  EC2.DescribeRouteTablesResult
> = (input, ctx) => {
  const table = mainTable(ctx);
  const missing = input.RouteTableIds?.find((id) => id !== table.RouteTableId);
  if (missing !== undefined)
    throw new AwsError(
      'InvalidRouteTableID.NotFound',
      `The routeTable ID '${missing}' does not exist`,
    );
  const { items, nextToken } = page(
    filtered([table], input.Filters, FILTERS, (t) => t.Tags ?? []),
    input.MaxResults ?? MAX_RESULTS,
    input.NextToken,
  );
  return { RouteTables: items, NextToken: nextToken };
};
