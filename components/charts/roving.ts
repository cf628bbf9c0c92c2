'use client';
import { useRef, useState, type FocusEvent, type KeyboardEvent } from 'react';

const STEPS: Readonly<Record<string, (i: number, n: number) => number>> = {
  ArrowRight: (i, n) => Math.min(n - 1, i + 1),
  ArrowDown: (i, n) => Math.min(n - 1, i + 1),
  ArrowLeft: (i) => Math.max(0, i - 1),
  ArrowUp: (i) => Math.max(0, i - 1),
  Home: () => 0,
  End: (_, n) => n - 1,
};

/**
 * One stop for the Tab key among many things; arrow keys, Home and End go on from there. `shown` is the one under the
 * pointer, else the one that has the focus.
 */
export function useRoving(count: number) {
  const [stop, setStop] = useState<number>();
  const [focused, setFocused] = useState<number>();
  const [hovered, setHovered] = useState<number>();
  const root = useRef<SVGSVGElement>(null);
  const last = Math.min(stop ?? count - 1, count - 1);
  const moves = {
    shown: hovered ?? focused,
    hover: setHovered,
    onKeyDown: (e: KeyboardEvent): void => {
      const step = STEPS[e.key];
      if (!step || e.altKey || e.ctrlKey || e.metaKey) return;
      e.preventDefault();
      const next = step(last, count);
      setStop(next);
      root.current?.querySelector<SVGElement>(`[data-index="${next}"]`)?.focus();
    },
    /** What each of them is given. */
    item: (i: number) => ({
      'data-index': i,
      tabIndex: i === last ? 0 : -1,
      onFocus: () => {
        setStop(i);
        setFocused(i);
      },
      onBlur: (e: FocusEvent) => {
        if (!root.current?.contains(e.relatedTarget)) setFocused(undefined);
      },
    }),
  };
  return [root, moves] as const;
}
