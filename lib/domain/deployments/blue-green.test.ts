import { describe, expect, it } from 'vitest';
import { statusOf } from '@/lib/domain/status';
import type { DeploymentView, LifecycleCell, TargetView } from '@/lib/domain/views';
import type { AutoScalingFleet } from '@/lib/domain/traffic/auto-scaling';
import type { TargetGroupView } from '@/lib/domain/traffic/target-group';
import { gainingOf, isReroutingBack, keptWords, stepWords, waitOf, waitWords } from './blue-green';
import { fleetsOf, leftFleet, servingWords } from './fleets';
import { healthyHosts, healthyWords } from './healthy-hosts';
import { rerouted, shareOf, stepAt, trafficSteps } from './traffic-share';

const cell = (event: string, startedAt?: number, ms?: number, word?: string): LifecycleCell => ({
  event,
  startedAt,
  ms,
  status: statusOf(
    word ?? (startedAt === undefined ? 'Pending' : ms === undefined ? 'InProgress' : 'Succeeded'),
  ),
});
const target = (
  id: string,
  label: string | undefined,
  word: string,
  ...cells: LifecycleCell[]
): TargetView => ({
  id,
  kind: 'instance',
  label,
  status: statusOf(word),
  cells,
});

const BLUE = [
  target('i-b1', 'Blue', 'InProgress', cell('BlockTraffic', 60, 10)),
  target('i-b2', 'Blue', 'InProgress', cell('BlockTraffic', 80)),
];
const GREEN = [
  target('i-g1', 'Green', 'Succeeded', cell('Install', 10, 10), cell('AllowTraffic', 30, 10)),
  target('i-g2', 'Green', 'Succeeded', cell('Install', 10, 10), cell('AllowTraffic', 30, 20)),
];
const ALL = [...BLUE, ...GREEN];

describe('a blue/green deployment in traffic', () => {
  const steps = trafficSteps(ALL, 0, 100) ?? [];
  it('has the old fleet, then both, then the new one', () => {
    expect(steps).toEqual([
      { at: 0, before: 2, after: 0 },
      { at: 40, before: 2, after: 1 },
      { at: 50, before: 2, after: 2 },
      { at: 60, before: 1, after: 2 },
      { at: 80, before: 0, after: 2 },
    ]);
    expect(rerouted(steps)).toEqual({ from: 40, to: 80 });
    expect(shareOf(stepAt(steps, 55) ?? { before: 0, after: 0 })).toBe(0.5);
  });
  it('counts the minimum over the new fleet', () => {
    const hosts = healthyHosts(ALL, { config: 'CodeDeployDefault.OneAtATime' }, 0, 100);
    expect(hosts).toMatchObject({ hosts: 4, minimum: 1, lowest: 2, replacing: 2 });
    expect(hosts && healthyWords(hosts, false)).toBe(
      '2 of 4 hosts of both fleets are in traffic now. At least 1 of the 2 new hosts must succeed.',
    );
  });
});

describe('an in-place deployment in traffic', () => {
  const one = target(
    'i-1',
    undefined,
    'Succeeded',
    cell('BlockTraffic', 10, 5),
    cell('Install', 15, 5),
    cell('AllowTraffic', 20, 5),
  );
  const two = target(
    'i-2',
    undefined,
    'Pending',
    cell('BlockTraffic'),
    cell('Install'),
    cell('AllowTraffic'),
  );
  const broken = target(
    'i-3',
    undefined,
    'Failed',
    cell('BlockTraffic', 30, 5),
    cell('Install', 35, 5, 'Failed'),
    cell('AllowTraffic', undefined, undefined, 'Skipped'),
  );
  it('loses a host while it is updated; one that failed stays out', () => {
    expect(trafficSteps([one, two, broken], 0, 100)).toEqual([
      { at: 0, before: 3, after: 0 },
      { at: 10, before: 2, after: 0 },
      { at: 25, before: 2, after: 1 },
      { at: 30, before: 1, after: 1 },
    ]);
  });
  it('has no traffic to show where no balancer stands before it', () => {
    expect(
      trafficSteps([target('i-1', undefined, 'Succeeded', cell('Install', 1, 1))], 0, 9),
    ).toBeUndefined();
  });
});

describe('what it waits for', () => {
  const asked = { isCopied: true, rerouteMinutes: 60, terminateMinutes: 5 };
  it('is somebody who reroutes traffic, from the last event on', () => {
    const wait = waitOf(
      'Ready',
      false,
      asked,
      [GREEN[0] ?? BLUE[0], ...BLUE].filter((t) => t !== undefined),
    );
    expect(wait).toEqual({ for: 'reroute', until: 70 + 60 * 60_000 });
    expect(wait && waitWords(wait, ALL)).toContain('The old fleet (2 instances) goes on serving.');
  });
  it('is the end of the old fleet', () => {
    expect(waitOf('InProgress', true, asked, ALL)).toEqual({
      for: 'termination',
      until: 70 + 5 * 60_000,
    });
    expect(waitWords({ for: 'termination' }, ALL)).toContain('only a rerouting');
  });
  it('is nothing where CodeDeploy goes on by itself, or it is over', () => {
    expect(waitOf('Ready', false, { isCopied: true }, GREEN)).toBeUndefined();
    expect(waitOf('InProgress', false, asked, GREEN)).toBeUndefined();
    expect(waitOf('Succeeded', true, asked, GREEN)).toBeUndefined();
  });
  it('afterwards the old fleet is gone, or costs', () => {
    expect(keptWords({ isCopied: true, terminateMinutes: 5 }, 'green')).toContain('terminated');
    expect(keptWords({ isCopied: true }, 'green')).toContain('cost');
  });
});

describe('a rollback that reroutes traffic back', () => {
  const back = {
    style: 'BLUE_GREEN',
    targets: [
      target('i-b1', 'Blue', 'Succeeded', cell('AllowTraffic', 20, 10)),
      target('i-g1', 'Green', 'Succeeded', cell('BlockTraffic', 40, 10)),
    ],
  } satisfies Partial<DeploymentView>;
  it('gives the old fleet its traffic, and says what the new one costs', () => {
    expect(isReroutingBack(back)).toBe(true);
    expect(isReroutingBack({ style: 'BLUE_GREEN', targets: ALL })).toBe(false);
    expect(keptWords({ isCopied: true, terminateMinutes: 5 }, gainingOf(back.targets))).toBe(
      'The old fleet has its traffic back. The new one is kept: its instances run without traffic, and cost, until somebody terminates them.',
    );
    expect(servingWords(fleetsOf(back, []), true, true)).toBe(
      'When it ended, requests went to the only instance of the old fleet.',
    );
  });
  it('has the new fleet in traffic first, and counts the minimum over the old one', () => {
    const hosts = healthyHosts(back.targets, { config: 'CodeDeployDefault.AllAtOnce' }, 0, 100);
    expect(hosts?.steps).toEqual([
      { at: 0, healthy: 1 },
      { at: 30, healthy: 2 },
      { at: 40, healthy: 1 },
    ]);
    expect(hosts && healthyWords(hosts, true)).toBe(
      'Never fewer than 1 host in traffic, 1 in the end. At least 1 of the 1 old host must succeed.',
    );
  });
});

describe('a copy that nobody wanted', () => {
  const copy: AutoScalingFleet = {
    name: 'CodeDeploy_group_d-1',
    desired: 1,
    min: 1,
    max: 1,
    members: [{ id: 'i-g1', status: statusOf('Succeeded'), health: 'Healthy' }],
    suspended: [],
  };
  const stopped = { over: true, status: statusOf('Stopped'), group: 'group', id: 'd-1' };
  const serves: TargetGroupView = {
    name: 'web',
    arn: 'arn',
    targetType: 'instance',
    balancers: [],
    check: { isOn: true },
    targets: [{ id: 'i-g1', state: 'healthy' }],
  };
  it('is named with what it costs, unless it serves', () => {
    expect(leftFleet(stopped, [copy], [{ ...serves, targets: [] }])).toBe(
      'The new fleet is left: 1 instance runs without traffic, and costs, until somebody deletes the Auto Scaling group CodeDeploy_group_d-1.',
    );
    expect(leftFleet(stopped, [copy], [serves])).toBeUndefined();
    expect(leftFleet({ ...stopped, over: false }, [copy], [])).toBeUndefined();
    expect(leftFleet({ ...stopped, status: statusOf('Succeeded') }, [copy], [])).toBeUndefined();
    expect(leftFleet({ ...stopped, id: 'd-2' }, [copy], [])).toBeUndefined();
  });
});

describe('fleets side by side', () => {
  const group: TargetGroupView = {
    name: 'shop',
    arn: 'arn',
    targetType: 'instance',
    balancers: [],
    check: { isOn: true },
    targets: [
      { id: 'i-g1', state: 'healthy' },
      { id: 'i-g2', state: 'initial' },
      { id: 'i-b2', state: 'draining' },
    ],
  };
  const deployment = { targets: ALL, style: 'BLUE_GREEN' } satisfies Partial<DeploymentView>;
  it('who serves is what the balancer says', () => {
    const fleets = fleetsOf(deployment, [group]);
    expect(fleets.map((f) => [f.title, f.serving, f.members.length])).toEqual([
      ['Blue, the old fleet', 0, 2],
      ['Green, the new fleet', 1, 2],
    ]);
    expect(servingWords(fleets, true, false)).toBe(
      'Requests go to 1 of 2 instances of the new fleet.',
    );
  });
  it('without it what the events say', () => {
    expect(servingWords(fleetsOf(deployment, []), true, false)).toBe(
      'Requests go to both instances of the new fleet.',
    );
  });
  it('in place it is told by revision', () => {
    const hosts = [
      target('i-1', undefined, 'Succeeded', cell('BlockTraffic', 1, 1), cell('AllowTraffic', 2, 1)),
      target('i-2', undefined, 'Pending', cell('BlockTraffic'), cell('AllowTraffic')),
      target('i-3', undefined, 'Pending', cell('BlockTraffic'), cell('AllowTraffic')),
    ];
    expect(servingWords(fleetsOf({ targets: hosts, style: 'IN_PLACE' }, []), false, false)).toBe(
      'Requests go to both instances with the old revision and the only instance with the new revision.',
    );
  });
  it('each says what is done with it', () => {
    expect(ALL.map(stepWords)).toEqual([
      'After BlockTraffic',
      'BlockTraffic running',
      'AllowTraffic done',
      'AllowTraffic done',
    ]);
    expect(stepWords(target('i', 'Green', 'Ready', cell('Install', 1, 1)))).toBe(
      'Installed, waiting for traffic',
    );
    expect(stepWords(target('i', 'Blue', 'Pending', cell('BlockTraffic')))).toBe('Not touched yet');
  });
});
