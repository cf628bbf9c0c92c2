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
    : `Polled at intervals${u.why ? `: ${u.why}` : ''}`;
}

/** How old what is shown is; with `cost`, what it costs to know. */
export function LiveMark({
  readAt,
  failed,
  cost = false,
}: {
  readAt: number;
  failed: boolean;
  cost?: boolean;
}) {
  const now = useNow();
  const upstream = useUpstream();
  const old = now ? now - readAt : 0;
  if (!readAt && !failed) return null;
  const stale = failed || (readAt > 0 && old > (upstream?.via === 'events' ? QUIET_MS : STALE_MS));
  const throttled = upstream !== undefined && upstream.throttled.length > 0;
  return (
    <span
      className={`live k-${stale || throttled ? 'unk' : 'ok'}`}
      title={upstream && about(upstream)}
      suppressHydrationWarning
    >
      <span suppressHydrationWarning>
        {stale ? `updated ${duration(old)} ago` : 'Connected'}
        {throttled ? ', AWS is throttling us' : ''}
        {cost && upstream && !throttled && (
          <span className="cost">
            , {upstream.callsPerMinute} {upstream.callsPerMinute === 1 ? 'call' : 'calls'} a minute
          </span>
        )}
      </span>
    </span>
  );
}
