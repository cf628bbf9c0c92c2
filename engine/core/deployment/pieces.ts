import type { LifecycleEvent, TrafficEvent } from '../../../common/appspec';
import type { Diagnostics } from './journal';
import type { DeploymentCommand, DeploymentState, LifecycleState, TargetState } from './state';

/** What a target goes through without a pause: events of its agent, or one of the load balancer's. */
export type Piece =
  | { readonly by: 'agent'; readonly events: readonly LifecycleEvent[] }
  | { readonly by: 'balancer'; readonly event: TrafficEvent };

/** A replacement waits there for all others: the traffic is rerouted once all are installed. */
const AFTER_PAUSE: LifecycleEvent = 'BeforeAllowTraffic';

const isOfBalancer = (name: LifecycleEvent): name is TrafficEvent =>
  name === 'BlockTraffic' || name === 'AllowTraffic';

/** A target's lifecycle in pieces. */
export function piecesOf({ lifecycle, label }: TargetState): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const { name } of lifecycle) {
    const last = pieces.at(-1);
    if (isOfBalancer(name)) pieces.push({ by: 'balancer', event: name });
    else if (last?.by === 'agent' && !(label && name === AFTER_PAUSE))
      pieces[pieces.length - 1] = { by: 'agent', events: [...last.events, name] };
    else pieces.push({ by: 'agent', events: [name] });
  }
  return pieces;
}

const mapEvent = (
  t: TargetState,
  event: string,
  change: (l: LifecycleState) => LifecycleState,
): TargetState => ({
  ...t,
  lifecycle: t.lifecycle.map((l) => (l.name === event ? change(l) : l)),
});

/** The load balancer's event a target is in. */
export function shiftOf(t: TargetState): TrafficEvent | undefined {
  const piece = t.status === 'InProgress' ? piecesOf(t)[t.piece ?? 0] : undefined;
  return piece?.by === 'balancer' ? piece.event : undefined;
}

/** As AWS answers of an event of its own (a published BatchGetDeploymentTargets of 2022): no message, where an agent's has one. */
const SHIFTED: Diagnostics = { errorCode: 'Success', scriptName: '', message: '', logTail: '' };

/** A target whose event of the load balancer has come to its end. */
export const endShift = (
  t: TargetState,
  event: TrafficEvent,
  at: number,
  problem: string | undefined,
): TargetState =>
  mapEvent(t, event, (l) => ({
    ...l,
    status: problem === undefined ? 'Succeeded' : 'Failed',
    endTime: at,
    diagnostics:
      problem === undefined
        ? SHIFTED
        : { errorCode: 'UnknownError', scriptName: '', message: problem, logTail: '' },
  }));

/** A target that begins with its piece, and what is to be done for that. */
function beginPiece(t: TargetState, at: number): readonly [TargetState, DeploymentCommand] {
  const number = t.piece ?? 0;
  const piece = piecesOf(t)[number];
  const begun: TargetState = { ...t, status: 'InProgress', lastUpdatedAt: at };
  if (piece?.by !== 'balancer')
    return [
      begun,
      { type: 'run-target', target: t.id, piece: number, events: piece?.events ?? [] },
    ];
  const { event } = piece;
  return [
    mapEvent(begun, event, (l) => ({ ...l, status: 'InProgress', startTime: at })),
    { type: 'shift-traffic', target: t.id, event },
  ];
}

/** Begins with the piece that these targets are at. */
export function beginPieces(
  state: DeploymentState,
  next: readonly TargetState[],
  at: number,
): { readonly state: DeploymentState; readonly commands: readonly DeploymentCommand[] } {
  const begun = new Map(next.map((t) => [t.id, beginPiece(t, at)]));
  return {
    state: { ...state, targets: state.targets.map((t) => begun.get(t.id)?.[0] ?? t) },
    commands: next.flatMap((t) => begun.get(t.id)?.[1] ?? []),
  };
}

/** A target whose piece has ended: at its next one, ready for the traffic, or done. */
export function afterPiece(t: TargetState, at: number): TargetState {
  const piece = (t.piece ?? 0) + 1;
  const next = piecesOf(t)[piece];
  const moved: TargetState = { ...t, piece, lastUpdatedAt: at };
  if (!next) return { ...t, status: 'Succeeded', lastUpdatedAt: at };
  const isPause = t.label && !t.rerouted && next.by === 'agent' && next.events[0] === AFTER_PAUSE;
  return isPause ? { ...moved, status: 'Ready' } : moved;
}
