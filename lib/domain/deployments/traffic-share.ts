import { isGood } from '@/lib/domain/status';
import type { LifecycleCell, TargetView } from '@/lib/domain/views';

/** How many instances were in traffic from this moment on (ms since the epoch). */
export interface TrafficStep {
  readonly at: number;
  /** Those that serve what was served before, and those that serve what is deployed. */
  readonly before: number;
  readonly after: number;
}

const cellOf = (t: TargetView, event: string): LifecycleCell | undefined =>
  t.cells.find((c) => c.event === event);

/** Whether CodeDeploy takes targets out of traffic and puts them into it: a load balancer stands before them. */
export const isTrafficControlled = (targets: readonly TargetView[]): boolean =>
  targets.some((t) => cellOf(t, 'BlockTraffic') ?? cellOf(t, 'AllowTraffic'));

/** When a target stops serving what it served, and when it begins to serve what is deployed; infinite where it does not. */
function turnsOf(t: TargetView): { readonly left: number; readonly came: number } {
  const block = cellOf(t, 'BlockTraffic');
  const allow = cellOf(t, 'AllowTraffic');
  const came =
    allow?.startedAt !== undefined && isGood(allow.status)
      ? allow.startedAt + (allow.ms ?? 0)
      : Infinity;
  // One that is only put into traffic has served nothing before: it is of the new fleet.
  return { left: block ? (block.startedAt ?? Infinity) : -Infinity, came };
}

/** Who was in traffic over time, by the events in which CodeDeploy registers and deregisters; undefined without a balancer. */
export function trafficSteps(
  targets: readonly TargetView[],
  from: number,
  until: number,
): readonly TrafficStep[] | undefined {
  const instances = targets.filter((t) => t.kind === 'instance');
  if (!isTrafficControlled(instances)) return undefined;
  const turns = instances.map(turnsOf);
  const moments = [...new Set([from, ...turns.flatMap((t) => [t.left, t.came])])]
    .filter((at) => Number.isFinite(at) && at >= from && at <= until)
    .sort((a, b) => a - b);
  return moments.map((at) => ({
    at,
    before: turns.filter((t) => at < t.left).length,
    after: turns.filter((t) => at >= t.came).length,
  }));
}

/** The step that holds at a moment; the first one holds before it too. */
export const stepAt = (steps: readonly TrafficStep[], at: number): TrafficStep | undefined =>
  steps.findLast((s) => s.at <= at) ?? steps[0];

/** The share of requests that goes to what is deployed, by numbers of instances: a balancer gives each the same. */
export function shareOf({ before, after }: Pick<TrafficStep, 'before' | 'after'>): number {
  return before + after ? after / (before + after) : 0;
}

/** When traffic first went to what is deployed, and when the last of it had left what was there before. */
export function rerouted(steps: readonly TrafficStep[]): {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
} {
  const from = steps.find((s) => s.after > 0)?.at;
  const to = steps.find((s) => s.after > 0 && s.before === 0)?.at;
  return { from, to };
}

export const percent = (share: number): string => `${Math.round(share * 100)} %`;
