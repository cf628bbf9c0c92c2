/** What the engine tells the proxy of a load balancer: one file, written whole with every change. */
export interface BalancerConfig {
  readonly home: string;
  readonly type: 'application' | 'network';
  readonly listeners: readonly ListenerConfig[];
  readonly groups: readonly GroupConfig[];
  /** By AWS's keys, with AWS's defaults. */
  readonly attributes: Attributes;
}

export type Attributes = Readonly<Record<string, string>>;

export interface ListenerConfig {
  readonly arn: string;
  readonly protocol: 'HTTP' | 'TCP';
  /** Of 127.0.0.1. */
  readonly port: number;
  readonly attributes: Attributes;
  /** In the order in which they are tried; the last one is the listener's own and has no conditions. */
  readonly rules: readonly RuleConfig[];
}

export interface RuleConfig {
  readonly key: string;
  readonly conditions: readonly Condition[];
  readonly action: Action;
}

/** Values are alternatives: one of them suffices. */
export type Condition =
  | { readonly field: 'host-header' | 'path-pattern'; readonly values: readonly string[] }
  | { readonly field: 'http-header'; readonly name: string; readonly values: readonly string[] }
  | { readonly field: 'http-request-method' | 'source-ip'; readonly values: readonly string[] }
  | { readonly field: 'query-string'; readonly pairs: readonly QueryPair[] };

export interface QueryPair {
  readonly key?: string | undefined;
  readonly value: string;
}

export type Action = ForwardAction | RedirectAction | FixedAction;

export interface ForwardAction {
  readonly type: 'forward';
  readonly groups: readonly WeightedGroup[];
  /** How long a client stays with its target group, where it does. */
  readonly stickySeconds?: number | undefined;
}
export interface WeightedGroup {
  readonly arn: string;
  readonly weight: number;
}
export interface RedirectAction {
  readonly type: 'redirect';
  readonly status: 301 | 302;
  readonly protocol: string;
  readonly host: string;
  readonly port: string;
  readonly path: string;
  readonly query: string;
}
export interface FixedAction {
  readonly type: 'fixed-response';
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export interface GroupConfig {
  readonly arn: string;
  readonly health: HealthCheck;
  readonly attributes: Attributes;
  readonly targets: readonly TargetConfig[];
}

export interface HealthCheck {
  readonly enabled: boolean;
  readonly protocol: 'HTTP' | 'TCP';
  readonly path: string;
  /** Codes and ranges of codes, as AWS writes them: `200,301-303`. */
  readonly codes: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly healthyCount: number;
  readonly unhealthyCount: number;
}

export type HealthState = 'initial' | 'healthy' | 'unhealthy';

export interface TargetConfig {
  /** Its id and port, as `ID:PORT`. */
  readonly key: string;
  /** Tells one registration of a target from the next. */
  readonly registration: string;
  readonly host: string;
  readonly port: number;
  /** Where its health is asked for. */
  readonly healthPort: number;
  /** Ports to which its security groups do not let the balancer in: whoever connects waits in vain. */
  readonly shut?: readonly number[] | undefined;
  /** As it was known last: of a target that the proxy has not seen before. */
  readonly state: HealthState;
  readonly draining?: Draining | undefined;
}

/** A target is told as drained when nothing is in flight any more and the wait is over, or at its end. Real times in ms. */
export interface Draining {
  readonly waitUntil: number;
  readonly endAt: number;
}
