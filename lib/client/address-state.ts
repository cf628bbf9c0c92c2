'use client';
import { useSearchParams } from 'next/navigation';

/** A value that lives in the address: copy the address, get the same view. Empty leaves it out. */
export function useAddressState(key: string): readonly [string, (value: string) => void] {
  const value = useSearchParams().get(key) ?? '';
  const set = (next: string): void => {
    const url = new URL(window.location.href);
    if (next) url.searchParams.set(key, next);
    else url.searchParams.delete(key);
    window.history.replaceState({}, '', `${url.pathname}${url.search}${url.hash}`);
  };
  return [value, set];
}
