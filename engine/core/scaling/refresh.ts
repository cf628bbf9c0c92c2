import type { Draft } from './draft';
import type { GroupEvent, GroupState, Member, Refresh } from './state';
import * as words from './words';

const HOUR_MS = 3_600_000;
/** How many of a group's refreshes are told of. */
const KEPT = 10;

export const isOver = ({ status }: Refresh): boolean =>
  status === 'Successful' || status === 'Cancelled' || status === 'Failed';

/** The one that is under way. */
export const activeRefresh = ({ refreshes }: Pick<GroupState, 'refreshes'>): Refresh | undefined =>
  refreshes.find((r) => !isOver(r));

export function startRefresh(d: Draft, event: Extract<GroupEvent, { type: 'refresh' }>): void {
  const { current, ...asked } = event.refresh;
  const isCurrent = ({ template }: Member): boolean =>
    template?.id === current?.id && template?.version === current?.version;
  const left = d.members
    .filter((m) => m.launched && !m.state.startsWith('Terminating') && m.state !== 'Detaching')
    .filter((m) => !current || !isCurrent(m))
    .map((m) => m.id);
  const refresh: Refresh = {
    ...asked,
    status: 'InProgress',
    startTime: d.at,
    left,
    total: left.length,
  };
  d.set({ refreshes: [...d.state.refreshes, refresh].slice(-KEPT) });
  d.command({ type: 'refresh', status: 'Started', id: refresh.id });
}

function change(d: Draft, refresh: Refresh, changed: Partial<Refresh>): void {
  d.set({
    refreshes: d.state.refreshes.map((r) => (r.id === refresh.id ? { ...r, ...changed } : r)),
  });
}

const ENDS = { Successful: 'Succeeded', Cancelled: 'Cancelled', Failed: 'Failed' } as const;

function end(d: Draft, refresh: Refresh, status: keyof typeof ENDS, reason?: string): void {
  change(d, refresh, { status, reason, endTime: d.at });
  d.set({ toRefresh: 0 });
  d.command({ type: 'refresh', status: ENDS[status], id: refresh.id });
}

const CANCELLED = 'Cancelled due to user request.';

/** Instances that are under way come and go all the same; only the end of the refresh waits for them, or does not. */
export function cancelRefresh(d: Draft, waits: boolean): void {
  const refresh = activeRefresh(d.state);
  if (!refresh) return;
  if (waits) change(d, refresh, { status: 'Cancelling', reason: CANCELLED });
  else end(d, refresh, 'Cancelled', CANCELLED);
}

/** Whether it serves, and has served for so long that it counts. */
const isWarm = (r: Refresh, m: Member, at: number): boolean =>
  m.state === 'InService' &&
  ((m.serviceSince ?? 0) <= r.startTime || at >= (m.serviceSince ?? 0) + r.warmupMs);

/** Those that may be taken out now; `Wait` holds the refresh up for those that are protected or on standby. */
function candidates(d: Draft, r: Refresh): readonly Member[] {
  return d.members.filter(
    (m) =>
      r.left.includes(m.id) &&
      m.state === 'InService' &&
      (!m.isProtected || r.protectedOnes === 'Refresh'),
  );
}

/** What is still to be replaced: an instance that went on its own account is done with, and so is one that is left out. */
function stillLeft(d: Draft, r: Refresh): readonly string[] {
  const skips = (m: Member): boolean =>
    (m.isProtected && r.protectedOnes === 'Ignore') ||
    (m.state === 'Standby' && r.standbyOnes === 'Ignore');
  const there = d.members.filter((m) => !m.state.startsWith('Terminating') && !skips(m));
  return r.left.filter((id) => there.some((m) => m.id === id));
}

/** How many are away: taken out, coming, or not long enough in service. */
const outOf = (d: Draft, r: Refresh): number =>
  d.settings.desired - d.members.filter((m) => isWarm(r, m, d.at)).length;

/** Replaces a few at a time: as many as may be away, and one at least. */
export function continueRefresh(d: Draft): void {
  const refresh = activeRefresh(d.state);
  if (!refresh) return;
  const left = stillLeft(d, refresh);
  if (left.length !== refresh.left.length) change(d, refresh, { left });
  const now = { ...refresh, left };
  const out = outOf(d, now);
  if (refresh.status === 'Cancelling')
    return out <= 0 ? end(d, now, 'Cancelled', now.reason) : undefined;
  if (!left.length) return out <= 0 ? end(d, now, 'Successful') : undefined;
  const paused = (['InstanceRefresh', 'Launch', 'Terminate'] as const).some((p) =>
    d.isSuspended(p),
  );
  if (paused) return;
  const { desired } = d.settings;
  const most = Math.max(1, Math.floor((desired * (100 - refresh.minHealthy)) / 100));
  const next = candidates(d, now).slice(0, Math.max(0, most - out));
  for (const member of next) d.terminate(member, words.refreshed(d.at));
  if (next.length) {
    change(d, now, { left: left.filter((id) => !next.some((m) => m.id === id)) });
    return d.set({ toRefresh: d.state.toRefresh + next.length });
  }
  if (out <= 0 && d.at >= refresh.startTime + HOUR_MS) end(d, now, 'Failed', words.HELD_UP);
}

/** When a refresh goes on by itself. */
export function refreshDeadlines(state: GroupState, at: number): readonly number[] {
  const refresh = activeRefresh(state);
  if (!refresh) return [];
  const warm = state.members
    .filter((m) => m.state === 'InService' && !isWarm(refresh, m, at))
    .map((m) => (m.serviceSince ?? at) + refresh.warmupMs);
  return [...warm, refresh.startTime + HOUR_MS];
}

/** How much of it is done, in percent, and how many are still to be replaced; what happened after its end is not its own. */
export function progressOf(
  { members, settings }: GroupState,
  refresh: Refresh,
  at: number,
): { readonly percent: number; readonly left: number } {
  const { left, total } = refresh;
  const out = settings.desired - members.filter((m) => isWarm(refresh, m, at)).length;
  const waiting = isOver(refresh) ? 0 : Math.max(0, out);
  const undone = Math.min(total, left.length + waiting);
  return {
    percent: total === 0 ? 100 : Math.floor((100 * (total - undone)) / total),
    left: undone,
  };
}
