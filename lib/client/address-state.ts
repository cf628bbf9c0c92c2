'use client';
import { useSearchParams } from 'next/navigation';
import { useMemo, useSyncExternalStore } from 'react';

const CHANGED = 'starboard-address';

function subscribe(listener: () => void): () => void {
  for (const name of ['popstate', CHANGED]) window.addEventListener(name, listener);
  return () => {
    for (const name of ['popstate', CHANGED]) window.removeEventListener(name, listener);
  };
}

/** Writes a value into the address; an empty one leaves it out. */
export function setAddress(values: Readonly<Record<string, string>>): void {
  const url = new URL(window.location.href);
  for (const [key, value] of Object.entries(values))
    if (value) url.searchParams.set(key, value);
    else url.searchParams.delete(key);
  window.history.replaceState({}, '', `${url.pathname}${url.search}${url.hash}`);
  window.dispatchEvent(new Event(CHANGED));
}

/** All values of the address, as its text: for what does not know their names beforehand. */
export function useAddress(): URLSearchParams {
  const rendered = useSearchParams().toString();
  const text = useSyncExternalStore(
    subscribe,
    () => window.location.search,
    () => rendered,
  );
  return useMemo(() => new URLSearchParams(text), [text]);
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
  const set = (next: string): void => setAddress({ [key]: next });
  return [value, set];
}
