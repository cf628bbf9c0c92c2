'use client';
import { useSyncExternalStore } from 'react';
import { knownUpstream, subscribeFresh } from '@/lib/client/live/store';
import { duration } from '@/lib/domain/time';
import { useNow } from '@/lib/client/now';
import type { Upstream } from '@/lib/domain/account/upstream';
import { aboutConnection, connectionWords, type Reading } from './connection-words';

const STALE_MS = 6000;

export const useUpstream = (): Upstream | undefined =>
  useSyncExternalStore(subscribeFresh, knownUpstream, () => undefined);

/** How old what is shown is; of a page over many pipelines (`reading`) also how far it has come and what that costs. */
export function ConnectionIndicator({
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
  const stale = failed || (readAt > 0 && old > (upstream?.silentMs ?? STALE_MS));
  const isThrottled = Boolean(upstream?.throttled.length);
  return (
    <span
      className={`connection k-${stale || isThrottled ? 'unk' : 'ok'}`}
      title={upstream && aboutConnection(upstream)}
      suppressHydrationWarning
    >
      <span suppressHydrationWarning>
        {stale ? `updated ${duration(old)} ago` : connectionWords(now, upstream, reading)}
      </span>
    </span>
  );
}
