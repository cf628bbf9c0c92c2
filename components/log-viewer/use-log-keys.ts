'use client';
import { useEffect, useRef } from 'react';

interface Actions {
  readonly first: () => void;
  readonly next: () => void;
  readonly previous: () => void;
  readonly follow: () => void;
  readonly search: () => void;
  readonly wrap: () => void;
  readonly top: () => void;
  readonly end: () => void;
}

/** The keys of a log, unless the person is typing or a dialog is open. */
export function useLogKeys(actions: Actions): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const pressed = (e: KeyboardEvent): void => {
      const at = e.target as HTMLElement;
      if (
        e.ctrlKey ||
        e.metaKey ||
        e.altKey ||
        at.matches('input, textarea, select') ||
        at.closest('[role=dialog]')
      )
        return;
      const a = latest.current;
      const act = {
        e: a.first,
        n: a.next,
        N: a.previous,
        f: a.follow,
        '/': a.search,
        w: a.wrap,
        g: a.top,
        G: a.end,
      }[e.key];
      if (!act) return;
      e.preventDefault();
      act();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, []);
}
