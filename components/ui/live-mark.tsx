'use client';
import { duration } from '@/lib/domain/time';
import { useNow } from '@/lib/client/now';

const STALE_MS = 6000;

/** How old what is shown is. */
export function LiveMark({ readAt, failed }: { readAt: number; failed: boolean }) {
  const now = useNow();
  const old = now ? now - readAt : 0;
  if (!readAt && !failed) return null;
  const stale = failed || (readAt > 0 && old > STALE_MS);
  return <span className={`live k-${stale ? 'unk' : 'ok'}`} suppressHydrationWarning>{stale ? `updated ${duration(old)} ago` : 'Live'}</span>;
}
