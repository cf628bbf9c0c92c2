'use client';
import { useEffect, useEffectEvent } from 'react';
import { isLike } from './is-like';
import { leaveUnasked } from './use-leaving';

const PREFIX = 'sb-kept ';

function take(name: string): unknown {
  try {
    const text = sessionStorage.getItem(PREFIX + name);
    sessionStorage.removeItem(PREFIX + name);
    return JSON.parse(text ?? 'null');
  } catch (error) {
    // A browser that keeps nothing: what was typed is gone, the page works all the same.
    if (error instanceof DOMException || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function keep(name: string, value: object): void {
  try {
    sessionStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

/** What each form on the page would keep. */
const keepers = new Set<() => void>();

/** What is typed here outlives `reloadKeeping`. `name` tells two forms apart. */
export function useKeptInput<T extends object>(
  name: string,
  typed: T,
  restore: (typed: T) => void,
): void {
  const keepTyped = useEffectEvent(() => keep(name, typed));
  const takeOver = useEffectEvent(() => {
    const kept = take(name);
    if (isLike(typed, kept)) restore(kept);
  });
  useEffect(() => {
    const keeper = (): void => keepTyped();
    takeOver();
    keepers.add(keeper);
    return () => void keepers.delete(keeper);
  }, []);
}

/** Loads the page again; what is typed in it is kept in this tab until the new page has taken it over. */
export function reloadKeeping(): void {
  for (const keepTyped of keepers) keepTyped();
  leaveUnasked();
  window.location.reload();
}
