import { emptiest, byZone, isUnbalanced, nextToGo } from './choose';
import { Draft } from './draft';
import { look } from './look';
import { cancelRefresh, continueRefresh, refreshDeadlines, startRefresh } from './refresh';
import type { GroupEvent, GroupState, GroupStep, Member, Settings } from './state';
import * as words from './words';

/** A group that has no instances yet. */
export const create = (uuid: string, settings: Settings): GroupState => ({
  uuid,
  counted: 0,
  settings,
  members: [],
  reasons: [],
  toReplace: 0,
  refreshes: [],
  toRefresh: 0,
  launchesFrom: 0,
  failures: 0,
  lastScaledAt: 0,
  deleting: false,
});

/** Those that count towards the desired capacity. */
export const capacityOf = ({ members }: Pick<GroupState, 'members'>): number =>
  members.filter((m) => counts(m)).length;

const counts = (m: Member): boolean =>
  m.state === 'InService' || (m.state.startsWith('Pending') && !m.balances);

/** What went wrong with the last launches holds up the next: five seconds, then twice as long each time. */
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 300_000;

function launchFailed(d: Draft, id: string, message: string): void {
  const member = d.members.find((m) => m.activity.id === id && !m.launched);
  if (!member) return;
  d.end(member, 'Failed', message);
  d.announce('Launch Unsuccessful', d.activityOf(member));
  d.remove(member);
  d.failed(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** d.state.failures));
}

type Asked = Extract<GroupEvent, { readonly decrement: boolean }>;

/** What a person asks for with one instance takes it out of the capacity. */
function takeOut(d: Draft, event: Asked): void {
  const member = d.find(event.id);
  if (!member) return;
  const from = capacityOf(d.state);
  const to = event.decrement ? from - 1 : undefined;
  if (event.decrement) d.desire(d.settings.desired - 1);
  const cause = words.requested[event.type](d.at, event.id, from, to);
  if (event.type === 'terminate') d.terminate(member, cause);
  else d.leave(member, event.type, cause);
}

function comeIn(d: Draft, event: Extract<GroupEvent, { type: 'attach' | 'exit-standby' }>): void {
  const cause = words.requested[event.type](d.at, event.id, capacityOf(d.state));
  d.desire(d.settings.desired + 1);
  if (event.type === 'attach') d.attach(event, cause);
  else {
    const member = d.find(event.id);
    if (member) d.comeBack(member, cause);
  }
}

function complete(d: Draft, token: string, abandon: boolean): void {
  const member = d.members.find((m) => m.waits.some((w) => w.token === token));
  if (!member) return;
  if (abandon) d.abandon(member, token, 'completed');
  else d.proceed(member, token);
}

/** The next heartbeat is due as long after this one as the first was after the beginning. */
function heartbeat(d: Draft, token: string): void {
  const member = d.members.find((m) => m.waits.some((w) => w.token === token));
  if (!member) return;
  d.change(member, {
    waits: member.waits.map((w) => {
      const hook = d.settings.hooks.find((h) => h.name === w.hook);
      return w.token === token && hook
        ? { ...w, until: Math.min(w.limit, d.at + hook.timeoutMs) }
        : w;
    }),
  });
}

function change(d: Draft, event: Extract<GroupEvent, { type: 'changed' }>): void {
  const { settings, reason } = event;
  const before = d.settings;
  d.set({ settings, launchesFrom: 0, failures: 0 });
  if (reason !== undefined) d.because(words.reasonAt(d.at, reason));
  const added = settings.targetGroups.filter((g) => !before.targetGroups.includes(g));
  const removed = before.targetGroups.filter((g) => !settings.targetGroups.includes(g));
  for (const { id } of d.members.filter((m) => m.state === 'InService')) {
    if (added.length && !d.isSuspended('AddToLoadBalancer')) d.register(id, added);
    if (removed.length) d.deregister(id, removed);
  }
}

function apply(d: Draft, event: GroupEvent): void {
  switch (event.type) {
    case 'created':
      if (d.settings.desired > 0)
        d.because(words.reasonAt(d.at, words.CREATED(d.settings.desired)));
      return;
    case 'changed':
      return change(d, event);
    case 'launched':
      return d.launched(event);
    case 'launch-failed':
      return launchFailed(d, event.activity, event.message);
    case 'look':
      return look(d, event);
    case 'terminate':
    case 'detach':
    case 'standby':
      return takeOut(d, event);
    case 'attach':
    case 'exit-standby':
      return comeIn(d, event);
    case 'health':
      return d.changeById(event.id, { illness: event.isHealthy ? undefined : 'user' });
    case 'protect':
      return d.changeById(event.id, { isProtected: event.isProtected });
    case 'heartbeat':
      return heartbeat(d, event.token);
    case 'complete':
      return complete(d, event.token, event.result === 'ABANDON');
    case 'refresh':
      return startRefresh(d, event);
    case 'cancel-refresh':
      return cancelRefresh(d, event.waits);
    case 'delete':
      return d.set({ deleting: true });
  }
}

/** Takes out what is unhealthy: its replacement is launched while it goes. */
function replaceUnhealthy(d: Draft): void {
  if (d.isSuspended('ReplaceUnhealthy') || d.isSuspended('Terminate')) return;
  for (const member of d.members)
    if (member.state === 'InService' && member.illness) {
      d.terminate(member, words.unhealthy(d.at, member.illness));
      d.set({ toReplace: d.state.toReplace + 1 });
    }
}

const active = (d: Draft): readonly Member[] =>
  d.members.filter((m) => m.state === 'InService' || m.state.startsWith('Pending'));

/** What the next launch makes up for, where it does not follow from a change of the capacity. */
function replacementOf(d: Draft): string | undefined {
  const { toReplace, toRefresh } = d.state;
  if (toReplace > 0) {
    d.set({ toReplace: toReplace - 1 });
    return words.replacing(d.at);
  }
  if (toRefresh === 0) return undefined;
  d.set({ toRefresh: toRefresh - 1 });
  return words.refreshing(d.at);
}

function scaleOut(d: Draft, from: number, missing: number): void {
  if (d.isSuspended('Launch') || d.at < d.state.launchesFrom) return;
  const difference = [...d.state.reasons, words.started(d.at, from, from + missing)].join('  ');
  for (let n = 0; n < missing; n++) {
    const zone = emptiest(d.settings, active(d));
    if (!zone) return;
    d.launch(zone, replacementOf(d) ?? difference, false);
  }
  d.scaled();
}

function scaleIn(d: Draft, from: number, surplus: number): void {
  if (d.isSuspended('Terminate')) return;
  const going: Member[] = [];
  for (let n = 0; n < surplus; n++) {
    const staying = active(d).filter((m) => !going.includes(m));
    const candidates = staying.filter((m) => m.state === 'InService' && !m.isProtected);
    const next = nextToGo(d.settings, staying, candidates);
    if (next) going.push(next);
  }
  if (!going.length) return;
  const cause = [
    ...d.state.reasons,
    words.shrinking(d.at, from, from - going.length),
    ...going.map((m) => words.selected(d.at, m.id)),
  ].join('  ');
  for (const member of going) d.terminate(member, cause);
  d.scaled();
}

/** One more in the emptiest zone; when it is in service, one of the fullest goes. */
function balance(d: Draft): void {
  if (d.isSuspended('AZRebalance') || d.isSuspended('Launch')) return;
  if (d.members.some((m) => m.state !== 'InService' && m.state !== 'Standby')) return;
  if (d.at < d.state.launchesFrom || !isUnbalanced(d.settings, active(d))) return;
  const zone = emptiest(d.settings, active(d));
  if (zone) d.launch(zone, words.balancing(d.at, byZone(d.settings, active(d))), true);
}

/** Brings the group nearer to what it should be. */
function settle(d: Draft): void {
  if (d.state.deleting) {
    for (const member of d.members) d.endNow(member);
    if (!d.members.length) d.command({ type: 'deleted' });
    return;
  }
  replaceUnhealthy(d);
  continueRefresh(d);
  const capacity = capacityOf(d.state);
  const difference = d.settings.desired - capacity;
  if (difference > 0) scaleOut(d, capacity, difference);
  else {
    if (d.state.toReplace > 0) d.set({ toReplace: 0 });
    if (difference < 0) scaleIn(d, capacity, -difference);
    else {
      if (d.state.reasons.length) d.set({ reasons: [] });
      balance(d);
    }
  }
}

/** The whole of a group's decisions. */
export function step(state: GroupState, event: GroupEvent): GroupStep {
  const draft = new Draft(state, event.at);
  apply(draft, event);
  settle(draft);
  return draft.result();
}

const isMoving = (m: Member): boolean =>
  m.launched && !m.waits.length && m.state !== 'InService' && m.state !== 'Standby';

/** When the group has to be looked at next; undefined where nothing is under way but what somebody else tells of. */
export function nextLook(state: GroupState, at: number, soonMs: number): number | undefined {
  const deadlines = state.members.flatMap((m) => m.waits.map((w) => w.until));
  const isHeldUp = capacityOf(state) < state.settings.desired && state.launchesFrom > at;
  const all = [
    ...deadlines,
    ...refreshDeadlines(state, at),
    ...(state.members.some(isMoving) ? [at + soonMs] : []),
    ...(isHeldUp ? [state.launchesFrom] : []),
  ];
  return all.length ? Math.max(at, Math.min(...all)) : undefined;
}
