import type { Diagnostics } from './journal';
import { shiftOf } from './pieces';
import type {
  DeploymentCommand,
  DeploymentError,
  DeploymentState,
  DeploymentStatus,
  DeploymentStep,
  LifecycleState,
  TargetState,
  TargetStatus,
} from './state';

export const HEALTH_CONSTRAINTS =
  'The overall deployment failed because too many individual instances failed deployment, too few healthy instances are available for deployment, or some instances in your deployment group are experiencing problems.';
export const UNHEALTHY: DeploymentError = {
  code: 'HEALTH_CONSTRAINTS',
  message: HEALTH_CONSTRAINTS,
};

export const still = (state: DeploymentState): DeploymentStep => ({ state, commands: [] });

export const withStatus = (
  targets: readonly TargetState[],
  status: TargetStatus,
): readonly TargetState[] => targets.filter((t) => t.status === status);

export const mapTarget = (
  state: DeploymentState,
  id: string,
  change: (t: TargetState) => TargetState,
): DeploymentState => ({
  ...state,
  targets: state.targets.map((t) => (t.id === id ? change(t) : t)),
});

function endedEvent(
  l: LifecycleState,
  at: number,
  diagnostics: Diagnostics | undefined,
): LifecycleState {
  if (l.status === 'Pending') return { ...l, status: 'Skipped' };
  if (l.status !== 'InProgress') return l;
  return { ...l, status: 'Failed', endTime: at, diagnostics: diagnostics ?? l.diagnostics };
}

/** A target that goes no further: its event counts as failed, and what comes after it is skipped. */
export const skipRest = (
  t: TargetState,
  status: TargetStatus,
  at: number,
  diagnostics?: Diagnostics,
): TargetState => ({
  ...t,
  status,
  lastUpdatedAt: at,
  lifecycle: t.lifecycle.map((l) => endedEvent(l, at, diagnostics)),
});

/** A target that nobody hears of any more: in the event it is in, or that should have begun. */
export function giveUp(t: TargetState, at: number, message: string): TargetState {
  const event =
    t.lifecycle.find((l) => l.status === 'InProgress') ??
    t.lifecycle.find((l) => l.status === 'Pending');
  const lifecycle = t.lifecycle.map((l): LifecycleState =>
    l === event ? { ...l, status: 'InProgress', startTime: l.startTime ?? at } : l,
  );
  return skipRest({ ...t, lifecycle }, 'Failed', at, {
    errorCode: 'UnknownError',
    scriptName: '',
    message,
    logTail: '',
  });
}

/** Its agent goes no further with a target; one that only waits for the load balancer has no agent at work. */
export const cancelOf = (t: TargetState): readonly DeploymentCommand[] =>
  shiftOf(t) === undefined ? [{ type: 'cancel-target', target: t.id }] : [];

/** Those that wait for their turn are skipped: it does not come. */
export const skipWaiting = (state: DeploymentState, at: number): DeploymentState => ({
  ...state,
  targets: state.targets.map((t) =>
    t.status === 'Pending' || t.status === 'Ready' ? skipRest(t, 'Skipped', at) : t,
  ),
});

/** Ends a deployment; targets that are in the middle of it have failed. */
export function end(
  state: DeploymentState,
  status: DeploymentStatus,
  error: DeploymentError | undefined,
  at: number,
): DeploymentStep {
  const cut = withStatus(state.targets, 'InProgress');
  const skipped = skipWaiting(state, at);
  const targets = skipped.targets.map((t) =>
    t.status === 'InProgress' ? skipRest(t, 'Failed', at) : t,
  );
  return {
    state: { ...skipped, targets, status, error, endTime: at, bakesUntil: undefined },
    commands: [...cut.flatMap(cancelOf), { type: 'ended' }],
  };
}
