import { end, skipWaiting, still, UNHEALTHY, withStatus } from './endings';
import { beginPieces } from './pieces';
import type {
  BlueGreenState,
  DeploymentError,
  DeploymentState,
  DeploymentStep,
  TargetState,
} from './state';

/** [infer] The code; [model] "If traffic rerouting is not started before the end of the specified wait period, the deployment status is changed to Stopped." */
export const NOT_REROUTED: DeploymentError = {
  code: 'TIMEOUT',
  message:
    'The deployment was stopped because traffic rerouting was not started before the end of the specified wait period.',
};

const within = (
  state: DeploymentState,
  blueGreen: BlueGreenState,
  change: Partial<BlueGreenState>,
): DeploymentState => ({ ...state, blueGreen: { ...blueGreen, until: undefined, ...change } });

/** Those that the traffic goes to; in place all targets. */
export const gainingOf = ({ targets, blueGreen }: DeploymentState): readonly TargetState[] =>
  blueGreen ? targets.filter((t) => t.label === blueGreen.gaining) : targets;

const losingOf = ({ targets, blueGreen }: DeploymentState): readonly TargetState[] =>
  targets.filter((t) => t.label !== blueGreen?.gaining);

/**
 * How many instances traffic is routed to at once: as many as may fail, at least one ([doc] predefined deployment
 * configurations, "Traffic rerouting"). [infer] A rollback takes nothing away: all original instances at once.
 */
const reroutesOf = (
  { minimumHealthy }: DeploymentState,
  { gaining }: BlueGreenState,
  of: number,
) => (gaining === 'Blue' ? of : Math.max(1, of - minimumHealthy));

/** All that gain the traffic are installed: it is rerouted, or somebody has to say so. */
export function afterInstall(
  state: DeploymentState,
  blueGreen: BlueGreenState,
  at: number,
): DeploymentStep {
  const { readyWaitMs } = blueGreen;
  if (readyWaitMs === undefined) return beginRerouting(state, blueGreen, at);
  const ready = within(state, blueGreen, { phase: 'ready', until: at + readyWaitMs });
  return { state: { ...ready, status: 'Ready' }, commands: [{ type: 'ready' }] };
}

export function beginRerouting(
  state: DeploymentState,
  blueGreen: BlueGreenState,
  at: number,
): DeploymentStep {
  const reroutes = reroutesOf(state, blueGreen, withStatus(gainingOf(state), 'Ready').length);
  const begun = within(state, blueGreen, { phase: 'reroute', reroutes });
  return reroute({ ...begun, status: 'InProgress' }, { ...blueGreen, reroutes }, at);
}

/** Routes traffic to as many as may be under way; nobody loses his before all have theirs. */
export function reroute(
  state: DeploymentState,
  blueGreen: BlueGreenState,
  at: number,
): DeploymentStep {
  const gaining = gainingOf(state);
  const failed = gaining.filter((t) => t.rerouted && t.status === 'Failed').length;
  const waiting = withStatus(gaining, 'Ready');
  const running = withStatus(gaining, 'InProgress').length;
  const isLost = failed >= blueGreen.reroutes && waiting.length > 0;
  if (isLost && running > 0) return still(state);
  if (isLost) return end(skipWaiting(state, at), 'Failed', UNHEALTHY, at);
  const next = waiting.slice(0, Math.max(0, blueGreen.reroutes - failed - running));
  if (next.length)
    return beginPieces(
      state,
      next.map((t) => ({ ...t, rerouted: true })),
      at,
    );
  if (running > 0) return still(state);
  const succeeded = withStatus(gaining, 'Succeeded').length;
  if (succeeded < Math.max(1, state.minimumHealthy)) return end(state, 'Failed', UNHEALTHY, at);
  return beginBlocking(state, blueGreen, at);
}

/** [infer] The others lose their traffic all at once: those that have it now are enough. */
function beginBlocking(
  state: DeploymentState,
  blueGreen: BlueGreenState,
  at: number,
): DeploymentStep {
  const losing = withStatus(losingOf(state), 'Pending');
  const blocking = within(state, blueGreen, { phase: 'block' });
  if (!losing.length) return block(blocking, blueGreen, at);
  return beginPieces(
    blocking,
    losing.map((t) => ({ ...t, rerouted: true })),
    at,
  );
}

/** [doc] "Instance health": one that fails to be deregistered makes the whole deployment fail. */
export function block(
  state: DeploymentState,
  blueGreen: BlueGreenState,
  at: number,
): DeploymentStep {
  const losing = losingOf(state);
  if (withStatus(losing, 'InProgress').length > 0) return still(state);
  if (withStatus(losing, 'Failed').length > 0) return end(state, 'Failed', UNHEALTHY, at);
  const { terminationWaitMs } = blueGreen;
  if (terminationWaitMs === undefined) return end(state, 'Succeeded', undefined, at);
  const until = at + terminationWaitMs;
  const waiting = within(state, blueGreen, { phase: 'wait', until });
  return terminationWaitMs > 0 ? still(waiting) : terminate(waiting, blueGreen);
}

export const terminate = (state: DeploymentState, blueGreen: BlueGreenState): DeploymentStep => ({
  state: within(state, blueGreen, { phase: 'terminate' }),
  commands: [{ type: 'terminate' }],
});

/** The time has come that it waited for. */
export function afterWait(
  state: DeploymentState,
  blueGreen: BlueGreenState,
  at: number,
): DeploymentStep {
  if (blueGreen.phase === 'ready') return end(state, 'Stopped', NOT_REROUTED, at);
  return blueGreen.phase === 'wait' ? terminate(state, blueGreen) : still(state);
}

/** ContinueDeployment: the wait that is named is over. */
export function goOn(
  state: DeploymentState,
  blueGreen: BlueGreenState,
  wait: 'ready' | 'termination',
  at: number,
): DeploymentStep {
  if (wait === 'ready' && blueGreen.phase === 'ready') return beginRerouting(state, blueGreen, at);
  if (wait === 'termination' && blueGreen.phase === 'wait') return terminate(state, blueGreen);
  return still(state);
}
