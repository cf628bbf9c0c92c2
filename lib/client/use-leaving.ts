'use client';
import { useEffect } from 'react';

let unasked = false;

/** The page is about to be reloaded with what was typed kept: there is nothing to ask. */
export function leaveUnasked(): void {
  unasked = true;
}

/** The browser asks before the page is closed or left for another address while something typed is not saved. */
export function useLeaving(unsaved: boolean): void {
  useEffect(() => {
    if (!unsaved) return;
    const ask = (e: BeforeUnloadEvent): void => {
      if (!unasked) e.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [unsaved]);
}
