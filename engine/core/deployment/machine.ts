import { LIFECYCLE, type LifecycleEvent } from '../../../common/appspec';
import type { Diagnostics, LifecycleStatus } from './journal';

export type DeploymentStatus =
  'Created' | 'Queued' | 'InProgress' | 'Succeeded' | 'Failed' | 'Stopped';
export type TargetStatus =
  'Pending' | 'InProgress' | 'Succeeded' | 'Failed' | 'Skipped' | 'Unknown';

export interface LifecycleState {
  readonly name: LifecycleEvent;
  readonly status: LifecycleStatus;
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  readonly diagnostics?: Diagnostics | undefined;
}
export interface TargetState {
  readonly id: string;
  readonly status: TargetStatus;
  readonly lifecycle: readonly LifecycleState[];
  readonly lastUpdatedAt: number;
}
export interface DeploymentState {
  readonly status: DeploymentStatus;
  readonly targets: readonly TargetState[];
  /** Targets that may be taken down at once, and how many must be healthy at the end. */
  readonly window: number;
  readonly minimumHealthy: number;
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  readonly error?: { readonly code: string; readonly message: string } | undefined;
}

export type DeploymentEvent =
  | { readonly type: 'start'; readonly at: number }
  | {
      readonly type: 'lifecycle';
      readonly at: number;
      readonly target: string;
      readonly event: LifecycleEvent;
      readonly status: LifecycleStatus;
      readonly diagnostics: Diagnostics | undefined;
    }
  | {
      readonly type: 'target-ended';
      readonly at: number;
      readonly target: string;
      readonly status: 'Succeeded' | 'Failed';
      readonly message?: string | undefined;
    }
  | {
      readonly type: 'stop';
      readonly at: number;
      readonly status: 'Stopped' | 'Failed';
      readonly code: string;
      readonly message: string;
    };

export type DeploymentCommand =
  | { readonly type: 'run-target'; readonly target: string }
  | { readonly type: 'started' }
  | { readonly type: 'ended' };
export interface DeploymentStep {
  readonly state: DeploymentState;
  readonly commands: readonly DeploymentCommand[];
}

export const HEALTH_CONSTRAINTS =
  'The overall deployment failed because too many individual instances failed deployment, too few healthy instances are available for deployment, or some instances in your deployment group are experiencing problems.';

/** Window and minimum of the predefined configurations (AWS-SEMANTICS 2.6); a fleet of one is always deployed to and must succeed. */
export function healthRule(
  config: string,
  fleet: number,
): { window: number; minimumHealthy: number } {
  switch (config) {
    case 'CodeDeployDefault.AllAtOnce':
      return { window: fleet, minimumHealthy: 1 };
    case 'CodeDeployDefault.HalfAtATime':
      return { window: Math.max(1, Math.floor(fleet / 2)), minimumHealthy: Math.ceil(fleet / 2) };
    default:
      return { window: 1, minimumHealthy: Math.max(1, fleet - 1) };
  }
}

export function create(targets: readonly string[], config: string, now: number): DeploymentState {
  return {
    status: 'Created',
    ...healthRule(config, targets.length),
    targets: targets.map((id) => ({
      id,
      status: 'Pending',
      lastUpdatedAt: now,
      lifecycle: LIFECYCLE.map((name) => ({ name, status: 'Pending' })),
    })),
  };
}

const isOver = (state: DeploymentState): boolean => state.endTime !== undefined;
const mapTarget = (
  state: DeploymentState,
  id: string,
  change: (t: TargetState) => TargetState,
): DeploymentState => ({
  ...state,
  targets: state.targets.map((t) => (t.id === id ? change(t) : t)),
});

function skipRest(t: TargetState, status: TargetStatus, at: number): TargetState {
  return {
    ...t,
    status,
    lastUpdatedAt: at,
    lifecycle: t.lifecycle.map((l) =>
      l.status === 'Pending'
        ? { ...l, status: 'Skipped' }
        : l.status === 'InProgress'
          ? { ...l, status: 'Failed', endTime: at }
          : l,
    ),
  };
}

function end(
  state: DeploymentState,
  status: DeploymentStatus,
  error: DeploymentState['error'],
  at: number,
): DeploymentStep {
  const targets = state.targets.map((t) =>
    t.status === 'Pending'
      ? skipRest(t, 'Skipped', at)
      : t.status === 'InProgress'
        ? skipRest(t, 'Failed', at)
        : t,
  );
  return {
    state: { ...state, targets, status, error, endTime: at },
    commands: [{ type: 'ended' }],
  };
}

/** Starts as many as the window allows, or ends when none is left or too many have failed. */
function advance(state: DeploymentState, at: number): DeploymentStep {
  const count = (status: TargetStatus): number =>
    state.targets.filter((t) => t.status === status).length;
  const pending = state.targets.filter((t) => t.status === 'Pending');
  const unhealthy: DeploymentState['error'] = {
    code: 'HEALTH_CONSTRAINTS',
    message: HEALTH_CONSTRAINTS,
  };
  if (
    count('Failed') >= Math.max(1, state.targets.length - state.minimumHealthy) &&
    pending.length > 0
  ) {
    return count('InProgress') > 0 ? { state, commands: [] } : end(state, 'Failed', unhealthy, at);
  }
  const free = state.window - count('InProgress');
  const next = pending.slice(0, Math.max(0, free));
  if (next.length) {
    const ids = new Set(next.map((t) => t.id));
    return {
      state: {
        ...state,
        targets: state.targets.map((t) =>
          ids.has(t.id) ? { ...t, status: 'InProgress', lastUpdatedAt: at } : t,
        ),
      },
      commands: next.map((t) => ({ type: 'run-target', target: t.id })),
    };
  }
  if (count('InProgress') > 0) return { state, commands: [] };
  const enough = count('Succeeded') >= Math.max(1, state.minimumHealthy);
  return enough ? end(state, 'Succeeded', undefined, at) : end(state, 'Failed', unhealthy, at);
}

/** The whole of a deployment's decisions. An event after the end changes nothing. */
export function step(state: DeploymentState, event: DeploymentEvent): DeploymentStep {
  if (isOver(state)) return { state, commands: [] };
  switch (event.type) {
    case 'start': {
      if (state.status !== 'Created') return { state, commands: [] };
      const started: DeploymentState = { ...state, status: 'InProgress', startTime: event.at };
      if (!state.targets.length)
        return end(
          started,
          'Failed',
          {
            code: 'NO_INSTANCES',
            message:
              'The deployment failed because no instances were found in your deployment group. Check the tags of the deployment group and of your instances.',
          },
          event.at,
        );
      const next = advance(started, event.at);
      return { state: next.state, commands: [{ type: 'started' }, ...next.commands] };
    }
    case 'lifecycle':
      return {
        state: mapTarget(state, event.target, (t) => ({
          ...t,
          lastUpdatedAt: event.at,
          lifecycle: t.lifecycle.map((l) =>
            l.name !== event.event
              ? l
              : event.status === 'InProgress'
                ? { ...l, status: 'InProgress', startTime: event.at }
                : {
                    ...l,
                    status: event.status,
                    startTime: l.startTime ?? event.at,
                    endTime: event.at,
                    diagnostics: event.diagnostics,
                  },
          ),
        })),
        commands: [],
      };
    case 'target-ended': {
      const target = state.targets.find((t) => t.id === event.target);
      if (target?.status !== 'InProgress') return { state, commands: [] };
      return advance(
        mapTarget(state, event.target, (t) =>
          event.status === 'Succeeded'
            ? { ...t, status: 'Succeeded', lastUpdatedAt: event.at }
            : skipRest(t, 'Failed', event.at),
        ),
        event.at,
      );
    }
    case 'stop':
      return end(state, event.status, { code: event.code, message: event.message }, event.at);
  }
}
