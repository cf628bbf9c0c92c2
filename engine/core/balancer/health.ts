import type { HealthCheck, HealthState } from './config';

/** What is known of a target's health; counts are of checks in a row. */
export interface Health {
  readonly state: HealthState;
  readonly reason?: string | undefined;
  readonly description?: string | undefined;
  readonly passed: number;
  readonly failed: number;
}

/** How a check went. */
export type CheckResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: string; readonly description: string };

export const INITIAL: Health = {
  state: 'initial',
  reason: 'Elb.InitialHealthChecking',
  description: 'Initial health checks in progress',
  passed: 0,
  failed: 0,
};

/** Health as it was known before this proxy was started. */
export const knownAs = (state: HealthState): Health =>
  state === 'initial' ? INITIAL : { state, passed: 0, failed: 0 };

/** One check is enough for a target that was just registered, and the threshold for one that was unhealthy (ALB user guide, "Health checks"). */
export function checked(health: Health, result: CheckResult, check: HealthCheck): Health {
  if (result.ok) {
    const passed = health.passed + 1;
    if (health.state !== 'unhealthy' || passed >= check.healthyCount)
      return { state: 'healthy', passed, failed: 0 };
    return { ...health, passed, failed: 0 };
  }
  const failed = health.failed + 1;
  const { reason, description } = result;
  if (health.state === 'unhealthy' || failed >= check.unhealthyCount)
    return { state: 'unhealthy', reason, description, passed: 0, failed };
  return { ...health, passed: 0, failed };
}

/** Whether anybody is told of it. */
export const isSame = (a: Health, b: Health): boolean =>
  a.state === b.state && a.reason === b.reason && a.description === b.description;

/** Whether a status is among `200,301-303`. */
export function isExpected(status: number, codes: string): boolean {
  return codes.split(',').some((part) => {
    const [from = '', to = from] = part.trim().split('-');
    return status >= Number(from) && status <= Number(to);
  });
}

/** A status as the result of a check. */
export function resultOf(status: number, codes: string): CheckResult {
  if (isExpected(status, codes)) return { ok: true };
  return {
    ok: false,
    reason: 'Target.ResponseCodeMismatch',
    description: `Health checks failed with these codes: [${status}]`,
  };
}

export const TIMED_OUT: CheckResult = {
  ok: false,
  reason: 'Target.Timeout',
  description: 'Request timed out',
};
export const NOT_REACHED: CheckResult = {
  ok: false,
  reason: 'Target.FailedHealthChecks',
  description: 'Health checks failed',
};
