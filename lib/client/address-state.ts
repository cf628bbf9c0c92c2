'use client';
import { useSearchParams } from 'next/navigation';
import { useSyncExternalStore } from 'react';

const CHANGED = 'starboard-address';

function subscribe(listener: () => void): () => void {
  for (const name of ['popstate', CHANGED]) window.addEventListener(name, listener);
  return () => {
    for (const name of ['popstate', CHANGED]) window.removeEventListener(name, listener);
  };
}

/**
 * A value that lives in the address: copy the address, get the same view. Empty leaves it out. Read from the address
 * itself, for the router learns of a change only after the next key may have been pressed.
 */
export function useAddressState(key: string): readonly [string, (value: string) => void] {
  const rendered = useSearchParams().get(key) ?? '';
  const value = useSyncExternalStore(
    subscribe,
    () => new URLSearchParams(window.location.search).get(key) ?? '',
    () => rendered,
  );
  const set = (next: string): void => {
    const url = new URL(window.location.href);
    if (next) url.searchParams.set(key, next);
    else url.searchParams.delete(key);
    window.history.replaceState({}, '', `${url.pathname}${url.search}${url.hash}`);
    window.dispatchEvent(new Event(CHANGED));
  };
  return [value, set];
}
