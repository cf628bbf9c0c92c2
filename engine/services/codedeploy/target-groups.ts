import type { Ctx } from '../../ports/context';

/** The ARNs of target groups, by their names; one that is not there is refused as ELB does it. */
export async function targetGroupArns(ctx: Ctx, names: readonly string[]): Promise<string[]> {
  const { TargetGroups = [] } = await ctx.call.elbv2.describeTargetGroups({ Names: [...names] });
  return TargetGroups.flatMap((t) => t.TargetGroupArn ?? []);
}
