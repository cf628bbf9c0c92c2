/** [infer] The events of an EC2 deploy action on an instance, in their order: those of a deploy spec, and the copy between them, for which AWS's API reference has no name. */
export const FLEET_EVENTS = ['BeforeDeploy', 'Deploy', 'AfterDeploy'] as const;
export type FleetEventName = (typeof FLEET_EVENTS)[number];
export type FleetStatus = 'Pending' | 'InProgress' | 'Succeeded' | 'Failed' | 'Skipped';

export interface FleetEvent {
  readonly name: FleetEventName;
  readonly status: FleetStatus;
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  /** Why it has failed. */
  readonly message?: string | undefined;
}
export interface FleetTarget {
  readonly id: string;
  readonly status: FleetStatus;
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  readonly events: readonly FleetEvent[];
}
export interface FleetState {
  readonly targets: readonly FleetTarget[];
  /** Instances that are deployed to at once. */
  readonly maxBatch: number;
  /** So many may fail. */
  readonly maxErrors: number;
  readonly isOver: boolean;
}

export type FleetInput =
  | { readonly type: 'start' }
  | {
      readonly type: 'event';
      readonly at: number;
      readonly target: string;
      readonly event: FleetEventName;
      readonly status: FleetStatus;
      readonly message?: string | undefined;
    }
  | {
      readonly type: 'target-ended';
      readonly at: number;
      readonly target: string;
      readonly status: 'Succeeded' | 'Failed';
      readonly message?: string | undefined;
    }
  /** Nobody waits for it any more: what runs goes on, nothing else begins. */
  | { readonly type: 'abandon' };

export type FleetCommand =
  | { readonly type: 'run-target'; readonly target: string }
  | { readonly type: 'ended'; readonly problem: string | undefined };

export interface FleetStep {
  readonly state: FleetState;
  readonly commands: readonly FleetCommand[];
}

/** `3` or `30%` of a fleet as a number of instances; undefined for anything else. */
export function countOf(text: string, fleet: number): number | undefined {
  const [, digits, percent] = /^(\d{1,3})(%?)$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const number = Number(digits);
  if (!percent) return number;
  return number <= 100 ? Math.floor((fleet * number) / 100) : undefined;
}

const eventsOf = (status: FleetStatus): FleetEvent[] =>
  FLEET_EVENTS.map((name) => ({ name, status }));
const skipped = (t: FleetTarget): FleetTarget => ({
  ...t,
  status: 'Skipped',
  events: eventsOf('Skipped'),
});

/**
 * The instances of an attempt: those that failed in an earlier one come first, and those that already have this artifact
 * are left out (CodePipeline user guide, "Amazon EC2 action reference").
 */
export function createFleet(
  ids: readonly string[],
  limits: { readonly maxBatch: number; readonly maxErrors: number },
  earlier: (id: string) => 'has it' | 'failed' | undefined,
): FleetState {
  const targets = ids.map((id): FleetTarget => {
    const status = earlier(id) === 'has it' ? 'Skipped' : 'Pending';
    return { id, status, events: eventsOf(status) };
  });
  const failedFirst = [...targets].sort(
    (a, b) => Number(earlier(b.id) === 'failed') - Number(earlier(a.id) === 'failed'),
  );
  return { ...limits, maxBatch: Math.max(1, limits.maxBatch), targets: failedFirst, isOver: false };
}

const count = (targets: readonly FleetTarget[], status: FleetStatus): number =>
  targets.filter((t) => t.status === status).length;

/** Begins what may begin, and ends what has ended. */
function advance(state: FleetState): FleetStep {
  const failed = count(state.targets, 'Failed');
  const isTooMuch = failed > state.maxErrors;
  let free = isTooMuch ? 0 : state.maxBatch - count(state.targets, 'InProgress');
  const commands: FleetCommand[] = [];
  const targets = state.targets.map((t): FleetTarget => {
    if (t.status !== 'Pending') return t;
    if (isTooMuch) return skipped(t);
    if (free <= 0) return t;
    free--;
    commands.push({ type: 'run-target', target: t.id });
    return { ...t, status: 'InProgress' };
  });
  const isOver = !targets.some((t) => t.status === 'Pending' || t.status === 'InProgress');
  if (isOver && !state.isOver)
    commands.push({
      type: 'ended',
      problem: isTooMuch
        ? `Deployment failed: ${failed} of ${targets.length} instances failed, which exceeds MaxError ${state.maxErrors}.`
        : undefined,
    });
  return { state: { ...state, targets, isOver }, commands };
}

function withEvent(
  t: FleetTarget,
  e: Extract<FleetInput, { readonly type: 'event' }>,
): FleetTarget {
  const isBegun = e.status === 'InProgress';
  return {
    ...t,
    startTime: t.startTime ?? (isBegun ? e.at : undefined),
    events: t.events.map((old) => {
      if (old.name !== e.event) return old;
      if (e.status === 'Skipped') return { ...old, status: e.status };
      return {
        ...old,
        status: e.status,
        startTime: old.startTime ?? e.at,
        endTime: isBegun ? undefined : e.at,
        message: e.message,
      };
    }),
  };
}

/** One that ended without a word of how far it was: the event that ran has failed, the others never begin. */
function ended(
  t: FleetTarget,
  e: Extract<FleetInput, { readonly type: 'target-ended' }>,
): FleetTarget {
  const isOpen = (old: FleetEvent): boolean =>
    old.status === 'InProgress' || old.status === 'Pending';
  const first = t.events.find(isOpen)?.name;
  return {
    ...t,
    status: e.status,
    endTime: e.at,
    events: t.events.map((old) => {
      if (!isOpen(old)) return old;
      return old.name === first
        ? { ...old, status: 'Failed', endTime: e.at, message: e.message }
        : { ...old, status: 'Skipped' };
    }),
  };
}

/** What becomes of a deployment to a fleet by one event, and what is to be done. */
export function stepFleet(state: FleetState, input: FleetInput): FleetStep {
  if (input.type === 'start') return advance(state);
  if (input.type === 'abandon')
    return {
      state: {
        ...state,
        isOver: true,
        targets: state.targets.map((t) => (t.status === 'Pending' ? skipped(t) : t)),
      },
      commands: [],
    };
  const change = (t: FleetTarget): FleetTarget => {
    if (t.id !== input.target || t.status !== 'InProgress') return t;
    return input.type === 'event' ? withEvent(t, input) : ended(t, input);
  };
  return advance({ ...state, targets: state.targets.map(change) });
}
