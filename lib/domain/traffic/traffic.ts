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
  /** Some of it because a read failed: what is not shown may be there. */
  readonly hasFailed?: boolean | undefined;
  readonly moving: boolean;
}

/** Targets that get requests and are none of these instances: of a fleet that is being replaced, or of somebody else. */
export const othersIn = (
  groups: readonly TargetGroupView[],
  ids: readonly string[],
): readonly string[] => [
  ...new Set(
    groups.flatMap((g) => (g.targets ?? []).map((t) => t.id).filter((id) => !ids.includes(id))),
  ),
];

/** An instance in each target group that has it. */
export const healthIn = (
  groups: readonly TargetGroupView[],
  id: string,
): readonly { readonly group: TargetGroupView; readonly health: TargetHealth }[] =>
  groups.flatMap((group) =>
    (group.targets ?? []).filter((t) => t.id === id).map((health) => ({ group, health })),
  );
