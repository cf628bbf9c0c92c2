import type { Ctx } from '../../ports/context';
import { logGroups, logStreams, streamKey, type LogGroup } from '../../shared/log-sink';
import type { Job } from '../../ports/store';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const cutoff = (ctx: Ctx, group: LogGroup): number | undefined =>
  group.retentionInDays === undefined
    ? undefined
    : ctx.clock.now() - group.retentionInDays * DAY_MS;

/** From when on events may be read: what has expired is not there any more, whenever its files go. */
export function since(
  ctx: Ctx,
  group: LogGroup,
  startTime: number | undefined,
): number | undefined {
  const from = cutoff(ctx, group);
  return from === undefined ? startTime : Math.max(from, startTime ?? from);
}

export const planExpiry = (ctx: Ctx, group: string): void =>
  ctx.enqueue('logs.expire', group, undefined, ctx.clock.now() + HOUR_MS);

/** Job: files of which every event has expired go; looked at again each hour while the group has a retention. */
export function expire(job: Job, ctx: Ctx): void {
  const group = ctx.store.get(logGroups, job.key);
  const from = group && cutoff(ctx, group);
  if (!group || from === undefined) return;
  for (const s of ctx.store.list(logStreams, streamKey(group.name, ''))) {
    // A stream whose newest event has expired has nothing left to keep.
    if ((s.lastEventAt ?? Infinity) < from) ctx.store.deleteLog(streamKey(group.name, s.name));
    else ctx.store.expireLog(streamKey(group.name, s.name), from);
  }
  planExpiry(ctx, group.name);
}
