/** What a target group's requests were like, in equal parts of time. A value that is not known is `null`. */
export interface GroupMetrics {
  readonly group: string;
  readonly requests: readonly (number | null)[];
  /** Answers 5xx of the targets. */
  readonly errors: readonly (number | null)[];
  /** How long targets took, 90 of 100 requests at most, in ms. */
  readonly responseMs: readonly (number | null)[];
}

export interface TrafficMetrics {
  /** When each part begins, in ms since the epoch. */
  readonly at: readonly number[];
  readonly periodMs: number;
  readonly groups: readonly GroupMetrics[];
  /** Answers 5xx that the balancers gave themselves: nobody answered, or too late. */
  readonly balancerErrors: readonly (number | null)[];
  /** Why there is nothing to draw. */
  readonly why?: string | undefined;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** So much is shown before and after a deployment. */
export const AROUND_MS = 10 * MINUTE;
/** CloudWatch has the last minutes a little later. */
export const LATE_MS = 3 * MINUTE;

/**
 * The length of the parts, in ms: what CloudWatch still has (user guide, "Metrics retention": minutes for 15 days, five
 * of them for 63), and not more of them than can be drawn.
 */
export function periodFor(from: number, to: number, now: number): number {
  const kept = now - from > 63 * DAY ? 60 * MINUTE : now - from > 15 * DAY ? 5 * MINUTE : MINUTE;
  const drawn = [1, 5, 15, 60].map((n) => n * MINUTE).find((p) => (to - from) / p <= 180);
  return Math.max(kept, drawn ?? 60 * MINUTE);
}

/** The whole parts between two moments. */
export function partsOf(from: number, to: number, period: number): number[] {
  const first = Math.floor(from / period) * period;
  const count = Math.max(1, Math.ceil((to - first) / period));
  return Array.from({ length: count }, (_, i) => first + i * period);
}

/** Values put where their times belong; CloudWatch leaves out parts without data. */
export function placed(
  at: readonly number[],
  times: readonly number[],
  values: readonly number[],
): (number | null)[] {
  const by = new Map(times.map((t, i) => [t, values[i]]));
  return at.map((t) => by.get(t) ?? null);
}

/** `requests` of all groups together, part by part. */
export const summed = (lists: readonly (readonly (number | null)[])[]): (number | null)[] =>
  (lists[0] ?? []).map((_, i) =>
    lists.reduce<number | null>((sum, list) => {
      const value = list[i] ?? null;
      return value === null ? sum : (sum ?? 0) + value;
    }, null),
  );

export const total = (values: readonly (number | null)[]): number =>
  values.reduce<number>((sum, v) => sum + (v ?? 0), 0);

/** `app/shop/50dc6c495c0c9188`, as CloudWatch's dimension LoadBalancer has it (ELB user guide, "CloudWatch metrics"). */
export const balancerDimension = (arn: string): string | undefined =>
  /:loadbalancer\/(.+)$/.exec(arn)?.[1];

/** `targetgroup/shop/6d0ecf831eec9f09` */
export const groupDimension = (arn: string): string | undefined =>
  /:(targetgroup\/.+)$/.exec(arn)?.[1];
