import type {
  Activity,
  GroupCommand,
  GroupEvent,
  GroupState,
  GroupStep,
  Member,
  Process,
  Settings,
  Transition,
  Zone,
} from './state';
import * as words from './words';

const HOUR_MS = 3_600_000;
/** [doc] "48 hours or 100 times the heartbeat timeout, whichever is smaller". */
const LONGEST_WAIT_MS = 48 * HOUR_MS;
const HEARTBEATS = 100;
export const globalTimeout = (timeoutMs: number): number =>
  Math.min(LONGEST_WAIT_MS, HEARTBEATS * timeoutMs);

/** Where each kind of activity stands when it has begun. */
const LAUNCH = 'Launching a new EC2 instance';
const TERMINATE = 'Terminating EC2 instance';
const DRAINING = 'Waiting For ELB Connection Draining';

/** A step while it is made: the state so far, and what follows from it. Nothing outside sees it change. */
export class Draft {
  state: GroupState;
  private readonly commands: GroupCommand[] = [];

  constructor(
    state: GroupState,
    readonly at: number,
  ) {
    this.state = state;
  }

  get settings(): Settings {
    return this.state.settings;
  }
  get members(): readonly Member[] {
    return this.state.members;
  }

  result(): GroupStep {
    // Of an activity the last record holds.
    const last = new Map<string, GroupCommand>();
    for (const c of this.commands) if (c.type === 'record') last.set(c.activity.id, c);
    const others = this.commands.filter((c) => c.type !== 'record');
    return { state: this.state, commands: [...last.values(), ...others] };
  }

  command(command: GroupCommand): void {
    this.commands.push(command);
  }
  set(change: Partial<GroupState>): void {
    this.state = { ...this.state, ...change };
  }
  desire(desired: number): void {
    this.set({ settings: { ...this.settings, desired } });
  }
  because(reason: string): void {
    this.set({ reasons: [...this.state.reasons, reason] });
  }
  scaled(): void {
    this.set({ reasons: [], lastScaledAt: this.at });
  }
  failed(pauseMs: number): void {
    this.set({ failures: this.state.failures + 1, launchesFrom: this.at + pauseMs });
  }
  isSuspended(process: Process): boolean {
    return this.settings.suspended.includes(process);
  }

  find(id: string): Member | undefined {
    return this.members.find((m) => m.id === id);
  }
  /** Nothing is changed by what is so already: a step that decides nothing answers the state it was given. */
  change(member: Member, change: Partial<Member>): void {
    const isSo = Object.entries(change).every(([k, v]) => member[k as keyof Member] === v);
    if (isSo && this.members.includes(member)) return;
    const members = this.members.map((m) => (m.id === member.id ? { ...m, ...change } : m));
    this.set({ members });
  }
  changeById(id: string, change: Partial<Member>): void {
    const member = this.find(id);
    if (member) this.change(member, change);
  }
  remove(member: Member): void {
    this.set({ members: this.members.filter((m) => m.id !== member.id) });
  }
  activityOf(member: Member): Activity {
    return this.find(member.id)?.activity ?? member.activity;
  }
  announce(event: (GroupCommand & { type: 'announce' })['event'], activity: Activity): void {
    this.command({ type: 'announce', event, activity });
  }

  /** The next id in the group's own row of UUIDs. */
  private nextId(): string {
    const counted = this.state.counted + 1;
    this.set({ counted });
    return this.state.uuid.slice(0, -12) + counted.toString(16).padStart(12, '0');
  }

  private begin(
    what: Pick<Activity, 'description' | 'cause' | 'zone' | 'subnet' | 'instanceId'>,
    status: string,
    progress: number,
  ): Activity {
    const activity = { id: this.nextId(), startTime: this.at, ...what, status, progress };
    this.command({ type: 'record', activity });
    return activity;
  }
  private progress(member: Member, change: Partial<Activity>): void {
    const activity = { ...this.activityOf(member), ...change };
    this.changeById(member.id, { activity });
    this.command({ type: 'record', activity });
  }
  /** The activity of a member is over. */
  end(member: Member, status: 'Successful' | 'Failed' | 'Cancelled', message?: string): void {
    const { description } = this.activityOf(member);
    this.progress(member, {
      status,
      progress: 100,
      endTime: this.at,
      ...(message === undefined
        ? {}
        : { message, description: words.withReason(description, message) }),
    });
  }

  launch(zone: Zone, cause: string, balances: boolean): void {
    const activity = this.begin({ description: LAUNCH, cause, ...zone }, 'WaitingForInstanceId', 0);
    const member: Member = {
      id: activity.id,
      launched: false,
      state: 'Pending',
      ...zone,
      since: this.at,
      isProtected: this.settings.protectsNew,
      waits: [],
      activity,
      ...(balances ? { balances } : {}),
    };
    this.set({ members: [...this.members, member] });
    this.command({ type: 'launch', activity: activity.id, zone });
  }

  launched(event: Extract<GroupEvent, { type: 'launched' }>): void {
    const member = this.find(event.activity);
    // A group that was deleted meanwhile has nobody for it.
    if (!member || member.launched) return;
    const { instanceId, instanceType, imageId, template } = event;
    this.progress(member, {
      description: `${LAUNCH}: ${instanceId}`,
      instanceId,
      status: 'PreInService',
      progress: 30,
    });
    this.changeById(event.activity, {
      id: instanceId,
      launched: true,
      instanceType,
      imageId,
      template,
    });
    this.set({ failures: 0, launchesFrom: 0 });
  }

  attach(event: Extract<GroupEvent, { type: 'attach' }>, cause: string): void {
    const { id, zone, instanceType, imageId } = event;
    const activity = this.begin(
      { description: `Attaching an existing EC2 instance: ${id}`, cause, ...zone, instanceId: id },
      'PreInService',
      30,
    );
    const member: Member = {
      ...{ id, launched: true, state: 'Pending', ...zone, since: this.at, waits: [], activity },
      ...{ isProtected: this.settings.protectsNew, instanceType, imageId, returns: true },
    };
    this.set({ members: [...this.members, member] });
  }

  comeBack(member: Member, cause: string): void {
    const { id, zone, subnet } = member;
    const activity = this.begin(
      {
        description: `Moving EC2 instance out of Standby: ${id}`,
        cause,
        zone,
        subnet,
        instanceId: id,
      },
      'PreInService',
      30,
    );
    this.change(member, { state: 'Pending', activity, returns: true, illness: undefined });
  }

  /** An instance that runs waits for the hooks of its transition, all of them at once. */
  wait(
    member: Member,
    transition: Transition,
    state: 'Pending:Wait' | 'Terminating:Wait',
  ): boolean {
    const hooks = this.settings.hooks.filter((h) => h.transition === transition);
    if (!hooks.length || this.state.deleting) return false;
    const waits = hooks.map((hook) => ({
      hook: hook.name,
      token: this.nextId(),
      until: this.at + hook.timeoutMs,
      limit: this.at + globalTimeout(hook.timeoutMs),
    }));
    this.change(member, { state, waits });
    this.progress(
      member,
      state === 'Pending:Wait'
        ? { status: 'MidLifecycleAction', progress: 60 }
        : { status: 'MidTerminatingLifecycleAction', progress: 60 },
    );
    for (const [i, hook] of hooks.entries())
      this.command({ type: 'hook', id: member.id, hook, token: waits[i]?.token ?? '' });
    return true;
  }

  /** A hook is done with; when it was the last, the instance goes on. */
  proceed(member: Member, token: string): void {
    const waits = member.waits.filter((w) => w.token !== token);
    this.change(member, { waits });
    if (waits.length) return;
    if (member.state === 'Pending:Wait') this.enterService(member);
    else this.endInstance(member);
  }

  /** A hook was given up: an instance that was to come goes, one that goes is held up no longer. */
  abandon(member: Member, token: string, why: 'Heartbeat Timeout' | 'completed'): void {
    if (member.state === 'Terminating:Wait') return this.endInstance(member);
    this.lose(member, words.abandoned(token, why), words.notLaunched(this.at));
  }

  /** A launch that came to nothing: the instance goes, and another one is launched. */
  lose(member: Member, message: string, cause: string): void {
    this.end(member, 'Cancelled', message);
    this.announce('Launch Unsuccessful', this.activityOf(member));
    const { id, zone, subnet } = member;
    const activity = this.begin(
      { description: `${TERMINATE}: ${id}`, cause, zone, subnet, instanceId: id },
      'InProgress',
      0,
    );
    this.change(member, { activity, waits: [] });
    this.endInstance(member);
    this.failed(PAUSE_AFTER_LOSS_MS);
  }

  enterService(member: Member): void {
    this.change(member, {
      ...{ state: 'InService', waits: [], serviceSince: this.at, illness: undefined },
      ...{ balances: undefined, returns: undefined },
    });
    const { targetGroups } = this.settings;
    if (targetGroups.length && !this.isSuspended('AddToLoadBalancer'))
      this.register(member.id, targetGroups);
    this.end(member, 'Successful');
    if (!member.returns) this.announce('Launch Successful', this.activityOf(member));
    if (member.balances) this.because(words.balanced(this.at, member.zone));
  }

  register(id: string, targetGroups: readonly string[]): void {
    this.command({ type: 'register', id, targetGroups });
  }
  deregister(id: string, targetGroups: readonly string[]): void {
    if (targetGroups.length) this.command({ type: 'deregister', id, targetGroups });
  }

  /** The instance leaves: its requests come to their end first, then the hooks have their turn. */
  terminate(member: Member, cause: string): void {
    const { id, zone, subnet } = member;
    if (!member.launched || member.state.startsWith('Terminating')) return;
    const drains = this.settings.targetGroups.length > 0;
    const activity = this.begin(
      {
        description: `${TERMINATE}: ${id}${drains ? ` - ${DRAINING}` : ''}`,
        ...{ cause, zone, subnet, instanceId: id },
      },
      drains ? 'WaitingForELBConnectionDraining' : 'InProgress',
      drains ? 50 : 0,
    );
    if (member.state.startsWith('Pending')) this.end(member, 'Cancelled');
    this.changeById(id, { state: 'Terminating', activity, waits: [] });
    this.deregister(id, this.settings.targetGroups);
  }

  /** No target group has it any longer. */
  drained(member: Member): void {
    this.progress(member, {
      description: `${TERMINATE}: ${member.id}`,
      status: 'InProgress',
      progress: 50,
    });
    const isHeld = this.wait(member, 'autoscaling:EC2_INSTANCE_TERMINATING', 'Terminating:Wait');
    if (!isHeld) this.endInstance(member);
  }

  endInstance(member: Member): void {
    this.changeById(member.id, { state: 'Terminating:Proceed', waits: [] });
    this.progress(member, { status: 'InProgress', progress: 80 });
    this.command({ type: 'terminate', id: member.id });
  }

  /** EC2 has terminated it. */
  gone(member: Member): void {
    this.end(member, 'Successful');
    this.announce('Terminate Successful', this.activityOf(member));
    this.remove(member);
  }

  /** A group that is deleted waits for nobody. */
  endNow(member: Member): void {
    if (!member.launched) {
      this.end(member, 'Cancelled');
      // Its launch may have come through: the job that performs it ends what it has launched.
      return this.remove(member);
    }
    if (member.state === 'Terminating:Proceed') return;
    // It was to live on outside of the group.
    if (member.state === 'Detaching') return this.left(member);
    if (!member.state.startsWith('Terminating')) {
      const { id, zone, subnet } = member;
      const activity = this.begin(
        {
          ...{ description: `${TERMINATE}: ${id}`, zone, subnet, instanceId: id },
          cause: words.reasonAt(this.at, words.DELETING),
        },
        'InProgress',
        50,
      );
      this.change(member, { activity });
    }
    this.deregister(member.id, this.settings.targetGroups);
    this.endInstance(member);
  }

  /** To standby, or out of the group: the instance itself goes on. */
  leave(member: Member, how: 'detach' | 'standby', cause: string): void {
    const { id, zone, subnet } = member;
    const activity = this.begin(
      {
        description: `${how === 'detach' ? 'Detaching EC2 instance' : 'Moving EC2 instance to Standby'}: ${id}`,
        ...{ cause, zone, subnet, instanceId: id },
      },
      'InProgress',
      50,
    );
    this.change(member, {
      state: how === 'detach' ? 'Detaching' : 'EnteringStandby',
      activity,
      waits: [],
    });
    this.deregister(id, this.settings.targetGroups);
  }

  left(member: Member): void {
    this.end(member, 'Successful');
    if (member.state === 'Detaching') {
      this.remove(member);
      this.command({ type: 'detached', id: member.id });
    } else this.changeById(member.id, { state: 'Standby' });
  }
}

/** Another launch comes soon after one that was lost, and not at once: a hook that fails would fail all day. */
const PAUSE_AFTER_LOSS_MS = 5_000;
