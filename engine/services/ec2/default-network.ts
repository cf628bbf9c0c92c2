import type * as EC2 from '@aws-sdk/client-ec2';
import type { Ctx } from '../../ports/context';

/** The account's default network; nothing is routed by it, loopback is. */
export const VPC_ID = 'vpc-0defa0175ba2b0a2d';
export const VPC_CIDR = '172.31.0.0/16';
export const SUBNETS = (ctx: Ctx): EC2.Subnet[] =>
  ['a', 'b'].map((zone, i) => ({
    SubnetId: `subnet-0defa0175ba2b0a2${zone}`,
    VpcId: VPC_ID,
    AvailabilityZone: `${ctx.region}${zone}`,
    CidrBlock: `172.31.${i * 16}.0/20`,
    DefaultForAz: true,
    MapPublicIpOnLaunch: true,
    State: 'available',
    AvailableIpAddressCount: 4091,
    OwnerId: ctx.accountId,
  }));
