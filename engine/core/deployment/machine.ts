import {
  afterInstall,
  afterWait,
  beginRerouting,
  block,
  gainingOf,
  goOn,
  reroute,
} from './blue-green';
import {
  cancelOf,
  end,
  giveUp,
  mapTarget,
  skipRest,
  skipWaiting,
  still,
  UNHEALTHY,
  withStatus,
} from './endings';
import { allowance, inOrder, type FleetRule } from './health';
import { deploymentLimit, DEPLOYMENT_TOO_LONG, targetLimit } from './limits';
import { afterPiece, beginPieces, endShift, shiftOf } from './pieces';
import type {
  BlueGreenState,
  DeploymentError,
  DeploymentEvent,
  DeploymentState,
  DeploymentStep,
  LifecycleState,
  Member,
  TargetLabel,
  TargetState,
  ZoneState,
} from './state';

/** [doc] ErrorCode, HEALTH_CONSTRAINTS_INVALID. */
export const HEALTH_CONSTRAINTS_INVALID =
  'The revision cannot be successfully deployed within the instance health constraints specified.';
export const NO_INSTANCES =
  'The deployment failed because no instances were found for your deployment group. Check your deployment group settings to make sure the tags for your Amazon EC2 instances or Auto Scaling groups correctly identify the instances you want to deploy to, and then try again.';

type Of<Type> = DeploymentEvent & { readonly type: Type };

/** A deployment that has not begun. */
export const create = (): DeploymentState => ({
  status: 'Created',
  targets: [],
  window: 0,
  minimumHealthy: 1,
});

const isOver = (state: DeploymentState): boolean => state.endTime !== undefined;

/** The targets of the zone it is at; all of them where it does not go by zones. */
function here(state: DeploymentState): readonly TargetState[] {
  const zone = state.zones?.[state.zone ?? 0];
  const fleet = gainingOf(state);
  return zone ? fleet.filter((t) => t.zone === zone.name) : fleet;
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
    lostIn(gainingOf(state), state.window) ||
    (zone !== undefined && lostIn(here(state), zone.window))
  );
}

/** The zone is done: the next one begins, when this one has been watched. */
function leaveZone(state: DeploymentState, zone: ZoneState, at: number): DeploymentStep {
  if (zone.watchedMs > 0 && state.bakesUntil === undefined)
    return still({ ...state, bakesUntil: at + zone.watchedMs });
  if (state.bakesUntil !== undefined && at < state.bakesUntil) return still(state);
  return install({ ...state, zone: (state.zone ?? 0) + 1, bakesUntil: undefined }, at);
}

/** Those that wait for the revision are skipped. */
const skipPending = (state: DeploymentState, at: number): DeploymentState => {
  const ids = new Set(withStatus(gainingOf(state), 'Pending').map((t) => t.id));
  return {
    ...state,
    targets: state.targets.map((t) => (ids.has(t.id) ? skipRest(t, 'Skipped', at) : t)),
  };
};

/** Installs on as many as may be away; when none is left or too many have failed, what comes of that. */
function install(state: DeploymentState, at: number): DeploymentStep {
  if (isLost(state)) return install(skipPending(state, at), at);
  const zone = state.zones?.[state.zone ?? 0];
  const fleet = gainingOf(state);
  const free = Math.min(
    freeIn(fleet, state.window),
    zone ? freeIn(here(state), zone.window) : Infinity,
  );
  const waiting = withStatus(here(state), 'Pending');
  const next = waiting.slice(0, Math.max(0, free));
  if (next.length) return beginPieces(state, next, at);
  if (withStatus(fleet, 'InProgress').length > 0) return still(state);
  if (zone && withStatus(fleet, 'Pending').length > 0) return leaveZone(state, zone, at);
  const done = withStatus(fleet, state.blueGreen ? 'Ready' : 'Succeeded').length;
  const isEnough =
    withStatus(fleet, 'Skipped').length === 0 && done >= Math.max(1, state.minimumHealthy);
  if (!isEnough) return end(state, 'Failed', UNHEALTHY, at);
  return state.blueGreen
    ? afterInstall(state, state.blueGreen, at)
    : end(state, 'Succeeded', undefined, at);
}

/** What follows from how its targets are now. */
function advance(state: DeploymentState, at: number): DeploymentStep {
  const { blueGreen } = state;
  switch (blueGreen?.phase ?? 'install') {
    case 'install':
      return install(state, at);
    case 'reroute':
      return blueGreen ? reroute(state, blueGreen, at) : still(state);
    case 'block':
      return blueGreen ? block(state, blueGreen, at) : still(state);
    case 'ready':
      return stillEnough(state, at);
    default:
      return still(state);
  }
}

/** Somebody waits to reroute the traffic: to no instance that is gone. */
function stillEnough(state: DeploymentState, at: number): DeploymentStep {
  const ready = withStatus(gainingOf(state), 'Ready').length;
  return ready >= Math.max(1, state.minimumHealthy)
    ? still(state)
    : end(skipWaiting(state, at), 'Failed', UNHEALTHY, at);
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

const OTHER: Readonly<Record<TargetLabel, TargetLabel>> = { Blue: 'Green', Green: 'Blue' };

/** A rollback installs nothing: its instances are ready from the beginning. */
const blueGreenOf = ({ blueGreen: plan }: Of<'start'>): BlueGreenState | undefined =>
  plan && {
    gaining: plan.gaining,
    readyWaitMs: plan.readyWaitMs,
    terminationWaitMs: plan.terminationWaitMs,
    phase: plan.gaining === 'Blue' ? 'reroute' : 'install',
    reroutes: 0,
  };

function targetsOf(event: Of<'start'>, zones: readonly ZoneState[] | undefined): TargetState[] {
  const { at, fleet, blueGreen: plan } = event;
  const made = (m: Member, label: TargetLabel | undefined, isGaining: boolean): TargetState => ({
    id: m.id,
    status: isGaining && label === 'Blue' ? 'Ready' : 'Pending',
    lastUpdatedAt: at,
    zone: zones && (m.zone ?? ''),
    ...(label && { label }),
    lifecycle: (m.lifecycle ?? event.lifecycle).map((name) => ({ name, status: 'Pending' })),
  });
  return [
    ...inOrder(fleet).map((m) => made(m, plan?.gaining, true)),
    ...(plan?.losing ?? []).map((m) => made(m, OTHER[plan?.gaining ?? 'Green'], false)),
  ];
}

function start(state: DeploymentState, event: Of<'start'>): DeploymentStep {
  const isNew = state.startTime === undefined;
  if (!isNew && state.targets.length > 0) return still(state);
  const { at, fleet, rule, refused } = event;
  const zones = zonesOf(rule, fleet);
  const blueGreen = blueGreenOf(event);
  const began: DeploymentState = {
    ...state,
    ...allowance(rule, fleet.length),
    zones,
    zone: zones && 0,
    ...(blueGreen && { blueGreen }),
    status: 'InProgress',
    startTime: state.startTime ?? at,
    targets: targetsOf(event, zones),
  };
  const started = (next: DeploymentStep): DeploymentStep => ({
    state: next.state,
    commands: isNew ? [{ type: 'started' }, ...next.commands] : next.commands,
  });
  if (refused) return started(end(began, refused.status, errorOf(refused), at));
  if (!fleet.length)
    return end(began, 'Failed', { code: 'NO_INSTANCES', message: NO_INSTANCES }, at);
  if (blueGreen?.phase === 'reroute') return started(beginRerouting(began, blueGreen, at));
  if (began.window < 1 || zones?.some((zone) => zone.window < 1))
    return started(
      end(
        began,
        'Failed',
        { code: 'HEALTH_CONSTRAINTS_INVALID', message: HEALTH_CONSTRAINTS_INVALID },
        at,
      ),
    );
  return started(install(began, at));
}

const errorOf = ({ code, message }: DeploymentError): DeploymentError => ({ code, message });

function onLifecycle(state: DeploymentState, event: Of<'lifecycle'>): DeploymentState {
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

/** A target whose piece has ended: it goes on with the next one, unless it has failed or waits. */
function onPiece(
  state: DeploymentState,
  target: TargetState,
  hasSucceeded: boolean,
  at: number,
): DeploymentStep {
  const ended = hasSucceeded ? afterPiece(target, at) : skipRest(target, 'Failed', at);
  const moved = mapTarget(state, target.id, () => ended);
  return ended.status === 'InProgress' ? beginPieces(moved, [ended], at) : advance(moved, at);
}

function onTargetEnded(state: DeploymentState, event: Of<'target-ended'>): DeploymentStep {
  const target = state.targets.find((t) => t.id === event.target);
  if (target?.status !== 'InProgress' || shiftOf(target)) return still(state);
  if ((event.piece ?? 0) !== (target.piece ?? 0)) return still(state);
  return onPiece(state, target, event.status === 'Succeeded', event.at);
}

function onShifted(state: DeploymentState, event: Of<'traffic-shifted'>): DeploymentStep {
  const target = state.targets.find((t) => t.id === event.target);
  if (!target || shiftOf(target) !== event.event) return still(state);
  const shifted = endShift(target, event.event, event.at, event.problem);
  return onPiece(state, shifted, event.problem === undefined, event.at);
}

/** One that was to lose its traffic has none; [infer] any other has failed, as one that is stopped has. */
function onLost(state: DeploymentState, event: Of<'target-lost'>): DeploymentStep {
  const { at, message } = event;
  const target = state.targets.find((t) => t.id === event.target);
  if (target?.status !== 'InProgress' && target?.status !== 'Ready') return still(state);
  const isLosing = target.label !== undefined && target.label !== state.blueGreen?.gaining;
  const lost = isLosing ? skipRest(target, 'Skipped', at) : giveUp(target, at, message);
  return advance(
    mapTarget(state, target.id, () => lost),
    at,
  );
}

function look(state: DeploymentState, { at, heardSince }: Of<'look'>): DeploymentStep {
  if (state.startTime === undefined) return still(state);
  if (at >= deploymentLimit(state))
    return end(state, 'Failed', { code: 'TIMEOUT', message: DEPLOYMENT_TOO_LONG }, at);
  const { blueGreen } = state;
  if (blueGreen?.until !== undefined && at >= blueGreen.until)
    return afterWait(state, blueGreen, at);
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
  return { state: next.state, commands: [...late.flatMap(cancelOf), ...next.commands] };
}

/** The instances without traffic are gone: that was the last of it. */
function onTerminated(state: DeploymentState, { at, problem }: Of<'terminated'>): DeploymentStep {
  if (state.blueGreen?.phase !== 'terminate') return still(state);
  return problem === undefined
    ? end(state, 'Succeeded', undefined, at)
    : end(state, 'Failed', { code: 'INTERNAL_ERROR', message: problem }, at);
}

/** The whole of a deployment's decisions. An event after the end changes nothing. */
export function step(state: DeploymentState, event: DeploymentEvent): DeploymentStep {
  if (isOver(state)) return still(state);
  switch (event.type) {
    case 'provision':
      if (state.startTime !== undefined) return still(state);
      return {
        state: { ...state, status: 'InProgress', startTime: event.at },
        commands: [{ type: 'started' }],
      };
    case 'start':
      return start(state, event);
    case 'lifecycle':
      return still(onLifecycle(state, event));
    case 'target-ended':
      return onTargetEnded(state, event);
    case 'traffic-shifted':
      return onShifted(state, event);
    case 'target-lost':
      return onLost(state, event);
    case 'continue':
      return state.blueGreen ? goOn(state, state.blueGreen, event.wait, event.at) : still(state);
    case 'terminated':
      return onTerminated(state, event);
    case 'look':
      return look(state, event);
    case 'stop':
      return end(state, event.status, errorOf(event), event.at);
  }
}
