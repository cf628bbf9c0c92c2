import type { Status } from '@/lib/domain/status';
import type { ListenerView } from './listener';
import type { BalancerRef, TargetGroupView } from './target-group';

/** A load balancer whole. */
export interface LoadBalancerView extends BalancerRef {
  readonly status: Status;
  /** Why it is in this state, in AWS's words. */
  readonly reason?: string | undefined;
  /** `internet-facing` or `internal`. */
  readonly scheme: string;
  /** Where it answers: a name, on the embedded engine `127.0.0.1:PORT`. */
  readonly dns: string;
  readonly createdAt: number;
  readonly zones: readonly string[];
  readonly securityGroups: readonly string[];
  /** Unset where they could not be read. */
  readonly listeners?: readonly ListenerView[] | undefined;
  readonly groups: readonly TargetGroupView[];
  /** Deployment groups that name one of its target groups, among those that were read. */
  readonly environments: readonly { readonly application: string; readonly group: string }[];
  readonly isThisMachine: boolean;
  readonly unread: readonly string[];
  /** Some of it because a read failed: what is not shown may be there. */
  readonly hasFailed?: boolean | undefined;
  readonly moving: boolean;
}

/** A load balancer in the list of them. */
export interface LoadBalancerRow extends BalancerRef {
  readonly status: Status;
  /** Why it is in this state, in AWS's words. */
  readonly reason?: string | undefined;
  readonly scheme: string;
  /** `HTTP:80`; unset where they were not read. */
  readonly listeners?: readonly string[] | undefined;
  /** Of all its target groups; unset where they were not read. */
  readonly targets?: { readonly healthy: number; readonly all: number } | undefined;
  /** What deploys behind it; unset where that was not read. */
  readonly environments?: LoadBalancerView['environments'] | undefined;
}

export interface LoadBalancers {
  readonly rows: readonly LoadBalancerRow[];
  /** What could not be read, and what was not, in words. */
  readonly unread: readonly string[];
  readonly moving: boolean;
}

/** How much shorter the embedded engine's draining and checking is than what is set; its own figure, which a test compares. */
export const ENGINE_TIME_FACTOR = 0.05;

export const ENGINE_TIMES = `Local engine: between health checks, and for draining, it waits ${1 / ENGINE_TIME_FACTOR} times less than what is set and shown here. Timeouts are as set.`;

const TYPES: Readonly<Record<string, string>> = {
  application: 'Application Load Balancer',
  network: 'Network Load Balancer',
  gateway: 'Gateway Load Balancer',
};
export const typeWords = (type: string): string => TYPES[type] ?? 'Load balancer';

export const schemeWords = (scheme: string): string =>
  scheme === 'internal' ? 'Internal: reachable inside its VPC only' : 'Reachable from the internet';

/** The address of a listener that browsers can open; undefined for TCP, UDP and TLS. */
export function addressOf(
  dns: string,
  { protocol, port }: Pick<ListenerView, 'protocol' | 'port'>,
) {
  const scheme = protocol.toLowerCase();
  if (scheme !== 'http' && scheme !== 'https') return undefined;
  const isUsual = port === (scheme === 'http' ? 80 : 443);
  // The embedded engine's names have their port.
  return `${scheme}://${dns}${isUsual || dns.includes(':') ? '' : `:${port}`}`;
}
