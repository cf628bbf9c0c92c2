import type { HealthState } from './config';

/** What the proxy of a load balancer writes down, in order. */
export type BalancerEntry =
  | {
      readonly type: 'started';
      readonly at: number;
      readonly pid: number;
      readonly startTime: string;
    }
  | ListeningEntry
  | HealthEntry
  | DrainedEntry
  | TrafficEntry
  | { readonly type: 'stopped'; readonly at: number };

/** Which listeners have their port now; told when it changes. */
export interface ListeningEntry {
  readonly type: 'listening';
  readonly at: number;
  readonly ports: readonly number[];
  /** What each of the others waits for. */
  readonly problems: readonly string[];
}

export interface TargetOf {
  /** Of the target group. */
  readonly group: string;
  readonly target: string;
  readonly registration: string;
}

export interface HealthEntry extends TargetOf {
  readonly type: 'health';
  readonly at: number;
  readonly state: HealthState;
  readonly reason?: string | undefined;
  readonly description?: string | undefined;
}

export interface DrainedEntry extends TargetOf {
  readonly type: 'drained';
  readonly at: number;
}

/** Counts since the last such entry. */
export interface TrafficEntry {
  readonly type: 'traffic';
  readonly at: number;
  readonly balancer: BalancerCounts;
  readonly targets: readonly (TargetCounts & { readonly group: string; readonly target: string })[];
}

export interface BalancerCounts {
  /** By status, of answers that the balancer gave itself. */
  readonly own: Readonly<Record<string, number>>;
  readonly newConnections: number;
  readonly activeConnections: number;
  readonly bytes: number;
  readonly fixedResponses: number;
  readonly redirects: number;
}

export interface TargetCounts {
  readonly requests: number;
  /** By the first digit of their status. */
  readonly answers: Readonly<Record<string, number>>;
  readonly connectionErrors: number;
  /** Seconds until the first byte of the answer. */
  readonly seconds: Statistic;
}

export interface Statistic {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** The values to two digits, each with how often it was; a proxy that was started by an older engine has none. */
  readonly values?: readonly (readonly [value: number, count: number])[] | undefined;
}
