import type * as EC2 from '@aws-sdk/client-ec2';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { allowedValues } from '../../wire/validate';
import { filtered, type FilterValues } from './filters';
import { MAX_RESULTS } from './instances';
import { SUBNETS } from './default-network';

/** Every instance type that AWS has: those that RunInstances takes. */
const TYPES = allowedValues('ec2', 'RunInstances', 'InstanceType');

/** What a location is called, by its type. */
const LOCATIONS: Readonly<Record<string, (ctx: Ctx) => readonly string[]>> = {
  region: (ctx) => [ctx.region],
  'availability-zone': (ctx) => SUBNETS(ctx).map((s) => s.AvailabilityZone ?? ''),
};

const FILTERS: FilterValues<EC2.InstanceTypeOffering> = {
  'instance-type': (o) => o.InstanceType,
  location: (o) => o.Location,
};

/** Where instance types are offered: each everywhere, since this machine has no kinds of hardware. */
export const describeInstanceTypeOfferings: Handler<
  EC2.DescribeInstanceTypeOfferingsRequest,
  EC2.DescribeInstanceTypeOfferingsResult
> = (input, ctx) => {
  const LocationType = input.LocationType ?? 'region';
  const locations = LOCATIONS[LocationType];
  if (!locations)
    throw new AwsError(
      'InvalidParameterValue',
      `The location type '${LocationType}' is not served by Starboard's engine yet`,
    );
  const all = locations(ctx).flatMap((Location) =>
    TYPES.map((type) => ({ InstanceType: type as EC2._InstanceType, LocationType, Location })),
  );
  const { items, nextToken } = page(
    filtered(all, input.Filters, FILTERS),
    input.MaxResults ?? MAX_RESULTS,
    input.NextToken,
  );
  return { InstanceTypeOfferings: items, NextToken: nextToken };
};
