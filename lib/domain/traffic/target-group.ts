import { isFailure, isGood, targetHealthStatus } from '@/lib/domain/status';

/** How a target group asks its targets whether they work. */
export interface HealthCheck {
  readonly isOn: boolean;
  readonly protocol?: string | undefined;
  /** `traffic-port`, or a port of its own. */
  readonly port?: string | undefined;
  readonly path?: string | undefined;
  /** The status codes that count: `200`, `200-299`. */
  readonly matcher?: string | undefined;
  readonly intervalSeconds?: number | undefined;
  readonly timeoutSeconds?: number | undefined;
  /** So many good checks in a row make a target healthy, so many bad ones unhealthy. */
  readonly healthyAfter?: number | undefined;
  readonly unhealthyAfter?: number | undefined;
}

/** A target as the balancer sees it (ELB API reference, DescribeTargetHealth). */
export interface TargetHealth {
  /** An instance, an address or a function. */
  readonly id: string;
  readonly port?: number | undefined;
  readonly zone?: string | undefined;
  /** AWS's word: `healthy`, `draining`, … */
  readonly state: string;
  /** AWS's code, where it is not healthy: `Target.Timeout`. */
  readonly reason?: string | undefined;
  /** AWS's words. */
  readonly description?: string | undefined;
}

/** What a page shows of a load balancer elsewhere than on its own page. */
export interface BalancerRef {
  readonly name: string;
  readonly arn: string;
  /** `application`, `network` or `gateway`. */
  readonly type: string;
}

export interface TargetGroupView {
  readonly name: string;
  readonly arn: string;
  /** `instance`, `ip`, `lambda` or `alb`. */
  readonly targetType: string;
  readonly protocol?: string | undefined;
  readonly port?: number | undefined;
  readonly balancers: readonly BalancerRef[];
  readonly check: HealthCheck;
  /** How long a target that goes may finish what it has begun; unset where it was not asked for. */
  readonly drainSeconds?: number | undefined;
  /** Unset where it could not be read. */
  readonly targets?: readonly TargetHealth[] | undefined;
}

export const isHealthy = (t: TargetHealth): boolean => isGood(targetHealthStatus(t.state));

/**
 * Whether a balancer sends requests to a target. With no healthy one it sends them to all that are unhealthy (ELB user
 * guide, "Health checks for your target groups": fail open).
 */
export function isServed(target: TargetHealth, all: readonly TargetHealth[]): boolean {
  if (target.state === 'unavailable') return true;
  return isFailsOpen(all) ? target.state === 'unhealthy' : isHealthy(target);
}

export const isFailsOpen = (all: readonly TargetHealth[]): boolean =>
  !all.some((t) => isHealthy(t) || t.state === 'unavailable') &&
  all.some((t) => isFailure(targetHealthStatus(t.state)));

const seconds = (n: number | undefined): string => (n === undefined ? 'the time set' : `${n} s`);

const inARow = ({ healthyAfter: n, intervalSeconds: s }: HealthCheck): string =>
  n === undefined || s === undefined
    ? ''
    : `: ${n === 1 ? 'one good one is needed' : `${n} good ones in a row are needed`}, one every ${s} s`;

type Reason = (check: HealthCheck, drainSeconds: number | undefined) => string;

/** What a reason means (ELB API reference, TargetHealth), for whoever reads AWS's code for the first time. */
const REASONS: Readonly<Record<string, Reason>> = {
  'Elb.RegistrationInProgress': () => 'The load balancer is registering it.',
  'Elb.InitialHealthChecking': (check) => `Its first health checks are running${inARow(check)}.`,
  'Elb.InternalError': () => 'The load balancer itself had a problem with the check.',
  'Target.ResponseCodeMismatch': (check) =>
    `It answers the health check, but not with ${check.matcher ?? 'an expected status'}.`,
  'Target.Timeout': (check) =>
    `It does not answer the health check within ${seconds(check.timeoutSeconds)}.`,
  'Target.FailedHealthChecks': () =>
    'The health check does not get through: nothing listens on its port, the answer is not valid, or a security group is in the way.',
  'Target.NotRegistered': () => 'It is not registered here.',
  'Target.NotInUse': () =>
    "No listener forwards to this target group, or the load balancer does not serve the target's Availability Zone.",
  'Target.DeregistrationInProgress': (_, drain) =>
    `It gets no new requests and finishes those it has${drain === undefined ? '' : `, for up to ${drain} s`}.`,
  'Target.InvalidState': () => 'Its instance is stopped or terminated.',
  'Target.IpUnusable': () => 'Its address belongs to a load balancer.',
  'Target.HealthCheckDisabled': () => 'Health checks are off, so it always gets requests.',
};

/** One plain sentence for a target that is not healthy; undefined for one that is, or whose reason nobody has described. */
export const reasonWords = (
  { reason }: TargetHealth,
  { check, drainSeconds }: Pick<TargetGroupView, 'check' | 'drainSeconds'>,
): string | undefined => REASONS[reason ?? '']?.(check, drainSeconds);

/** `GET /health on the traffic port every 30 s, 200` */
export function checkWords(check: HealthCheck): string {
  if (!check.isOn) return 'Health checks are off: every target gets requests.';
  const { protocol = '', path, port = 'traffic-port', matcher, intervalSeconds } = check;
  const what = path === undefined ? `${protocol} connection` : `${protocol} ${path}`;
  const where = port === 'traffic-port' ? 'the traffic port' : `port ${port}`;
  const every = intervalSeconds === undefined ? '' : `, every ${intervalSeconds} s`;
  const expects = matcher === undefined ? '' : `, expects ${matcher}`;
  const { healthyAfter, unhealthyAfter } = check;
  const turns =
    healthyAfter === undefined || unhealthyAfter === undefined
      ? ''
      : `; healthy after ${healthyAfter}, unhealthy after ${unhealthyAfter}`;
  return `${what} on ${where}${every}${expects}${turns}`;
}

/** `2 of 3 healthy`; of none that none is registered. */
export function healthCount(targets: readonly TargetHealth[]): string {
  if (!targets.length) return 'No target is registered';
  return `${targets.filter(isHealthy).length} of ${targets.length} healthy`;
}
