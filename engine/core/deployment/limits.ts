import type { TrafficEvent } from '../../../common/appspec';
import { shiftOf } from './pieces';
import type { DeploymentState, LifecycleState, TargetState } from './state';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** [doc] A deployment in place takes no longer: 12 hours since June 2023, 8 before (CodeDeploy quotas). */
export const DEPLOYMENT_LIMIT_MS: number = 12 * HOUR_MS;
/** [doc] CodeDeploy quotas: "Maximum number of hours for an EC2/On-Premises blue/green deployment to run", with both its waits. */
export const BLUE_GREEN_LIMIT_MS: number = 109 * HOUR_MS;
/** [doc] A lifecycle event takes no longer, and begins within so much (CodeDeploy quotas; troubleshooting). */
export const EVENT_LIMIT_MS: number = HOUR_MS;
export const BEGIN_LIMIT_MS: number = 5 * MINUTE_MS;
/** An agent ends its script at the same limit, and tells more of it than we could: its word is waited for. */
const REPORT_MS = MINUTE_MS;

export const AGENT_SILENT =
  'CodeDeploy agent was not able to receive the lifecycle event. Check the CodeDeploy agent logs on your host and make sure the agent is running and can connect to the CodeDeploy server.';
export const EVENT_TOO_LONG = 'The lifecycle event did not end within one hour.';
/** [doc] ErrorCode, TIMEOUT. */
export const DEPLOYMENT_TOO_LONG = 'The deployment has timed out.';

/** [infer] The words; troubleshooting has it only that AllowTraffic fails after an hour where health checks fail. */
export const SHIFT_TOO_LONG: Readonly<Record<TrafficEvent, string>> = {
  BlockTraffic:
    'The lifecycle event did not end within one hour: the load balancer still routes traffic to the instance.',
  AllowTraffic:
    'The lifecycle event did not end within one hour: the instance did not pass the health checks of the load balancer.',
};

/** When a deployment that has begun has taken too long. */
export const deploymentLimit = ({ startTime = 0, blueGreen }: DeploymentState): number =>
  startTime + (blueGreen ? BLUE_GREEN_LIMIT_MS : DEPLOYMENT_LIMIT_MS);

const running = (t: TargetState): LifecycleState | undefined =>
  t.lifecycle.find((l) => l.status === 'InProgress');

/**
 * When a target that is being deployed to is given up, and why. Agents were heard from `heardSince`
 * on only: what they did before may be still to be read.
 */
export function targetLimit(
  t: TargetState,
  heardSince: number,
): { readonly at: number; readonly why: string } {
  const event = running(t);
  const shift = shiftOf(t);
  if (shift) return { at: (event?.startTime ?? 0) + EVENT_LIMIT_MS, why: SHIFT_TOO_LONG[shift] };
  const since = Math.max(heardSince, event?.startTime ?? t.lastUpdatedAt);
  return event
    ? { at: since + EVENT_LIMIT_MS + REPORT_MS, why: EVENT_TOO_LONG }
    : { at: since + BEGIN_LIMIT_MS, why: AGENT_SILENT };
}

/** When a running deployment has to be looked at again, if nothing happens before. */
export function nextLook(state: DeploymentState, heardSince: number): number | undefined {
  if (state.endTime !== undefined || state.startTime === undefined) return undefined;
  return Math.min(
    deploymentLimit(state),
    state.bakesUntil ?? Infinity,
    state.blueGreen?.until ?? Infinity,
    ...state.targets
      .filter((t) => t.status === 'InProgress')
      .map((t) => targetLimit(t, heardSince).at),
  );
}
