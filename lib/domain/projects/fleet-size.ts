/** Targets whose environments are instances behind a load balancer. */
const BALANCED = ['servers', 'servers-blue-green'];
export const isBalanced = (target: string): boolean => BALANCED.includes(target);

export interface FleetSize {
  /** Instances of each environment. */
  readonly each: number;
  /** Of all of them. */
  readonly all: number;
  /** While a release goes on: it gets new instances before the old ones end. */
  readonly most: number;
}

/** How many instances a project has; `count` is its parameter InstanceCount. None for a static site. */
export function fleetSize(
  target: string,
  environments: readonly string[],
  count: string | undefined,
): FleetSize {
  const given = isBalanced(target) ? Number(count) || 1 : 1;
  const each = target === 'static' ? 0 : given;
  const all = each * environments.length;
  return { each, all, most: target === 'servers-blue-green' ? all + each : all };
}
