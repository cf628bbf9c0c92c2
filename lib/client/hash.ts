'use client';
import { useSyncExternalStore } from 'react';

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

/** The address's part behind `#`, as it is now. */
export const currentHash = (): string => decodeURIComponent(window.location.hash.slice(1));

/** The address's part behind `#`; empty while the server renders. */
export const useHash = (): string => useSyncExternalStore(subscribe, currentHash, () => '');
