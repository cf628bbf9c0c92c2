import type * as EC2 from '@aws-sdk/client-ec2';
import { SUBNET_CIDRS } from '../../core/network/vpc';
import type { Ctx } from '../../ports/context';

export const VPC_ID = 'vpc-0defa0175ba2b0a2d';
export const SUBNETS = (ctx: Ctx): EC2.Subnet[] =>
  ['a', 'b'].map((zone, i) => ({
    SubnetId: `subnet-0defa0175ba2b0a2${zone}`,
    VpcId: VPC_ID,
    AvailabilityZone: `${ctx.region}${zone}`,
    CidrBlock: SUBNET_CIDRS[i],
    DefaultForAz: true,
    MapPublicIpOnLaunch: true,
    State: 'available',
    AvailableIpAddressCount: 4091,
    OwnerId: ctx.accountId,
  }));
