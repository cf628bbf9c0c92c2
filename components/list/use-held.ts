'use client';
import { useEffect, useEffectEvent, useRef, useState, type RefObject } from 'react';
import { holdRows, type Held } from '@/lib/domain/list/held';

interface Kept {
  /** Which list they are of: another filter or order is another list. */
  readonly of: string;
  readonly keys: readonly string[];
}

interface HeldRows<T> extends Held<T> {
  /** Shows what waits. */
  readonly release: () => void;
}

/**
 * Nothing moves under the pointer: while it is over the list, while a row has the focus, or while somebody has scrolled
 * into it, rows stay where they are and new ones wait.
 */
export function useHeld<T>(
  list: RefObject<HTMLElement | null>,
  rows: readonly T[],
  keyOf: (row: T) => string,
  of: string,
): HeldRows<T> {
  const [kept, setKept] = useState<Kept>();
  const now = (): Kept => ({ of, keys: shown.map(keyOf) });
  if (kept && kept.of !== of) setKept({ of, keys: rows.map(keyOf) });
  const { shown, held } =
    kept && kept.of === of ? holdRows(rows, kept.keys, keyOf) : { shown: rows, held: 0 };
  const isUsed = useRef({ over: false, focus: false, scrolled: false });
  const changed = useEffectEvent((what: Partial<typeof isUsed.current>) => {
    Object.assign(isUsed.current, what);
    const used = Object.values(isUsed.current).some(Boolean);
    if (used !== (kept !== undefined)) setKept(used ? now() : undefined);
  });
  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const gone = new AbortController();
    const on = (name: string, what: () => Partial<typeof isUsed.current>, target: EventTarget) =>
      target.addEventListener(name, () => changed(what()), { signal: gone.signal, passive: true });
    on('pointerenter', () => ({ over: true }), element);
    on('pointerleave', () => ({ over: false }), element);
    on('focusin', () => ({ focus: element.contains(document.activeElement) }), element);
    on('focusout', () => ({ focus: false }), element);
    on('scroll', () => ({ scrolled: element.getBoundingClientRect().top < 0 }), window);
    return () => gone.abort();
  }, [list]);
  return { shown, held, release: () => setKept({ of, keys: rows.map(keyOf) }) };
}
