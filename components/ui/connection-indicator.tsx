'use client';
import { useSyncExternalStore } from 'react';
import { createPortal } from 'react-dom';
import { knownUpstream, subscribeFresh } from '@/lib/client/live/store';
import { useNow } from '@/lib/client/now';
import type { Upstream } from '@/lib/domain/account/upstream';
import { CONNECTION_SLOT } from './connection-slot';
import { aboutConnection, connectionWords, staleWords, type Reading } from './connection-words';

const STALE_MS = 6000;

export const useUpstream = (): Upstream | undefined =>
  useSyncExternalStore(subscribeFresh, knownUpstream, () => undefined);

const never = (): (() => void) => () => undefined;
const slot = (): HTMLElement | null => document.getElementById(CONNECTION_SLOT);

/**
 * How old what is shown is, in the header; of a page over many pipelines (`reading`) also how far it has come and what
 * that costs.
 */
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
  const place = useSyncExternalStore(never, slot, () => null);
  const old = now ? now - readAt : 0;
  if (!place || (!readAt && !failed)) return null;
  const stale = failed || (readAt > 0 && old > (upstream?.silentMs ?? STALE_MS));
  const isThrottled = Boolean(upstream?.throttled.length);
  const words = stale ? staleWords(now, readAt) : connectionWords(now, upstream, reading);
  return createPortal(
    <span
      className={`connection k-${stale || isThrottled ? 'unk' : 'ok'}`}
      title={[words, upstream && aboutConnection(upstream)].filter(Boolean).join('. ')}
    >
      <span>{words}</span>
    </span>,
    place,
  );
}
