import type { AutoScalingFleet } from './auto-scaling';
import type { BalancerRef, TargetGroupView, TargetHealth } from './target-group';

/** What stands before a deployment group, as it is now: who is in the balancer, and what Auto Scaling does. */
export interface TrafficView {
  /** The deployment group. */
  readonly of: { readonly application: string; readonly group: string };
  readonly balancers: readonly BalancerRef[];
  readonly groups: readonly TargetGroupView[];
  readonly fleets: readonly AutoScalingFleet[];
  /** What cannot be read, in words: target groups that are gone, Classic Load Balancers, missing permissions. */
  readonly unread: readonly string[];
  readonly moving: boolean;
}

/** An instance in each target group that has it. */
export const healthIn = (
  groups: readonly TargetGroupView[],
  id: string,
): readonly { readonly group: TargetGroupView; readonly health: TargetHealth }[] =>
  groups.flatMap((group) =>
    (group.targets ?? []).filter((t) => t.id === id).map((health) => ({ group, health })),
  );
