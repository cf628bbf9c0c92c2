/** How many hosts have to stay healthy, as a configuration says it; MOST_CONCURRENCY says how many may be away. */
export interface MinimumHosts {
  readonly type: 'HOST_COUNT' | 'FLEET_PERCENT' | 'MOST_CONCURRENCY';
  readonly value: number;
}

/** What a deployment does to its fleet, as its configuration says it. */
export interface FleetRule {
  readonly minimum: MinimumHosts;
  /** AWS's own configurations deploy to the smallest fleet too. */
  readonly predefined: boolean;
  readonly zonal?: ZonalRule | undefined;
}

export interface ZonalRule {
  /** How long the first zone is watched before the second one begins, then each other one. */
  readonly firstZoneMs: number;
  readonly otherZonesMs: number;
  readonly minimum: MinimumHosts;
}

export interface Allowance {
  /** Targets that may be away at once: being deployed to, or failed. Nothing at all is allowed below 1. */
  readonly window: number;
  /** Targets that have to succeed. */
  readonly minimumHealthy: number;
}

function minimumOf({ type, value }: MinimumHosts, fleet: number): number {
  if (type === 'HOST_COUNT') return value;
  if (type === 'FLEET_PERCENT') return Math.ceil((fleet * value) / 100);
  return fleet - value;
}

/**
 * Window and minimum for a fleet (AWS-SEMANTICS 2.6). However low the minimum is, one target has to
 * succeed.
 */
export function allowance(
  rule: Pick<FleetRule, 'minimum' | 'predefined'>,
  fleet: number,
): Allowance {
  const minimum = minimumOf(rule.minimum, fleet);
  const window = fleet - minimum;
  return {
    window: rule.predefined ? Math.max(1, window) : window,
    minimumHealthy: Math.max(1, minimum),
  };
}

/** What is known of an instance in its group, from the deployments before. */
export interface InstanceHealth {
  readonly isHealthy: boolean;
  /** The revision that was last deployed to it with success: the group's, an older one, or none. */
  readonly revision: 'Current' | 'Old' | 'Unknown';
}

/** As one that nothing was ever deployed to. */
export const NEVER_DEPLOYED: InstanceHealth = { isHealthy: false, revision: 'Unknown' };

const REVISIONS: readonly InstanceHealth['revision'][] = ['Unknown', 'Old', 'Current'];

const rank = ({ isHealthy, revision }: InstanceHealth): number =>
  isHealthy ? 1 + REVISIONS.indexOf(revision) : 0;

/** The order in which targets are deployed to: unhealthy ones first, then by revision (AWS-SEMANTICS 2.6). */
export function inOrder<T extends { readonly health: InstanceHealth }>(fleet: readonly T[]): T[] {
  return [...fleet].sort((a, b) => rank(a.health) - rank(b.health));
}
