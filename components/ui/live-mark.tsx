'use client';
import { useSyncExternalStore } from 'react';
import { knownUpstream, subscribeFresh } from '@/lib/client/live/store';
import { duration } from '@/lib/domain/time';
import { useNow } from '@/lib/client/now';
import type { Upstream } from '@/lib/domain/upstream';

const STALE_MS = 6000;
/** While events come, silence means that nothing has changed. */
const QUIET_MS = 30_000;

export const useUpstream = (): Upstream | undefined =>
  useSyncExternalStore(subscribeFresh, knownUpstream, () => undefined);

const apis = (names: readonly string[]): string => names.map((n) => n.split(':')[1]).join(', ');

function about(u: Upstream): string {
  if (u.throttled.length)
    return `AWS is throttling ${apis(u.throttled)}. Starboard polls less often until it stops.`;
  return u.via === 'events'
    ? 'Changes arrive as events. Everything is re-read at least once a minute.'
    : `Polled at intervals${u.why ? `: ${u.why}` : ''}. ${u.callsPerMinute} calls in the last minute.`;
}

/** Older than this, the oldest row of a board is told. */
const OLD_ROW_MS = 20_000;

/** What of a page over many pipelines is not known, or not of now. */
function partsOf(now: number, upstream: Upstream | undefined, reading: Reading | undefined) {
  if (reading?.left) return `reading pipelines, ${reading.of - reading.left} of ${reading.of}`;
  const age = upstream?.oldest === undefined ? 0 : now - upstream.oldest;
  return age > OLD_ROW_MS ? `rows up to ${duration(age)} old` : undefined;
}

/** Pipelines of which nothing is known yet, of all that there are. */
interface Reading {
  readonly left: number;
  readonly of: number;
}

/** How old what is shown is; of a page over many pipelines (`reading`) also how far it has come and what that costs. */
export function LiveMark({
  readAt,
  failed,
  reading,
}: {
  readAt: number;
  failed: boolean;
  reading?: Reading;
}) {
  const now = useNow();
  const upstream = useUpstream();
  const old = now ? now - readAt : 0;
  if (!readAt && !failed) return null;
  const stale = failed || (readAt > 0 && old > (upstream?.via === 'events' ? QUIET_MS : STALE_MS));
  const parts = reading && now ? partsOf(now, upstream, reading) : undefined;
  const throttled = upstream !== undefined && upstream.throttled.length > 0;
  return (
    <span
      className={`live k-${stale || throttled ? 'unk' : 'ok'}`}
      title={upstream && about(upstream)}
      suppressHydrationWarning
    >
      <span suppressHydrationWarning>
        {stale ? `updated ${duration(old)} ago` : 'Connected'}
        {throttled ? ', AWS is throttling us' : parts && `, ${parts}`}
        {reading && upstream && !throttled && !parts && (
          <span className="cost">
            , {upstream.callsPerMinute} {upstream.callsPerMinute === 1 ? 'call' : 'calls'} a minute
          </span>
        )}
      </span>
    </span>
  );
}
