import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ALLOW_TRAFFIC,
  BLOCK_TRAFFIC,
  LIFECYCLE,
  type LifecycleEvent,
} from '../../../common/appspec';
import { NOT_REROUTED } from './blue-green';
import { NEVER_DEPLOYED, type FleetRule } from './health';
import { EVENT_LIMIT_MS, nextLook, SHIFT_TOO_LONG } from './limits';
import { create, step } from './machine';
import type {
  BlueGreenPlan,
  DeploymentCommand,
  DeploymentEvent,
  DeploymentState,
  Member,
  TargetState,
} from './state';

const ALL: FleetRule = { minimum: { type: 'HOST_COUNT', value: 0 }, predefined: true };
const ONE: FleetRule = { minimum: { type: 'MOST_CONCURRENCY', value: 1 }, predefined: true };
const HALF: FleetRule = { minimum: { type: 'FLEET_PERCENT', value: 50 }, predefined: true };

const IN_PLACE: readonly LifecycleEvent[] = [...BLOCK_TRAFFIC, ...LIFECYCLE, ...ALLOW_TRAFFIC];
const REPLACEMENT: readonly LifecycleEvent[] = [...LIFECYCLE, ...ALLOW_TRAFFIC];

const members = (
  prefix: string,
  count: number,
  lifecycle?: readonly LifecycleEvent[],
): readonly Member[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `${prefix}-${i}`,
    health: NEVER_DEPLOYED,
    lifecycle,
  }));

const inPlace = (count: number, rule: FleetRule): DeploymentEvent => ({
  type: 'start',
  at: 1,
  fleet: members('i', count),
  rule,
  lifecycle: IN_PLACE,
});

const shifted = (
  greens: number,
  blues: number,
  rule: FleetRule,
  plan: BlueGreenPlan,
): DeploymentEvent => {
  const isBack = plan.gaining === 'Blue';
  return {
    type: 'start',
    at: 1,
    rule,
    fleet: members(isBack ? 'blue' : 'green', isBack ? blues : greens),
    lifecycle: isBack ? ALLOW_TRAFFIC : REPLACEMENT,
    blueGreen: {
      ...plan,
      losing: members(isBack ? 'green' : 'blue', isBack ? greens : blues, BLOCK_TRAFFIC),
    },
  };
};

/** A deployment and what is still to be done for it. */
class Run {
  state: DeploymentState;
  open: DeploymentCommand[];
  readonly all: DeploymentCommand[];
  at = 1;

  constructor(start: DeploymentEvent) {
    const begun = step(create(), start);
    this.state = begun.state;
    this.open = [...begun.commands];
    this.all = [...begun.commands];
  }

  tell(event: DeploymentEvent): void {
    const { state, commands } = step(this.state, event);
    this.state = state;
    this.open.push(...commands);
    this.all.push(...commands);
  }

  /** Carries out one thing that is to be done. */
  perform(command: DeploymentCommand, isGood = true): void {
    this.open = this.open.filter((c) => c !== command);
    const at = ++this.at;
    if (command.type === 'run-target')
      this.tell({
        type: 'target-ended',
        at,
        target: command.target,
        piece: command.piece,
        status: isGood ? 'Succeeded' : 'Failed',
      });
    if (command.type === 'shift-traffic')
      this.tell({
        type: 'traffic-shifted',
        at,
        target: command.target,
        event: command.event,
        problem: isGood ? undefined : 'unhealthy',
      });
    if (command.type === 'terminate') this.tell({ type: 'terminated', at });
  }

  /** Carries out all, one after the other. */
  settle(isGood: (c: DeploymentCommand) => boolean = () => true): this {
    for (;;) {
      const [command] = this.open;
      if (!command) return this;
      this.perform(command, isGood(command));
    }
  }

  shifts(event: string): string[] {
    return this.all.flatMap((c) =>
      c.type === 'shift-traffic' && c.event === event ? [c.target] : [],
    );
  }

  of(prefix: string): readonly TargetState[] {
    return this.state.targets.filter((t) => t.id.startsWith(prefix));
  }

  statuses(prefix: string): string[] {
    return this.of(prefix).map((t) => t.status);
  }
}

const fails =
  (target: string, event: string) =>
  (c: DeploymentCommand): boolean =>
    !('target' in c && c.target === target) ||
    ((c.type === 'shift-traffic' ? c.event !== event : true) &&
      (c.type === 'run-target' ? !c.events.some((e) => e === event) : true));

describe('in place behind a load balancer', () => {
  it('blocks the traffic before the seven and allows it behind them, one instance at a time', () => {
    const run = new Run(inPlace(2, ONE)).settle();
    expect(run.state.status).toBe('Succeeded');
    const done = run.all.flatMap((c) => {
      if (c.type === 'run-target') return [`${c.target} ${c.events.join(' ')}`];
      return c.type === 'shift-traffic' ? [`${c.target} ${c.event}`] : [];
    });
    const one = (id: string): string[] => [
      `${id} BeforeBlockTraffic`,
      `${id} BlockTraffic`,
      `${id} AfterBlockTraffic ${LIFECYCLE.join(' ')} BeforeAllowTraffic`,
      `${id} AllowTraffic`,
      `${id} AfterAllowTraffic`,
    ];
    expect(done).toEqual([...one('i-0'), ...one('i-1')]);
    const blocked = run.of('i-0')[0]?.lifecycle.find((e) => e.name === 'BlockTraffic');
    expect(blocked?.diagnostics).toEqual({
      errorCode: 'Success',
      scriptName: '',
      message: '',
      logTail: '',
    });
  });

  it('fails an instance that does not become healthy, with what came before as it was', () => {
    const run = new Run(inPlace(2, ONE)).settle(fails('i-0', 'AllowTraffic'));
    expect(run.state).toMatchObject({ status: 'Failed', error: { code: 'HEALTH_CONSTRAINTS' } });
    expect(run.statuses('i')).toEqual(['Failed', 'Skipped']);
    const events = run.of('i-0')[0]?.lifecycle ?? [];
    expect(events.find((e) => e.name === 'AllowTraffic')).toMatchObject({
      status: 'Failed',
      diagnostics: { message: 'unhealthy' },
    });
    expect(events.at(-1)).toMatchObject({ name: 'AfterAllowTraffic', status: 'Skipped' });
  });

  it('gives up a shift after an hour, and has no agent to cancel', () => {
    const run = new Run(inPlace(1, ONE));
    run.perform(run.open[1] as DeploymentCommand);
    const began = run.at;
    expect(nextLook(run.state, 0)).toBe(began + EVENT_LIMIT_MS);
    const { state, commands } = step(run.state, {
      type: 'look',
      at: began + EVENT_LIMIT_MS,
      heardSince: 0,
    });
    expect(state.status).toBe('Failed');
    expect(state.targets[0]?.lifecycle[1]?.diagnostics?.message).toBe(SHIFT_TOO_LONG.BlockTraffic);
    expect(commands).toEqual([{ type: 'ended' }]);
  });
});

const FORTH: BlueGreenPlan = { gaining: 'Green', terminationWaitMs: 0 };
const BACK: BlueGreenPlan = { gaining: 'Blue' };

describe('blue/green', () => {
  it('installs on all, then reroutes, then blocks, then terminates', () => {
    const run = new Run(shifted(2, 2, ALL, FORTH)).settle();
    expect(run.state.status).toBe('Succeeded');
    const order = run.all.flatMap((c) => {
      if (c.type === 'shift-traffic') return [c.event];
      return c.type === 'run-target' && c.events.length === LIFECYCLE.length ? ['install'] : [];
    });
    expect(order).toEqual([
      ...['install', 'install', 'AllowTraffic', 'AllowTraffic'],
      ...['BlockTraffic', 'BlockTraffic'],
    ]);
    expect(run.all.slice(-2)).toEqual([{ type: 'terminate' }, { type: 'ended' }]);
    expect(run.of('blue').every((t) => t.label === 'Blue')).toBe(true);
  });

  it('reroutes one at a time where one may be away, and stops at the first that fails', () => {
    const run = new Run(shifted(3, 2, ONE, FORTH)).settle(fails('green-0', 'AllowTraffic'));
    expect(run.state).toMatchObject({ status: 'Failed', error: { code: 'HEALTH_CONSTRAINTS' } });
    expect(run.shifts('AllowTraffic')).toEqual(['green-0']);
    expect(run.shifts('BlockTraffic')).toEqual([]);
    expect(run.statuses('green')).toEqual(['Failed', 'Skipped', 'Skipped']);
    expect(run.statuses('blue')).toEqual(['Skipped', 'Skipped']);
  });

  it('waits to be continued, and is stopped when nobody does', () => {
    const run = new Run(shifted(1, 1, ALL, { ...FORTH, readyWaitMs: 60 })).settle();
    expect(run.state).toMatchObject({ status: 'Ready', blueGreen: { phase: 'ready' } });
    expect(run.statuses('green')).toEqual(['Ready']);
    const until = run.state.blueGreen?.until ?? 0;
    expect(nextLook(run.state, 0)).toBe(until);
    const expired = step(run.state, { type: 'look', at: until, heardSince: 0 }).state;
    expect(expired).toMatchObject({ status: 'Stopped', error: NOT_REROUTED });
    run.tell({ type: 'continue', at: 9, wait: 'termination' });
    expect(run.state.status).toBe('Ready');
    run.tell({ type: 'continue', at: 10, wait: 'ready' });
    expect(run.state.status).toBe('InProgress');
    expect(run.settle().state.status).toBe('Succeeded');
  });

  it('waits before it terminates, and may be told not to', () => {
    const plan: BlueGreenPlan = { gaining: 'Green', terminationWaitMs: 1000 };
    const run = new Run(shifted(1, 1, ALL, plan)).settle();
    expect(run.state).toMatchObject({ status: 'InProgress', blueGreen: { phase: 'wait' } });
    expect(run.all).not.toContainEqual({ type: 'terminate' });
    const until = run.state.blueGreen?.until ?? 0;
    const passed = step(run.state, { type: 'look', at: until, heardSince: 0 });
    expect(passed.commands).toEqual([{ type: 'terminate' }]);
    run.tell({ type: 'continue', at: 9, wait: 'termination' });
    expect(run.settle().state.status).toBe('Succeeded');
  });

  it('keeps the original instances where they are to be kept', () => {
    const run = new Run(shifted(1, 1, ALL, { gaining: 'Green' })).settle();
    expect(run.state.status).toBe('Succeeded');
    expect(run.all).not.toContainEqual({ type: 'terminate' });
  });

  it('fails when one original instance is not deregistered', () => {
    const run = new Run(shifted(2, 3, ALL, FORTH)).settle(fails('blue-1', 'BlockTraffic'));
    expect(run.state).toMatchObject({ status: 'Failed', error: { code: 'HEALTH_CONSTRAINTS' } });
    expect(run.statuses('blue')).toEqual(['Succeeded', 'Failed', 'Succeeded']);
  });

  it('is back: the original instances get their traffic, then the replacement is blocked', () => {
    const run = new Run(shifted(2, 2, ONE, BACK)).settle();
    expect(run.state.status).toBe('Succeeded');
    const order = run.all.flatMap((c) => (c.type === 'shift-traffic' ? [c.target] : []));
    expect(order).toEqual(['blue-0', 'blue-1', 'green-0', 'green-1']);
  });

  it('does not wait for an original instance that is gone, and fails a replacement that is', () => {
    const lost = (target: string): DeploymentEvent => ({
      type: 'target-lost',
      at: 50,
      target,
      message: 'gone',
    });
    const run = new Run(shifted(2, 1, ALL, { ...FORTH, readyWaitMs: 60 })).settle();
    run.tell(lost('green-0'));
    expect(run.statuses('green')).toEqual(['Failed', 'Ready']);
    run.tell({ type: 'continue', at: 51, wait: 'ready' });
    while (run.state.blueGreen?.phase === 'reroute') run.perform(run.open[0] as DeploymentCommand);
    run.tell(lost('blue-0'));
    expect(run.statuses('blue')).toEqual(['Skipped']);
    expect(run.settle().state.status).toBe('Succeeded');
  });

  it('that made its instances begins once', () => {
    const made = step(create(), { type: 'provision', at: 1 });
    expect(made.commands).toEqual([{ type: 'started' }]);
    const begun = step(made.state, shifted(1, 1, ALL, FORTH));
    expect(begun.commands.map((c) => c.type)).toEqual(['run-target']);
    expect(step(begun.state, shifted(1, 1, ALL, FORTH))).toEqual({
      state: begun.state,
      commands: [],
    });
  });
});

const rules = fc.constantFrom(ALL, ONE, HALF, {
  minimum: { type: 'HOST_COUNT', value: 1 },
  predefined: false,
} satisfies FleetRule);
const starts = fc.oneof(
  fc
    .record({ count: fc.integer({ min: 1, max: 6 }), rule: rules })
    .map((s) => inPlace(s.count, s.rule)),
  fc
    .record({
      greens: fc.integer({ min: 1, max: 5 }),
      blues: fc.integer({ min: 0, max: 5 }),
      rule: rules,
      gaining: fc.constantFrom('Blue' as const, 'Green' as const),
      readyWaitMs: fc.constantFrom(undefined, 5),
      terminationWaitMs: fc.constantFrom(undefined, 0, 5),
    })
    .map(({ greens, blues, rule, ...plan }) => shifted(greens, blues, rule, plan)),
);
const acts = fc.array(
  fc.record({
    act: fc.constantFrom(
      'good',
      'good',
      'good',
      'bad',
      'again',
      'lost',
      'continue',
      'look',
      'stop',
    ),
    pick: fc.nat(1000),
  }),
  { maxLength: 60 },
);

const rarely = (pick: number): boolean => pick % 10 === 0;

function perform(run: Run, act: string, pick: number): void {
  const command = run.open[pick % Math.max(1, run.open.length)];
  const target = run.state.targets[pick % Math.max(1, run.state.targets.length)]?.id ?? '';
  const at = ++run.at;
  if (act === 'good' && command) return run.perform(command);
  if (act === 'bad' && command) return run.perform(command, false);
  if (act === 'again') {
    run.tell({ type: 'traffic-shifted', at, target, event: 'BlockTraffic' });
    return run.tell({ type: 'target-ended', at, target, piece: pick % 5, status: 'Succeeded' });
  }
  if (act === 'lost' && rarely(pick))
    return run.tell({ type: 'target-lost', at, target, message: 'gone' });
  if (act === 'continue')
    return run.tell({ type: 'continue', at, wait: pick % 2 ? 'ready' : 'termination' });
  if (act === 'look') return run.tell({ type: 'look', at, heardSince: 0 });
  if (act === 'stop' && rarely(pick))
    run.tell({ type: 'stop', at, status: 'Stopped', code: 'MANUAL_STOP', message: 'm' });
}

const count = (targets: readonly TargetState[], ...statuses: string[]): number =>
  targets.filter((t) => statuses.includes(t.status)).length;

/** What holds at each moment of every deployment. */
function check(run: Run): void {
  const { state } = run;
  for (const event of ['BlockTraffic', 'AllowTraffic'] as const) {
    const targets = run.shifts(event);
    expect(new Set(targets).size).toBe(targets.length);
  }
  if (state.error?.code === 'HEALTH_CONSTRAINTS_INVALID')
    expect(run.shifts('BlockTraffic')).toEqual([]);
  const { blueGreen, targets, window, minimumHealthy } = state;
  if (!blueGreen) {
    expect(count(targets, 'InProgress', 'Failed')).toBeLessThanOrEqual(Math.max(window, 0));
    return;
  }
  const gaining = targets.filter((t) => t.label === blueGreen.gaining);
  const blocked = targets.filter((t) => t.label !== blueGreen.gaining && t.rerouted);
  if (blocked.length > 0) {
    const serving = gaining.filter((t) => run.shifts('AllowTraffic').includes(t.id));
    expect(count(serving, 'Succeeded')).toBeGreaterThanOrEqual(Math.max(1, minimumHealthy));
    expect(count(gaining, 'Pending', 'Ready', 'InProgress')).toBe(0);
  }
}

describe('whatever happens', () => {
  it('no instance more than may be is away, none is shifted twice, none loses its traffic before others have it', () => {
    fc.assert(
      fc.property(starts, acts, (start, script) => {
        const run = new Run(start);
        check(run);
        for (const { act, pick } of script) {
          perform(run, act, pick);
          check(run);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('a deployment comes to its end, and an event behind it changes nothing', () => {
    fc.assert(
      fc.property(starts, acts, (start, script) => {
        const run = new Run(start);
        for (const { act, pick } of script) perform(run, act, pick);
        run.settle();
        run.tell({ type: 'continue', at: ++run.at, wait: 'ready' });
        run.settle();
        run.tell({ type: 'continue', at: ++run.at, wait: 'termination' });
        run.settle();
        const { state } = run;
        expect(state.endTime).toBeDefined();
        expect(['Succeeded', 'Failed', 'Stopped']).toContain(state.status);
        expect(count(state.targets, 'Pending', 'Ready', 'InProgress')).toBe(0);
        expect(run.all.filter((c) => c.type === 'ended')).toHaveLength(1);
        const after = [...run.all];
        for (const { act, pick } of script) perform(run, act, pick);
        expect(run.state).toEqual(state);
        expect(run.all).toEqual(after);
      }),
      { numRuns: 500 },
    );
  });
});
