'use client';
import { useEffect, useRef } from 'react';

interface Actions { readonly first: () => void; readonly next: () => void; readonly follow: () => void; readonly search: () => void }

/** `e`, `n`, `f` and `/`, unless the person is typing or a dialog is open. */
export function useLogKeys(actions: Actions): void {
  const latest = useRef(actions);
  useEffect(() => { latest.current = actions; });
  useEffect(() => {
    const pressed = (e: KeyboardEvent): void => {
      const at = e.target as HTMLElement;
      if (e.ctrlKey || e.metaKey || e.altKey || at.matches('input, textarea, select') || at.closest('[role=dialog]')) return;
      const act = { e: latest.current.first, n: latest.current.next, f: latest.current.follow, '/': latest.current.search }[e.key];
      if (!act) return;
      e.preventDefault();
      act();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, []);
}
