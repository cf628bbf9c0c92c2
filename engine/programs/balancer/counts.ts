import type {
  BalancerCounts,
  Statistic,
  TargetCounts,
  TrafficEntry,
} from '../../core/balancer/journal';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Response times are told to two digits, so that percentiles can be made of them and a busy target has no long list. */
const DIGITS = 2;

const NO_TIME: Statistic = { count: 0, sum: 0, min: 0, max: 0 };

function withTime(all: Statistic, seconds: number): Statistic {
  return all.count
    ? {
        count: all.count + 1,
        sum: all.sum + seconds,
        min: Math.min(all.min, seconds),
        max: Math.max(all.max, seconds),
      }
    : { count: 1, sum: seconds, min: seconds, max: seconds };
}

const counted = (
  counts: Readonly<Record<string, number>>,
  key: string,
): Readonly<Record<string, number>> => ({ ...counts, [key]: (counts[key] ?? 0) + 1 });

const NO_BALANCER = { own: {}, newConnections: 0, bytes: 0, fixedResponses: 0, redirects: 0 };
const NO_TARGET: TargetCounts = {
  requests: 0,
  answers: {},
  connectionErrors: 0,
  seconds: NO_TIME,
};

/** A target, as it is counted. */
export interface Counted {
  readonly group: string;
  readonly key: string;
}

type TargetSoFar = Mutable<TargetCounts> & {
  readonly group: string;
  readonly target: string;
  /** How often each response time was. */
  readonly times: Map<number, number>;
};

/** What the proxy has done since it was last told. */
export class Counts {
  private balancer: Mutable<Omit<BalancerCounts, 'activeConnections'>> = { ...NO_BALANCER };
  private targets = new Map<string, TargetSoFar>();
  private isEmpty = true;
  activeConnections = 0;

  private of({ group, key }: Counted): TargetSoFar {
    this.isEmpty = false;
    const name = `${group} ${key}`;
    let counts = this.targets.get(name);
    if (!counts)
      this.targets.set(name, (counts = { ...NO_TARGET, group, target: key, times: new Map() }));
    return counts;
  }

  connected(): void {
    this.isEmpty = false;
    this.balancer.newConnections++;
    this.activeConnections++;
  }

  passed(bytes: number): void {
    this.isEmpty = false;
    this.balancer.bytes += bytes;
  }

  /** An answer of the balancer's own; of a rule, where it is no failure. */
  own(status: number, kind?: 'fixedResponses' | 'redirects'): void {
    this.isEmpty = false;
    if (kind) this.balancer[kind]++;
    else this.balancer.own = counted(this.balancer.own, String(status));
  }

  notReached(target: Counted): void {
    this.of(target).connectionErrors++;
  }

  /** A request that a target takes. */
  sent(target: Counted): void {
    this.of(target).requests++;
  }

  answered(target: Counted, status: number, seconds: number): void {
    const counts = this.of(target);
    counts.answers = counted(counts.answers, `${Math.floor(status / 100)}XX`);
    counts.seconds = withTime(counts.seconds, seconds);
    const time = Number(seconds.toPrecision(DIGITS));
    counts.times.set(time, (counts.times.get(time) ?? 0) + 1);
  }

  /** All of it, from now on counted anew; undefined where nothing has happened. */
  take(at: number): TrafficEntry | undefined {
    return this.isEmpty ? undefined : this.takeAll(at);
  }

  takeAll(at: number): TrafficEntry {
    const { balancer, targets, activeConnections } = this;
    this.balancer = { ...NO_BALANCER };
    this.targets = new Map();
    this.isEmpty = true;
    return {
      type: 'traffic',
      at,
      balancer: { ...balancer, activeConnections },
      targets: [...targets.values()].map(({ times, ...t }) => ({
        ...t,
        seconds: { ...t.seconds, values: [...times] },
      })),
    };
  }
}
