import type { Ctx } from '../../ports/context';
import { isOnPremises, type Deployment } from './deployments';

/** A target's ARN: that of an EC2 instance, or that of an on-premises one when it was deployed to. */
export const targetArn = (ctx: Ctx, d: Deployment, id: string): string =>
  (isOnPremises(d, id) ? d.onPremises?.[id] : undefined) ?? ctx.arn('ec2', `instance/${id}`);
