'use client';
import { createContext, useContext, useSyncExternalStore } from 'react';
import { serverNow } from './clock';

let now = 0;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  now ||= serverNow();
  timer ??= setInterval(() => {
    now = serverNow();
    for (const l of listeners) l();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** When the server painted the page, in ms since the epoch: the ages in its markup are of then. */
export const PaintedAt = createContext(0);

/** The time by the server's clock, one tick a second for the whole page. */
export function useNow(): number {
  const paintedAt = useContext(PaintedAt);
  return useSyncExternalStore(
    subscribe,
    () => now || paintedAt,
    () => paintedAt,
  );
}
