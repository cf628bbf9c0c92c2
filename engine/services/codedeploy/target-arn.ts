import type { Ctx } from '../../ports/context';
import type { Deployment } from './deployments';

/** A target's ARN: that of an EC2 instance, or of an on-premises one. */
export function targetArn(ctx: Ctx, d: Deployment, id: string): string {
  return d.onPremises?.includes(id)
    ? ctx.arn('codedeploy', `instance:${id}`)
    : ctx.arn('ec2', `instance/${id}`);
}
