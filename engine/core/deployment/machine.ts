import { allowance, inOrder, type FleetRule } from './health';
import { DEPLOYMENT_LIMIT_MS, DEPLOYMENT_TOO_LONG, targetLimit } from './limits';
import type { Diagnostics } from './journal';
import type {
  DeploymentCommand,
  DeploymentError,
  DeploymentEvent,
  DeploymentState,
  DeploymentStatus,
  DeploymentStep,
  LifecycleState,
  Member,
  TargetState,
  TargetStatus,
  ZoneState,
} from './state';

export const HEALTH_CONSTRAINTS =
  'The overall deployment failed because too many individual instances failed deployment, too few healthy instances are available for deployment, or some instances in your deployment group are experiencing problems.';
/** [doc] ErrorCode, HEALTH_CONSTRAINTS_INVALID. */
export const HEALTH_CONSTRAINTS_INVALID =
  'The revision cannot be successfully deployed within the instance health constraints specified.';
export const NO_INSTANCES =
  'The deployment failed because no instances were found for your deployment group. Check your deployment group settings to make sure the tags for your Amazon EC2 instances or Auto Scaling groups correctly identify the instances you want to deploy to, and then try again.';

const UNHEALTHY: DeploymentError = { code: 'HEALTH_CONSTRAINTS', message: HEALTH_CONSTRAINTS };

/** A deployment that has not begun. */
export const create = (): DeploymentState => ({
  status: 'Created',
  targets: [],
  window: 0,
  minimumHealthy: 1,
});

const isOver = (state: DeploymentState): boolean => state.endTime !== undefined;
const still = (state: DeploymentState): DeploymentStep => ({ state, commands: [] });
const withStatus = (targets: readonly TargetState[], status: TargetStatus): TargetState[] =>
  targets.filter((t) => t.status === status);
const mapTarget = (
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
const skipRest = (
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

/** A target whose agent is not heard of: in the event it is in, or that should have begun. */
function giveUp(t: TargetState, at: number, message: string): TargetState {
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

function end(
  state: DeploymentState,
  status: DeploymentStatus,
  error: DeploymentError | undefined,
  at: number,
): DeploymentStep {
  const cut = withStatus(state.targets, 'InProgress');
  const targets = state.targets.map((t) => {
    if (t.status === 'Pending') return skipRest(t, 'Skipped', at);
    return t.status === 'InProgress' ? skipRest(t, 'Failed', at) : t;
  });
  return {
    state: { ...state, targets, status, error, endTime: at, bakesUntil: undefined },
    commands: [
      ...cut.map(({ id }): DeploymentCommand => ({ type: 'cancel-target', target: id })),
      { type: 'ended' },
    ],
  };
}

/** The targets of the zone it is at; all of them where it does not go by zones. */
function here(state: DeploymentState): readonly TargetState[] {
  const zone = state.zones?.[state.zone ?? 0];
  return zone ? state.targets.filter((t) => t.zone === zone.name) : state.targets;
}

/** How many more may be away: of the fleet, and of the zone. */
function freeIn(targets: readonly TargetState[], window: number): number {
  return window - withStatus(targets, 'Failed').length - withStatus(targets, 'InProgress').length;
}

const lostIn = (targets: readonly TargetState[], window: number): boolean =>
  withStatus(targets, 'Failed').length >= window && withStatus(targets, 'Pending').length > 0;

/** Whether so many have failed that no other may be begun with. */
function isLost(state: DeploymentState): boolean {
  const zone = state.zones?.[state.zone ?? 0];
  return (
    lostIn(state.targets, state.window) || (zone !== undefined && lostIn(here(state), zone.window))
  );
}

function begin(state: DeploymentState, next: readonly TargetState[], at: number): DeploymentStep {
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

/** The zone is done: the next one begins, when this one has been watched. */
function leaveZone(state: DeploymentState, zone: ZoneState, at: number): DeploymentStep {
  if (zone.watchedMs > 0 && state.bakesUntil === undefined)
    return still({ ...state, bakesUntil: at + zone.watchedMs });
  if (state.bakesUntil !== undefined && at < state.bakesUntil) return still(state);
  return advance({ ...state, zone: (state.zone ?? 0) + 1, bakesUntil: undefined }, at);
}

/** Starts as many as may be away, or ends when none is left or too many have failed. */
function advance(state: DeploymentState, at: number): DeploymentStep {
  if (isLost(state)) {
    const targets = state.targets.map((t) =>
      t.status === 'Pending' ? skipRest(t, 'Skipped', at) : t,
    );
    return advance({ ...state, targets }, at);
  }
  const zone = state.zones?.[state.zone ?? 0];
  const free = Math.min(
    freeIn(state.targets, state.window),
    zone ? freeIn(here(state), zone.window) : Infinity,
  );
  const waiting = withStatus(here(state), 'Pending');
  const next = waiting.slice(0, Math.max(0, free));
  if (next.length) return begin(state, next, at);
  if (withStatus(state.targets, 'InProgress').length > 0) return still(state);
  if (zone && withStatus(state.targets, 'Pending').length > 0) return leaveZone(state, zone, at);
  const succeeded = withStatus(state.targets, 'Succeeded').length;
  const skipped = withStatus(state.targets, 'Skipped').length;
  return skipped === 0 && succeeded >= Math.max(1, state.minimumHealthy)
    ? end(state, 'Succeeded', undefined, at)
    : end(state, 'Failed', UNHEALTHY, at);
}

function zonesOf(rule: FleetRule, fleet: readonly Member[]): ZoneState[] | undefined {
  const { zonal } = rule;
  if (!zonal) return undefined;
  const names = [...new Set(fleet.map((m) => m.zone ?? ''))].sort();
  return names.map((name, i) => ({
    name,
    window: allowance(
      { minimum: zonal.minimum, predefined: false },
      fleet.filter((m) => (m.zone ?? '') === name).length,
    ).window,
    watchedMs: i === 0 ? zonal.firstZoneMs : zonal.otherZonesMs,
  }));
}

function start(
  state: DeploymentState,
  event: DeploymentEvent & { readonly type: 'start' },
): DeploymentStep {
  if (state.status !== 'Created') return still(state);
  const { at, fleet, rule, refused } = event;
  const zones = zonesOf(rule, fleet);
  const began: DeploymentState = {
    ...state,
    ...allowance(rule, fleet.length),
    zones,
    zone: zones && 0,
    status: 'InProgress',
    startTime: at,
    targets: inOrder(fleet).map(({ id, zone }) => ({
      id,
      status: 'Pending',
      lastUpdatedAt: at,
      zone: zones && (zone ?? ''),
      lifecycle: event.lifecycle.map((name) => ({ name, status: 'Pending' })),
    })),
  };
  const started = (next: DeploymentStep): DeploymentStep => ({
    state: next.state,
    commands: [{ type: 'started' }, ...next.commands],
  });
  if (refused) return started(end(began, refused.status, errorOf(refused), at));
  if (!fleet.length)
    return end(began, 'Failed', { code: 'NO_INSTANCES', message: NO_INSTANCES }, at);
  if (began.window < 1 || zones?.some((zone) => zone.window < 1))
    return started(
      end(
        began,
        'Failed',
        { code: 'HEALTH_CONSTRAINTS_INVALID', message: HEALTH_CONSTRAINTS_INVALID },
        at,
      ),
    );
  return started(advance(began, at));
}

const errorOf = ({ code, message }: DeploymentError): DeploymentError => ({ code, message });

function onLifecycle(
  state: DeploymentState,
  event: DeploymentEvent & { readonly type: 'lifecycle' },
): DeploymentState {
  const { at, status, diagnostics } = event;
  const changed = (l: LifecycleState): LifecycleState =>
    status === 'InProgress'
      ? { ...l, status, startTime: at }
      : { ...l, status, startTime: l.startTime ?? at, endTime: at, diagnostics };
  return mapTarget(state, event.target, (t) =>
    t.status === 'InProgress'
      ? {
          ...t,
          lastUpdatedAt: at,
          lifecycle: t.lifecycle.map((l) => (l.name === event.event ? changed(l) : l)),
        }
      : t,
  );
}

function look(
  state: DeploymentState,
  { at, heardSince }: DeploymentEvent & { readonly type: 'look' },
): DeploymentStep {
  if (state.startTime === undefined) return still(state);
  if (at >= state.startTime + DEPLOYMENT_LIMIT_MS)
    return end(state, 'Failed', { code: 'TIMEOUT', message: DEPLOYMENT_TOO_LONG }, at);
  const late = withStatus(state.targets, 'InProgress').filter(
    (t) => at >= targetLimit(t, heardSince).at,
  );
  if (!late.length && (state.bakesUntil === undefined || at < state.bakesUntil))
    return still(state);
  const given = late.reduce(
    (s, { id }) => mapTarget(s, id, (t) => giveUp(t, at, targetLimit(t, heardSince).why)),
    state,
  );
  const next = advance(given, at);
  return {
    state: next.state,
    commands: [
      ...late.map(({ id }): DeploymentCommand => ({ type: 'cancel-target', target: id })),
      ...next.commands,
    ],
  };
}

/** The whole of a deployment's decisions. An event after the end changes nothing. */
export function step(state: DeploymentState, event: DeploymentEvent): DeploymentStep {
  if (isOver(state)) return still(state);
  switch (event.type) {
    case 'start':
      return start(state, event);
    case 'lifecycle':
      return still(onLifecycle(state, event));
    case 'target-ended': {
      const target = state.targets.find((t) => t.id === event.target);
      if (target?.status !== 'InProgress') return still(state);
      return advance(
        mapTarget(state, event.target, (t) =>
          event.status === 'Succeeded'
            ? { ...t, status: 'Succeeded', lastUpdatedAt: event.at }
            : skipRest(t, 'Failed', event.at),
        ),
        event.at,
      );
    }
    case 'look':
      return look(state, event);
    case 'stop':
      return end(state, event.status, errorOf(event), event.at);
  }
}
