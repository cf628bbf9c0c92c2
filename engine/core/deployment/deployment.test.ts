import { describe, expect, it } from 'vitest';
import { LIFECYCLE } from '../../../common/appspec';
import {
  allowance,
  inOrder,
  NEVER_DEPLOYED,
  type FleetRule,
  type InstanceHealth,
  type MinimumHosts,
} from './health';
import {
  AGENT_SILENT,
  BEGIN_LIMIT_MS,
  DEPLOYMENT_LIMIT_MS,
  EVENT_LIMIT_MS,
  EVENT_TOO_LONG,
  nextLook,
} from './limits';
import { create, step } from './machine';
import type { DeploymentState, DeploymentStep, Member } from './state';
import { selectsInstance } from './tag-filters';

const count = (value: number): MinimumHosts => ({ type: 'HOST_COUNT', value });
const percent = (value: number): MinimumHosts => ({ type: 'FLEET_PERCENT', value });
const custom = (minimum: MinimumHosts): FleetRule => ({ minimum, predefined: false });
const ONE: FleetRule = { minimum: { type: 'MOST_CONCURRENCY', value: 1 }, predefined: true };
const HALF: FleetRule = { minimum: percent(50), predefined: true };
const ALL: FleetRule = { minimum: count(0), predefined: true };

const fleetOf = (targets: number): Member[] =>
  Array.from({ length: targets }, (_, i) => ({ id: `i-${i}`, health: NEVER_DEPLOYED }));

const started = (fleet: readonly Member[], rule: FleetRule): DeploymentStep =>
  step(create(), { type: 'start', at: 1, fleet, rule, lifecycle: LIFECYCLE });
const begin = (targets: number, rule: FleetRule): DeploymentState =>
  started(fleetOf(targets), rule).state;
const end = (
  s: DeploymentState,
  target: string,
  status: 'Succeeded' | 'Failed',
  at = 2,
): DeploymentState => step(s, { type: 'target-ended', at, target, status }).state;
const idsOf = (s: DeploymentState, status: string): string[] =>
  s.targets.filter((t) => t.status === status).map((t) => t.id);
const running = (s: DeploymentState): string[] => idsOf(s, 'InProgress');

/** Ends every target as it comes, the ones named as failed; each deployment comes to its end so. */
function carriedOut(s: DeploymentState, failing: readonly string[]): DeploymentState {
  const [target] = running(s);
  if (target === undefined) return s;
  return carriedOut(end(s, target, failing.includes(target) ? 'Failed' : 'Succeeded'), failing);
}

describe('minimum healthy hosts', () => {
  it.each([
    ['OneAtATime', ONE, 1, 1, 1],
    ['OneAtATime', ONE, 10, 1, 9],
    ['HalfAtATime', HALF, 9, 4, 5],
    ['HalfAtATime', HALF, 10, 5, 5],
    ['HalfAtATime', HALF, 1, 1, 1],
    ['AllAtOnce', ALL, 9, 9, 1],
    ['HOST_COUNT 6', custom(count(6)), 9, 3, 6],
    ['HOST_COUNT 0', custom(count(0)), 10, 10, 1],
    ['FLEET_PERCENT 40', custom(percent(40)), 9, 5, 4],
    ['FLEET_PERCENT 85', custom(percent(85)), 10, 1, 9],
    ['FLEET_PERCENT 95, rounded up to all', custom(percent(95)), 10, 0, 10],
    ['HOST_COUNT of all', custom(count(3)), 3, 0, 3],
  ])('%s, %o on %d: window %d, healthy %d', (_name, rule, fleet, window, minimumHealthy) => {
    expect(allowance(rule, fleet)).toEqual({ window, minimumHealthy });
  });

  it.each([
    ['10 with 9: the first failure', custom(count(9)), 10, ['i-0'], 'Failed', 9],
    ['10 with 9: the last one alone', custom(count(9)), 10, ['i-9'], 'Succeeded', 0],
    ['10 with 8: one failure', custom(count(8)), 10, ['i-3'], 'Succeeded', 0],
    ['10 with 8: the second failure', custom(count(8)), 10, ['i-3', 'i-5'], 'Failed', 4],
    ['10 with 8: the last two', custom(count(8)), 10, ['i-8', 'i-9'], 'Succeeded', 0],
    ['10 with 0: nine failures', custom(count(0)), 10, fleetOf(9).map((m) => m.id), 'Succeeded', 0],
    ['10 with 0: all', custom(count(0)), 10, fleetOf(10).map((m) => m.id), 'Failed', 0],
    ['9, HalfAtATime: four at the end', HALF, 9, ['i-5', 'i-6', 'i-7', 'i-8'], 'Succeeded', 0],
    ['9, HalfAtATime: the first four', HALF, 9, ['i-0', 'i-1', 'i-2', 'i-3'], 'Failed', 5],
    ['1, OneAtATime: the only one', ONE, 1, ['i-0'], 'Failed', 0],
    ['1, HalfAtATime: the only one', HALF, 1, ['i-0'], 'Failed', 0],
  ])('%s', (_name, rule, fleet, failing, status, skipped) => {
    const s = carriedOut(begin(fleet, rule), failing);
    expect(s.status).toBe(status);
    expect(s.error?.code).toBe(status === 'Failed' ? 'HEALTH_CONSTRAINTS' : undefined);
    expect(idsOf(s, 'Skipped')).toHaveLength(skipped);
  });

  it('takes away no more than may be away, failed ones counted', () => {
    let s = begin(10, custom(count(7)));
    expect(running(s)).toHaveLength(3);
    s = end(s, 'i-0', 'Failed');
    expect(running(s)).toHaveLength(2);
    s = end(s, 'i-1', 'Succeeded');
    expect(running(s)).toHaveLength(2);
  });

  it('lets those end that run when too many have failed, and begins with no other', () => {
    let s = end(end(begin(6, custom(count(3))), 'i-0', 'Failed'), 'i-1', 'Failed');
    expect(running(s)).toEqual(['i-2']);
    s = end(s, 'i-2', 'Failed');
    expect(s.status).toBe('Failed');
    expect(idsOf(s, 'Skipped')).toEqual(['i-3', 'i-4', 'i-5']);
  });

  it.each([
    ['a percentage that means all', custom(percent(95)), 10],
    ['as many as there are', custom(count(3)), 3],
    ['more than there are', custom(count(4)), 3],
    ['a fleet of one', custom(percent(50)), 1],
  ])('that can never be kept ends it before anything is done: %s', (_name, rule, fleet) => {
    const { state, commands } = started(fleetOf(fleet), rule);
    expect(state).toMatchObject({
      status: 'Failed',
      error: { code: 'HEALTH_CONSTRAINTS_INVALID' },
    });
    expect(idsOf(state, 'Skipped')).toHaveLength(fleet);
    expect(commands.map((c) => c.type)).toEqual(['started', 'ended']);
  });
});

describe('the order of targets', () => {
  it('is unhealthy, revision unknown, old, current; and as they are found', () => {
    const of = (id: string, isHealthy: boolean, revision: InstanceHealth['revision']): Member => ({
      id,
      health: { isHealthy, revision },
    });
    const fleet = [
      of('current', true, 'Current'),
      of('old', true, 'Old'),
      of('unknown', true, 'Unknown'),
      of('failed', false, 'Current'),
      of('new', false, 'Unknown'),
    ];
    expect(inOrder(fleet).map((m) => m.id)).toEqual(['failed', 'new', 'unknown', 'old', 'current']);
    expect(started(fleet, ONE).commands).toContainEqual({
      type: 'run-target',
      target: 'failed',
      piece: 0,
      events: LIFECYCLE,
    });
  });
});

describe('a deployment by zones', () => {
  const zones = ['a', 'a', 'b', 'b', 'b'];
  const fleet = zones.map((zone, i) => ({ id: `i-${i}`, zone, health: NEVER_DEPLOYED }));
  const zonal = (minimum: MinimumHosts): FleetRule => ({
    ...custom(count(0)),
    zonal: { firstZoneMs: 100, otherZonesMs: 0, minimum },
  });

  it('does one after another, and watches each before the next', () => {
    let s = started(fleet, zonal(percent(0))).state;
    expect(running(s)).toEqual(['i-0', 'i-1']);
    s = end(end(s, 'i-0', 'Succeeded', 10), 'i-1', 'Succeeded', 20);
    expect(running(s)).toEqual([]);
    expect(nextLook(s, 0)).toBe(120);
    expect(running(step(s, { type: 'look', at: 119, heardSince: 0 }).state)).toEqual([]);
    s = step(s, { type: 'look', at: 120, heardSince: 0 }).state;
    expect(running(s)).toEqual(['i-2', 'i-3', 'i-4']);
    expect(carriedOut(s, []).status).toBe('Succeeded');
  });

  it('keeps the minimum of the zone', () => {
    let s = started(fleet, zonal(count(1))).state;
    expect(running(s)).toEqual(['i-0']);
    s = end(s, 'i-0', 'Failed');
    expect(s.status).toBe('Failed');
    expect(idsOf(s, 'Skipped')).toEqual(['i-1', 'i-2', 'i-3', 'i-4']);
  });

  it('cannot keep a minimum of all that a zone has', () => {
    expect(started(fleet, zonal(count(2))).state.error?.code).toBe('HEALTH_CONSTRAINTS_INVALID');
  });

  it('that is stopped while a zone is watched has no more to do', () => {
    let s = started(fleet, zonal(percent(0))).state;
    s = end(end(s, 'i-0', 'Succeeded', 10), 'i-1', 'Succeeded', 20);
    const { state, commands } = step(s, {
      type: 'stop',
      at: 30,
      status: 'Stopped',
      code: 'ALARM_ACTIVE',
      message: 'm',
    });
    expect(commands).toEqual([{ type: 'ended' }]);
    expect(idsOf(state, 'Skipped')).toEqual(['i-2', 'i-3', 'i-4']);
    expect(nextLook(state, 0)).toBeUndefined();
  });
});

describe('the limits of time', () => {
  const lifecycle = (
    s: DeploymentState,
    at: number,
    event: (typeof LIFECYCLE)[number],
    status: 'InProgress' | 'Succeeded',
  ): DeploymentState =>
    step(s, { type: 'lifecycle', at, target: 'i-0', event, status, diagnostics: undefined }).state;

  it('give up a target whose agent does not begin within five minutes', () => {
    const s = begin(1, ONE);
    expect(nextLook(s, 0)).toBe(1 + BEGIN_LIMIT_MS);
    expect(step(s, { type: 'look', at: BEGIN_LIMIT_MS, heardSince: 0 }).state).toEqual(s);
    const { state, commands } = step(s, { type: 'look', at: 1 + BEGIN_LIMIT_MS, heardSince: 0 });
    expect(state.targets[0]).toMatchObject({ status: 'Failed' });
    expect(state.targets[0]?.lifecycle.map((l) => l.status)).toEqual([
      'Failed',
      ...Array<string>(6).fill('Skipped'),
    ]);
    expect(state.targets[0]?.lifecycle[0]?.diagnostics).toMatchObject({
      errorCode: 'UnknownError',
      message: AGENT_SILENT,
    });
    expect(commands).toEqual([{ type: 'cancel-target', target: 'i-0' }, { type: 'ended' }]);
  });

  it('count from when agents were heard: an engine that was away knows nothing of them', () => {
    const heardSince = 10 * BEGIN_LIMIT_MS;
    const s = begin(1, ONE);
    expect(step(s, { type: 'look', at: heardSince, heardSince }).state).toEqual(s);
    expect(nextLook(s, heardSince)).toBe(heardSince + BEGIN_LIMIT_MS);
  });

  it('give up an event after an hour, when its agent has had time to tell', () => {
    const s = lifecycle(begin(1, ONE), 50, 'ApplicationStop', 'InProgress');
    const at = 50 + EVENT_LIMIT_MS + 60_000;
    expect(nextLook(s, 0)).toBe(at);
    const { targets } = step(s, { type: 'look', at, heardSince: 0 }).state;
    expect(targets[0]?.lifecycle[0]).toMatchObject({
      status: 'Failed',
      diagnostics: { message: EVENT_TOO_LONG },
    });
  });

  it('begin anew with each event that ends', () => {
    let s = lifecycle(begin(1, ONE), 50, 'ApplicationStop', 'InProgress');
    s = lifecycle(s, 70, 'ApplicationStop', 'Succeeded');
    expect(nextLook(s, 0)).toBe(70 + BEGIN_LIMIT_MS);
  });

  it('end a deployment after twelve hours', () => {
    let s = lifecycle(begin(2, ONE), DEPLOYMENT_LIMIT_MS, 'ApplicationStop', 'InProgress');
    expect(nextLook(s, 0)).toBe(1 + DEPLOYMENT_LIMIT_MS);
    s = step(s, { type: 'look', at: 1 + DEPLOYMENT_LIMIT_MS, heardSince: 0 }).state;
    expect(s).toMatchObject({ status: 'Failed', error: { code: 'TIMEOUT' } });
    expect(s.targets.map((t) => t.status)).toEqual(['Failed', 'Skipped']);
  });

  it('leave what an agent tells too late unheard', () => {
    const late = step(begin(2, ALL), { type: 'look', at: 1 + BEGIN_LIMIT_MS, heardSince: 0 }).state;
    expect(lifecycle(late, late.endTime ?? 0, 'ApplicationStop', 'InProgress')).toEqual(late);
  });
});

describe('a deployment', () => {
  it('without instances fails at once and says so', () => {
    expect(begin(0, ONE)).toMatchObject({
      status: 'Failed',
      error: { code: 'NO_INSTANCES' },
    });
  });

  it('goes one at a time, and the first failure ends it with the rest skipped', () => {
    let s = begin(3, ONE);
    expect(running(s)).toEqual(['i-0']);
    s = end(s, 'i-0', 'Succeeded');
    expect(running(s)).toEqual(['i-1']);
    s = end(s, 'i-1', 'Failed');
    expect(s).toMatchObject({ status: 'Failed', error: { code: 'HEALTH_CONSTRAINTS' } });
    expect(s.targets[2]?.status).toBe('Skipped');
  });

  it('forgives the last one when enough have succeeded', () => {
    let s = begin(3, ONE);
    for (const id of ['i-0', 'i-1']) s = end(s, id, 'Succeeded');
    expect(end(s, 'i-2', 'Failed').status).toBe('Succeeded');
  });

  it('all at once needs one success', () => {
    let s = begin(3, ALL);
    expect(running(s)).toHaveLength(3);
    s = end(end(s, 'i-0', 'Failed'), 'i-1', 'Failed');
    expect(end(s, 'i-2', 'Succeeded').status).toBe('Succeeded');
    expect(end(s, 'i-2', 'Failed').status).toBe('Failed');
  });

  it('that is stopped ends what runs, and hears nothing more', () => {
    const { state: s, commands } = step(begin(2, ONE), {
      type: 'stop',
      at: 3,
      status: 'Stopped',
      code: 'MANUAL_STOP',
      message: 'm',
    });
    expect(s).toMatchObject({ status: 'Stopped', endTime: 3, error: { code: 'MANUAL_STOP' } });
    expect(s.targets.map((t) => t.status)).toEqual(['Failed', 'Skipped']);
    expect(commands).toEqual([{ type: 'cancel-target', target: 'i-0' }, { type: 'ended' }]);
    expect(end(s, 'i-0', 'Succeeded', 4)).toEqual(s);
  });

  it('that is refused at its start touches no instance', () => {
    const { state, commands } = step(create(), {
      type: 'start',
      at: 1,
      fleet: fleetOf(2),
      rule: ONE,
      lifecycle: LIFECYCLE,
      refused: { status: 'Stopped', code: 'ALARM_ACTIVE', message: 'm' },
    });
    expect(state).toMatchObject({
      status: 'Stopped',
      endTime: 1,
      error: { code: 'ALARM_ACTIVE', message: 'm' },
    });
    expect(idsOf(state, 'Skipped')).toHaveLength(2);
    expect(commands.map((c) => c.type)).toEqual(['started', 'ended']);
  });
});

describe('the instances of a group', () => {
  const tags = [
    { Key: 'project', Value: 'a' },
    { Key: 'env', Value: 'staging' },
  ];
  const f = (Key: string, Value?: string) =>
    Value === undefined ? { Key, Type: 'KEY_ONLY' } : { Key, Value, Type: 'KEY_AND_VALUE' };
  it.each([
    [
      'lists are AND',
      { ec2TagSet: { ec2TagSetList: [[f('project', 'a')], [f('env', 'production')]] } },
      false,
    ],
    [
      'filters inside one are OR',
      {
        ec2TagSet: {
          ec2TagSetList: [[f('project', 'a')], [f('env', 'production'), f('env', 'staging')]],
        },
      },
      true,
    ],
    ['plain filters are OR', { ec2TagFilters: [f('project', 'x'), f('env')] }, true],
    ['none selects nothing', {}, false],
  ])('%s', (_rule, group, selected) => {
    expect(selectsInstance(tags, group)).toBe(selected);
  });
});
