import { shareOf, stepAt, type TrafficStep } from '@/lib/domain/deployments/traffic-share';
import { summed, total, type TrafficMetrics } from './metrics';

/** What is drawn of a part of time. */
export interface TrafficPart {
  readonly from: number;
  readonly to: number;
  /** Unset where CloudWatch has none. */
  readonly requests: number | null;
  /** Those of them that went to what is deployed; all of them where nothing is. */
  readonly toNew: number;
  /** Answers 5xx of targets, and of the balancer itself. */
  readonly errors: number;
  readonly balancerErrors: number;
  readonly responseMs: number | null;
}

const slowest = (values: readonly (number | null)[]): number | null =>
  values.reduce<number | null>((most, v) => (v === null ? most : Math.max(v, most ?? 0)), null);

/**
 * The parts of a deployment's time, or of any. A balancer does not count requests by instance, so they are shared by how
 * many instances of either kind were in traffic in the middle of the part: it gives each the same.
 */
export function trafficParts(
  m: TrafficMetrics,
  steps: readonly TrafficStep[] | undefined,
): readonly TrafficPart[] {
  const requests = summed(m.groups.map((g) => g.requests));
  const errors = summed(m.groups.map((g) => g.errors));
  return m.at.map((from, i) => {
    const all = requests[i] ?? null;
    const step = steps && stepAt(steps, from + m.periodMs / 2);
    const share = step ? shareOf(step) : 1;
    return {
      from,
      to: from + m.periodMs,
      requests: all,
      toNew: (all ?? 0) * share,
      errors: errors[i] ?? 0,
      balancerErrors: m.balancerErrors[i] ?? 0,
      responseMs: slowest(m.groups.map((g) => g.responseMs[i] ?? null)),
    };
  });
}

/** What it comes to, in one sentence. */
export function trafficWords(parts: readonly TrafficPart[]): string {
  const requests = total(parts.map((p) => p.requests));
  if (!requests) return 'CloudWatch has counted no requests in this time.';
  const own = total(parts.map((p) => p.balancerErrors));
  const targets = total(parts.map((p) => p.errors));
  const n = (value: number): string => Math.round(value).toLocaleString('en');
  const lead = `${n(requests)} requests.`;
  if (!own && !targets) return `${lead} None was answered with 5xx.`;
  const parted = [
    targets && `${n(targets)} answered with 5xx by targets`,
    own && `${n(own)} by the load balancer itself`,
  ].filter(Boolean);
  return `${lead} ${parted.join(', ')}.`;
}
