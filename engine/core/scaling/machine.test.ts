import { describe, expect, it } from 'vitest';
import { capacityOf, create, nextLook, step } from './machine';
import { progressOf } from './refresh';
import type {
  Activity,
  GroupCommand,
  GroupEvent,
  GroupState,
  Hook,
  LifecycleState,
  NewRefresh,
  Refresh,
  Seen,
  Settings,
} from './state';

const SECOND = 1000;
const UUID = '11111111-2222-4333-8444-555555555555';
const TEMPLATE = { id: 'lt-1', name: 'web', version: '1' };
const SETTINGS: Settings = {
  min: 0,
  max: 10,
  desired: 2,
  zones: [
    { zone: 'a', subnet: 'subnet-a' },
    { zone: 'b', subnet: 'subnet-b' },
  ],
  template: TEMPLATE,
  policies: ['Default'],
  checksBalancer: false,
  graceMs: 0,
  protectsNew: false,
  targetGroups: [],
  suspended: [],
  hooks: [],
};
const HOOK: Hook = {
  name: 'hook',
  transition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
  timeoutMs: 60 * SECOND,
  result: 'ABANDON',
};
type NewEvent = GroupEvent extends infer E ? (E extends unknown ? Omit<E, 'at'> : never) : never;

/** EC2, the load balancer and whoever carries out commands, without any of them. */
class World {
  at = Date.UTC(2026, 0, 1);
  state: GroupState;
  commands: GroupCommand[] = [];
  readonly activities = new Map<string, Activity>();
  readonly ec2 = new Map<string, Seen['state']>();
  readonly targets = new Set<string>();
  readonly ill = new Set<string>();
  fails: string | undefined;
  /** Whether targets that were taken out are gone at once. */
  drains = true;
  private launches = 0;

  constructor(settings: Partial<Settings> = {}) {
    this.state = create(UUID, { ...SETTINGS, ...settings });
    this.send({ type: 'created' });
  }

  send(event: NewEvent): this {
    const { state, commands } = step(this.state, { ...event, at: (this.at += 1) } as GroupEvent);
    this.state = state;
    this.commands.push(...commands);
    for (const command of commands) this.carryOut(command);
    return this;
  }

  private carryOut(command: GroupCommand): void {
    if (command.type === 'record') this.activities.set(command.activity.id, command.activity);
    else if (command.type === 'terminate') this.ec2.set(command.id, 'shutting-down');
    else if (command.type === 'register') this.targets.add(command.id);
    else if (command.type === 'deregister' && this.drains) this.targets.delete(command.id);
    else if (command.type === 'launch') this.launch(command.activity);
  }

  private launch(activity: string): void {
    if (this.fails !== undefined) {
      this.send({ type: 'launch-failed', activity, message: this.fails });
      return;
    }
    const instanceId = `i-${++this.launches}`;
    this.ec2.set(instanceId, 'pending');
    this.send({ type: 'launched', activity, instanceId, template: TEMPLATE });
  }

  look(): this {
    const seen = Object.fromEntries(
      [...this.ec2].map(([id, state]): [string, Seen] => [
        id,
        { state, isTarget: this.targets.has(id), isUnhealthy: this.ill.has(id) },
      ]),
    );
    return this.send({ type: 'look', asked: this.at, seen });
  }

  /** Instances that come are there, those that go are gone, until nothing moves. */
  settle(): this {
    for (let n = 0; n < 20; n++) {
      for (const [id, state] of this.ec2) {
        if (state === 'pending') this.ec2.set(id, 'running');
        if (state === 'shutting-down') this.ec2.set(id, 'terminated');
      }
      this.look();
    }
    return this;
  }

  change(settings: Partial<Settings>, reason?: string): this {
    return this.send({
      type: 'changed',
      settings: { ...this.state.settings, ...settings },
      reason,
    });
  }
  ids(state: LifecycleState = 'InService'): string[] {
    return this.state.members.filter((m) => m.state === state).map((m) => m.id);
  }
  zones(): string[] {
    return this.state.members.map((m) => m.zone).sort();
  }
  token(): string {
    return this.state.members.flatMap((m) => m.waits)[0]?.token ?? '';
  }
  /** Of the newest activity. */
  get newest(): Activity | undefined {
    return [...this.activities.values()].sort((a, b) => (a.id < b.id ? 1 : -1))[0];
  }
  announced(): string[] {
    return this.commands.flatMap((c) => (c.type === 'announce' ? [c.event] : []));
  }
}

describe('a group', () => {
  it('launches as many as it should have, one after the other in its zones', () => {
    const w = new World({ desired: 4 }).settle();
    expect(w.ids()).toEqual(['i-1', 'i-2', 'i-3', 'i-4']);
    expect(w.zones()).toEqual(['a', 'a', 'b', 'b']);
    expect(w.announced()).toEqual(Array.from({ length: 4 }, () => 'Launch Successful'));
    expect(w.newest).toMatchObject({
      status: 'Successful',
      progress: 100,
      description: 'Launching a new EC2 instance: i-4',
      cause:
        'At 2026-01-01T00:00:00Z a user request created an AutoScalingGroup changing the desired capacity from 0 to 4.  At 2026-01-01T00:00:00Z an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 0 to 4.',
    });
  });

  it('gives every activity and token an id of its own', () => {
    const w = new World({ desired: 3, hooks: [HOOK] }).settle();
    const tokens = w.state.members.flatMap((m) => m.waits).map((t) => t.token);
    const all = [...w.activities.keys(), ...tokens];
    expect(new Set(all).size).toBe(6);
    expect(all.every((id) => /^11111111-2222-4333-8444-0{11}\w$/.test(id))).toBe(true);
  });

  it('decides nothing twice: the same look again changes nothing', () => {
    const w = new World().settle();
    const { state, commands } = w;
    const before = commands.length;
    w.look().look();
    expect(w.state).toBe(state);
    expect(w.commands).toHaveLength(before);
    expect(nextLook(w.state, w.at, 300)).toBeUndefined();
  });
});

describe('an unhealthy instance', () => {
  it.each([
    ['terminated', 'an EC2 health check indicating it has been terminated or stopped'],
    ['stopped', 'an EC2 health check indicating it has been terminated or stopped'],
  ] as const)('that is %s is replaced, and the activity says why', (state, why) => {
    const w = new World().settle();
    w.ec2.set('i-1', state);
    w.look();
    expect(w.ids()).toEqual(['i-2']);
    expect(w.newest?.cause).toMatch(
      / an instance was launched in response to an unhealthy instance needing to be replaced\.$/,
    );
    w.settle();
    expect(w.ids()).toEqual(['i-2', 'i-3']);
    const terminated = [...w.activities.values()].find((a) => a.description.startsWith('Term'));
    expect(terminated?.cause).toBe(
      `At 2026-01-01T00:00:00Z an instance was taken out of service in response to ${why}.`,
    );
    expect(terminated?.status).toBe('Successful');
  });

  it('by the load balancer counts when its grace period is over', () => {
    const w = new World({ checksBalancer: true, graceMs: 60 * SECOND, targetGroups: ['t'] });
    w.settle();
    w.ill.add('i-1');
    w.look();
    expect(w.ids()).toEqual(['i-1', 'i-2']);
    w.at += 61 * SECOND;
    w.look();
    expect(w.ids()).toEqual(['i-2']);
  });

  it('is not looked for while health checks are suspended, and not replaced while that is', () => {
    const w = new World({ suspended: ['HealthCheck'] }).settle();
    w.ec2.set('i-1', 'terminated');
    expect(w.look().ids()).toEqual(['i-1', 'i-2']);
    w.change({ suspended: ['ReplaceUnhealthy'] }).look();
    expect(w.state.members[0]).toMatchObject({ state: 'InService', illness: 'ec2' });
    w.change({ suspended: [] });
    expect(w.ids()).toEqual(['i-2']);
  });

  it('that somebody calls so is taken out, protected or not', () => {
    const w = new World({ protectsNew: true }).settle();
    w.send({ type: 'health', id: 'i-2', isHealthy: false });
    expect(w.ids()).toEqual(['i-1']);
    expect([...w.activities.values()].map((a) => a.cause)).toContainEqual(
      'At 2026-01-01T00:00:00Z an instance was taken out of service in response to a user health-check.',
    );
  });
});

describe('scaling in', () => {
  const shrunk = (settings: Partial<Settings>, prepare?: (w: World) => void): string[] => {
    const w = new World({ desired: 4, ...settings }).settle();
    prepare?.(w);
    return w.change({ desired: 3 }, 'somebody said so.').ids();
  };
  const withSince = (w: World, since: Readonly<Record<string, number>>): void => {
    const members = w.state.members.map((m) => ({ ...m, since: since[m.id] ?? m.since }));
    w.state = { ...w.state, members };
  };

  it('takes the oldest by default, the newest or the oldest where the policy says so', () => {
    expect(shrunk({})).toEqual(['i-2', 'i-3', 'i-4']);
    const late = Date.UTC(2027, 0, 1);
    expect(shrunk({ policies: ['NewestInstance'] }, (w) => withSince(w, { 'i-4': late }))).toEqual([
      'i-1',
      'i-2',
      'i-3',
    ]);
    expect(shrunk({ policies: ['OldestInstance'] }, (w) => withSince(w, { 'i-3': 1 }))).toEqual([
      'i-1',
      'i-2',
      'i-4',
    ]);
  });

  it('takes those of an older template first', () => {
    const older = (w: World): void => {
      const template = { ...TEMPLATE, version: '0' };
      const members = w.state.members.map((m) => (m.id === 'i-3' ? { ...m, template } : m));
      w.state = { ...w.state, members };
    };
    expect(shrunk({ policies: ['OldestLaunchTemplate'] }, older)).toEqual(['i-1', 'i-2', 'i-4']);
    expect(shrunk({}, older)).toEqual(['i-1', 'i-2', 'i-4']);
  });

  it('keeps the zones balanced whatever the policy is', () => {
    const w = new World({ desired: 3, policies: ['NewestInstance'] }).settle();
    // Two in the first zone, one in the second: the newest of the fuller zone goes.
    w.send({ type: 'terminate', id: 'i-1', decrement: true }).settle();
    expect(w.zones()).toEqual(['a', 'b']);
  });

  it('leaves those that are protected, and says who was selected', () => {
    const w = new World({ desired: 2 }).settle();
    w.send({ type: 'protect', id: 'i-1', isProtected: true });
    w.change({ desired: 0 }, 'somebody said so.');
    expect(w.ids()).toEqual(['i-1']);
    expect(w.newest?.cause).toBe(
      'At 2026-01-01T00:00:00Z somebody said so.  At 2026-01-01T00:00:00Z an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from 2 to 1.  At 2026-01-01T00:00:00Z instance i-2 was selected for termination.',
    );
  });

  it('waits for what is still being launched, and does not happen while it is suspended', () => {
    const w = new World({ desired: 2, suspended: ['Terminate'] }).settle();
    w.change({ desired: 1 });
    expect(w.ids()).toHaveLength(2);
    w.change({ suspended: [] });
    expect(w.ids()).toHaveLength(1);
  });
});

describe('zones', () => {
  it('that are out of balance get one more before another one goes', () => {
    const w = new World({ desired: 2, zones: [{ zone: 'a', subnet: 'subnet-a' }] }).settle();
    expect(w.zones()).toEqual(['a', 'a']);
    w.change({ zones: SETTINGS.zones });
    expect(w.newest?.cause).toBe(
      "At 2026-01-01T00:00:00Z availability zones a b had 2 0 instances respectively. An instance was launched to aid in balancing the group's zones.",
    );
    expect(w.ids()).toHaveLength(2);
    w.settle();
    expect(w.zones()).toEqual(['a', 'b']);
    expect(w.ids()).toHaveLength(2);
  });

  it('stay as they are while AZRebalance is suspended', () => {
    const w = new World({ zones: [{ zone: 'a', subnet: 'subnet-a' }] }).settle();
    w.change({ zones: SETTINGS.zones, suspended: ['AZRebalance'] }).settle();
    expect(w.zones()).toEqual(['a', 'a']);
  });
});

describe('a launch that fails', () => {
  it('says so, and is tried again, less often each time', () => {
    const w = new World({ desired: 0 });
    w.fails = 'no room.';
    w.change({ desired: 1 });
    expect(w.newest).toMatchObject({
      status: 'Failed',
      message: 'no room.',
      description: 'Launching a new EC2 instance.  Status Reason: no room.',
    });
    expect(w.announced()).toEqual(['Launch Unsuccessful']);
    const first = nextLook(w.state, w.at, 300) ?? 0;
    expect(first - w.at).toBeGreaterThan(4 * SECOND);
    w.look();
    expect(w.activities.size).toBe(1);
    w.at = first;
    w.look();
    expect(w.activities.size).toBe(2);
    expect((nextLook(w.state, w.at, 300) ?? 0) - w.at).toBeGreaterThan(9 * SECOND);
    w.fails = undefined;
    // What somebody changes may be the way out.
    w.change({ max: 9 }).settle();
    expect(w.ids()).toHaveLength(1);
  });

  it('because its instance was lost while it was pending, is cancelled', () => {
    const w = new World({ desired: 1 });
    w.ec2.set('i-1', 'terminated');
    w.look();
    expect(w.activities.get(w.state.uuid.slice(0, -1) + '1')).toBeUndefined();
    expect([...w.activities.values()][0]).toMatchObject({
      status: 'Cancelled',
      message:
        'Instance became unhealthy while waiting for instance to be in InService state. Termination Reason: Client.UserInitiatedShutdown: User initiated shutdown',
    });
    w.at += 10 * SECOND;
    expect(w.settle().ids()).toEqual(['i-2']);
  });
});

describe('a launching hook', () => {
  it('holds an instance until it is answered', () => {
    const w = new World({ desired: 1, hooks: [HOOK], targetGroups: ['t'] }).settle();
    expect(w.ids('Pending:Wait')).toEqual(['i-1']);
    expect(w.newest?.status).toBe('MidLifecycleAction');
    expect(w.targets.size).toBe(0);
    expect(capacityOf(w.state)).toBe(1);
    w.send({ type: 'complete', token: w.token(), result: 'CONTINUE' });
    expect(w.ids()).toEqual(['i-1']);
    expect([...w.targets]).toEqual(['i-1']);
  });

  it('waits for all hooks of the transition', () => {
    const w = new World({ desired: 1, hooks: [HOOK, { ...HOOK, name: 'other' }] }).settle();
    w.send({ type: 'complete', token: w.token(), result: 'CONTINUE' });
    expect(w.ids('Pending:Wait')).toEqual(['i-1']);
    w.send({ type: 'complete', token: w.token(), result: 'CONTINUE' });
    expect(w.ids()).toEqual(['i-1']);
  });

  it('that is abandoned ends the instance; another one comes a little later', () => {
    const w = new World({ desired: 1, hooks: [HOOK] }).settle();
    const token = w.token();
    w.send({ type: 'complete', token, result: 'ABANDON' });
    expect([...w.activities.values()][0]).toMatchObject({
      status: 'Cancelled',
      message: `Instance failed to complete user's Lifecycle Action: Lifecycle Action with token ${token} was abandoned: Lifecycle Action Completed with ABANDON Result`,
    });
    w.settle();
    expect(w.state.members).toEqual([]);
    w.at += 6 * SECOND;
    w.settle();
    expect(w.ids('Pending:Wait')).toEqual(['i-2']);
  });

  it.each([
    ['ABANDON', []],
    ['CONTINUE', ['i-1']],
  ] as const)('that nobody answers has its default result %s', (result, serving) => {
    const w = new World({ desired: 1, hooks: [{ ...HOOK, result }] }).settle();
    expect((nextLook(w.state, w.at, 300) ?? 0) - w.at).toBeLessThanOrEqual(60 * SECOND);
    w.at += 61 * SECOND;
    w.look();
    expect(w.ids()).toEqual(serving);
  });

  it('is given more time by a heartbeat, and not without end', () => {
    const w = new World({ desired: 1, hooks: [HOOK] }).settle();
    const began = w.at;
    for (let n = 0; n < 110 && w.ids('Pending:Wait').length; n++) {
      w.at += 55 * SECOND;
      w.send({ type: 'heartbeat', token: w.token() }).look();
    }
    expect(w.ids('Pending:Wait')).not.toContain('i-1');
    expect(w.at - began).toBeGreaterThan(90 * 60 * SECOND);
    expect(w.at - began).toBeLessThan(110 * 60 * SECOND);
  });
});

describe('an instance that goes', () => {
  const going: Hook = { ...HOOK, transition: 'autoscaling:EC2_INSTANCE_TERMINATING' };

  it('gets no new requests, finishes those it has, waits for its hook, and then ends', () => {
    const w = new World({ desired: 1, targetGroups: ['t'], hooks: [going] }).settle();
    w.drains = false;
    w.change({ desired: 0 });
    expect(w.newest).toMatchObject({
      status: 'WaitingForELBConnectionDraining',
      description: 'Terminating EC2 instance: i-1 - Waiting For ELB Connection Draining',
    });
    w.settle();
    expect(w.ids('Terminating')).toEqual(['i-1']);
    expect(w.ec2.get('i-1')).toBe('running');
    w.targets.clear();
    w.look();
    expect(w.ids('Terminating:Wait')).toEqual(['i-1']);
    expect(w.newest?.status).toBe('MidTerminatingLifecycleAction');
    w.send({ type: 'complete', token: w.token(), result: 'ABANDON' });
    expect(w.ids('Terminating:Proceed')).toEqual(['i-1']);
    expect(w.settle().state.members).toEqual([]);
    expect(w.newest?.status).toBe('Successful');
  });

  it('is not let go by an answer that was asked for before it was told to go', () => {
    const w = new World({ desired: 1, targetGroups: ['t'] }).settle();
    const asked = w.at;
    w.change({ desired: 0 });
    const seen = { 'i-1': { state: 'running' as const, isTarget: false, isUnhealthy: false } };
    w.send({ type: 'look', asked, seen });
    expect(w.ids('Terminating')).toEqual(['i-1']);
    w.send({ type: 'look', asked: w.at, seen });
    expect(w.ids('Terminating:Proceed')).toEqual(['i-1']);
  });
});

describe('what a person asks for', () => {
  it('standby: out of traffic and capacity, and back', () => {
    const w = new World({ targetGroups: ['t'] }).settle();
    w.send({ type: 'standby', id: 'i-1', decrement: true }).settle();
    expect(w.ids('Standby')).toEqual(['i-1']);
    expect(w.state.settings.desired).toBe(1);
    expect([...w.targets]).toEqual(['i-2']);
    expect(w.newest?.cause).toMatch(
      /instance i-1 was moved to standby in response to a user request, shrinking the capacity from 2 to 1\.$/,
    );
    w.send({ type: 'exit-standby', id: 'i-1' });
    expect(w.newest).toMatchObject({ status: 'PreInService', progress: 30 });
    expect(w.newest?.cause).toMatch(/increasing the capacity from 1 to 2\.$/);
    w.settle();
    expect(w.ids()).toEqual(['i-1', 'i-2']);
    expect(w.targets.size).toBe(2);
  });

  it('standby without a smaller capacity: another one is launched', () => {
    const w = new World().settle();
    w.send({ type: 'standby', id: 'i-1', decrement: false }).settle();
    expect(w.ids()).toEqual(['i-2', 'i-3']);
  });

  it('an instance on standby is not looked after', () => {
    const w = new World().settle();
    w.send({ type: 'standby', id: 'i-1', decrement: true }).settle();
    w.ec2.set('i-1', 'stopped');
    expect(w.settle().ids('Standby')).toEqual(['i-1']);
  });

  it('detach: the instance lives on, outside of the group', () => {
    const w = new World({ targetGroups: ['t'] }).settle();
    w.send({ type: 'detach', id: 'i-1', decrement: true });
    expect(w.newest?.description).toBe('Detaching EC2 instance: i-1');
    w.settle();
    expect(w.ids()).toEqual(['i-2']);
    expect(w.ec2.get('i-1')).toBe('running');
  });

  it('attach: one more, in traffic, without a hook', () => {
    const w = new World({ desired: 1, targetGroups: ['t'] }).settle();
    w.change({ hooks: [HOOK] });
    w.ec2.set('i-9', 'running');
    w.send({ type: 'attach', id: 'i-9', zone: { zone: 'b', subnet: 'subnet-b' } }).settle();
    expect(w.ids()).toEqual(['i-1', 'i-9']);
    expect(w.state.settings.desired).toBe(2);
  });

  it('terminate: replaced, unless the capacity shrinks with it', () => {
    const w = new World().settle();
    w.send({ type: 'terminate', id: 'i-1', decrement: false }).settle();
    expect(w.ids()).toEqual(['i-2', 'i-3']);
    w.send({ type: 'terminate', id: 'i-2', decrement: true }).settle();
    expect(w.ids()).toEqual(['i-3']);
  });

  it('delete: all go, nobody waits, and the group is gone with the last', () => {
    const going: Hook = { ...HOOK, transition: 'autoscaling:EC2_INSTANCE_TERMINATING' };
    const w = new World({ targetGroups: ['t'], hooks: [going] }).settle();
    w.drains = false;
    w.send({ type: 'delete' });
    expect(w.ids('Terminating:Proceed')).toEqual(['i-1', 'i-2']);
    w.settle();
    expect(w.state.members).toEqual([]);
    expect(w.commands.at(-1)).toEqual({ type: 'deleted' });
  });

  it('nothing is launched while that is suspended, and it is made up for afterwards', () => {
    const w = new World({ suspended: ['Launch'] });
    expect(w.settle().state.members).toEqual([]);
    w.change({ suspended: [] });
    expect(w.settle().ids()).toHaveLength(2);
  });

  it('a target group that is added gets all that serve, and one that is taken away none', () => {
    const w = new World().settle();
    w.change({ targetGroups: ['t'] });
    expect(w.targets.size).toBe(2);
    w.change({ targetGroups: [] });
    expect(w.targets.size).toBe(0);
  });

  it('no target group gets an instance while AddToLoadBalancer is suspended', () => {
    const w = new World({ targetGroups: ['t'], suspended: ['AddToLoadBalancer'] }).settle();
    expect(w.ids()).toHaveLength(2);
    expect(w.targets.size).toBe(0);
  });
});

describe('an instance refresh', () => {
  const REFRESH: NewRefresh = {
    id: 'r-1',
    minHealthy: 50,
    warmupMs: 0,
    skipsMatching: false,
    protectedOnes: 'Wait',
    standbyOnes: 'Wait',
  };
  const refreshed = (w: World) => w.state.refreshes.at(-1);

  it('replaces all instances, and never has more away than it may', () => {
    const w = new World({ desired: 4 }).settle();
    w.send({ type: 'refresh', refresh: REFRESH });
    expect(w.ids()).toEqual(['i-3', 'i-4']);
    w.settle();
    expect(w.ids()).toEqual(['i-5', 'i-6', 'i-7', 'i-8']);
    expect(w.zones()).toEqual(['a', 'a', 'b', 'b']);
    expect(refreshed(w)).toMatchObject({ status: 'Successful', left: [], total: 4 });
    const causes = [...w.activities.values()].map((a) => a.cause.replace(/^At \S+ /, ''));
    expect(causes.filter((c) => c.endsWith('in response to an instance refresh.'))).toHaveLength(8);
  });

  it('replaces one at a time where none may be away', () => {
    const w = new World({ desired: 2 }).settle();
    w.send({ type: 'refresh', refresh: { ...REFRESH, minHealthy: 100 } });
    expect(w.ids()).toEqual(['i-2']);
  });

  it('waits until a new instance has served for its warm-up', () => {
    const w = new World({ desired: 2 }).settle();
    w.send({ type: 'refresh', refresh: { ...REFRESH, warmupMs: 60 * SECOND } }).settle();
    expect(w.ids()).toEqual(['i-2', 'i-3']);
    expect(progressOf(w.state, refreshed(w) as Refresh, w.at)).toEqual({ percent: 0, left: 2 });
    const next = nextLook(w.state, w.at, 300) ?? 0;
    expect(next - w.at).toBeLessThanOrEqual(60 * SECOND);
    w.at = next;
    w.settle();
    expect(w.ids()).toEqual(['i-3', 'i-4']);
    w.at += 61 * SECOND;
    w.look();
    expect(refreshed(w)?.status).toBe('Successful');
  });

  it('leaves those that have the template already, where it is asked to', () => {
    const w = new World({ desired: 2 }).settle();
    const template = { ...TEMPLATE, version: '0' };
    const members = w.state.members.map((m) => (m.id === 'i-1' ? { ...m, template } : m));
    w.state = { ...w.state, members };
    w.send({ type: 'refresh', refresh: { ...REFRESH, current: TEMPLATE } }).settle();
    expect(w.ids()).toEqual(['i-2', 'i-3']);
  });

  it('is held up by what is protected, or leaves it out, or takes it all the same', () => {
    const held = (protectedOnes: NewRefresh['protectedOnes']): World => {
      const w = new World({ desired: 2 }).settle();
      w.send({ type: 'protect', id: 'i-1', isProtected: true });
      return w.send({ type: 'refresh', refresh: { ...REFRESH, protectedOnes } }).settle();
    };
    expect(held('Ignore').ids()).toEqual(['i-1', 'i-3']);
    expect(held('Refresh').ids()).toEqual(['i-3', 'i-4']);
    const w = held('Wait');
    expect(refreshed(w)).toMatchObject({ status: 'InProgress', left: ['i-1'] });
    w.at += 3601 * SECOND;
    w.look();
    expect(refreshed(w)?.status).toBe('Failed');
  });

  it('that is cancelled ends what it has begun and begins nothing', () => {
    const w = new World({ desired: 4 }).settle();
    w.send({ type: 'refresh', refresh: REFRESH });
    w.send({ type: 'cancel-refresh', waits: true });
    expect(refreshed(w)?.status).toBe('Cancelling');
    w.settle();
    expect(w.ids()).toEqual(['i-3', 'i-4', 'i-5', 'i-6']);
    expect(refreshed(w)?.status).toBe('Cancelled');
  });

  it('stands still while it is suspended', () => {
    const w = new World({ suspended: ['InstanceRefresh'] }).settle();
    w.send({ type: 'refresh', refresh: REFRESH }).settle();
    expect(w.ids()).toEqual(['i-1', 'i-2']);
    w.change({ suspended: [] }).settle();
    expect(w.ids()).toEqual(['i-3', 'i-4']);
  });
});
