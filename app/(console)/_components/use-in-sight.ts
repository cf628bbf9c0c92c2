'use client';
import { useEffect } from 'react';
import type { BoardRow } from '@/lib/domain/views';
import { routes } from '@/lib/routes';

/** Whoever scrolls passes by rows that nobody waits for. */
const PAUSE_MS = 300;
const SEPARATOR = '\n';

/** Tells the server which of the rows in sight are not read yet, so that those are read first. */
export function useInSight(rows: readonly BoardRow[]): void {
  const waiting = rows.flatMap((r) => (r.isComing ? [r.name] : [])).join(SEPARATOR);
  useEffect(() => {
    if (!waiting) return;
    const gone = new AbortController();
    const timer = setTimeout(() => {
      // Without it they come in their turn.
      fetch(routes.api.inSight(waiting.split(SEPARATOR)), { signal: gone.signal }).catch(
        () => undefined,
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      gone.abort();
    };
  }, [waiting]);
}
