import type { HealthState, WeightedGroup } from './config';

/** A target as it is picked. */
export interface Candidate {
  readonly key: string;
  readonly state: HealthState;
  readonly isDraining: boolean;
  readonly inFlight: number;
}

/** Those that a request may go to: the healthy ones; where none is, all of them (fail open). Never one that drains. */
export function eligible<T extends Candidate>(targets: readonly T[]): readonly T[] {
  const kept = targets.filter((t) => !t.isDraining);
  const healthy = kept.filter((t) => t.state === 'healthy');
  return healthy.length ? healthy : kept;
}

/** The next one in turn behind a place, but for those that were tried; undefined where all were. */
export function nextInTurn<T extends Candidate>(
  targets: readonly T[],
  place: number,
  tried: ReadonlySet<string>,
): T | undefined {
  for (let i = 0; i < targets.length; i++) {
    const target = targets[(place + i) % targets.length];
    if (target && !tried.has(target.key)) return target;
  }
  return undefined;
}

/** The one with the fewest requests in flight; among equals the next in turn. */
export function leastBusy<T extends Candidate>(
  targets: readonly T[],
  place: number,
  tried: ReadonlySet<string>,
): T | undefined {
  let best: T | undefined;
  for (let i = 0; i < targets.length; i++) {
    const target = targets[(place + i) % targets.length];
    if (target && !tried.has(target.key) && (!best || target.inFlight < best.inFlight))
      best = target;
  }
  return best;
}

/** What each group of a rule has coming to it, by its ARN. */
export type Turns = ReadonlyMap<string, number>;

/** The group whose turn it is: in every hundred requests each has its share, spread evenly. */
export function nextGroup(
  groups: readonly WeightedGroup[],
  turns: Turns,
): { readonly group: string | undefined; readonly turns: Turns } {
  const total = groups.reduce((sum, g) => sum + g.weight, 0);
  if (total === 0) return { group: undefined, turns };
  const next = new Map(groups.map((g) => [g.arn, (turns.get(g.arn) ?? 0) + g.weight]));
  const [group] = [...next].reduce((a, b) => (b[1] > a[1] ? b : a));
  next.set(group, (next.get(group) ?? 0) - total);
  return { group, turns: next };
}
