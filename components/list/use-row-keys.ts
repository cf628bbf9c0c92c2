'use client';
import { useState, type KeyboardEvent, type RefObject } from 'react';
import { useHotkeys } from '@/lib/client/hotkeys';

const linkOf = (list: HTMLElement | null, index: number): HTMLElement | null | undefined =>
  list?.querySelector(`[data-index="${index}"]`)?.querySelector<HTMLElement>('a[href]');

const focusedIn = (list: HTMLElement | null): number => {
  const row = document.activeElement?.closest<HTMLElement>('[data-index]');
  return row && list?.contains(row) ? Number(row.dataset['index']) : -1;
};

interface RowKeys {
  /** A row that is to get the focus once it is drawn. */
  readonly wanted: number | undefined;
  readonly found: (row: HTMLElement) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/**
 * Keys of a list: j and k from anywhere on the page, arrow keys, Home and End within it. They move the focus from one
 * row's link to the next, so that Enter opens it and a screen reader says it.
 */
export function useRowKeys(
  list: RefObject<HTMLElement | null>,
  count: number,
  bring: (index: number) => void,
): RowKeys {
  const [wanted, setWanted] = useState<number>();
  const goTo = (index: number): void => {
    if (!count) return;
    const to = Math.max(0, Math.min(count - 1, index));
    const link = linkOf(list.current, to);
    if (link) {
      link.focus({ preventScroll: true });
      link.closest('[data-index]')?.scrollIntoView({ block: 'nearest' });
      return;
    }
    setWanted(to);
    bring(to);
  };
  const by = (step: number) => (): void => {
    const at = focusedIn(list.current);
    goTo(at < 0 ? 0 : at + step);
  };
  useHotkeys({ j: by(1), k: by(-1) });
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: by(1),
    ArrowUp: by(-1),
    Home: () => goTo(0),
    End: () => goTo(count - 1),
  };
  return {
    wanted,
    found: (row) => {
      row.querySelector<HTMLElement>('a[href]')?.focus({ preventScroll: true });
      // Where it is was guessed by the height of rows that had not been drawn.
      row.scrollIntoView({ block: 'nearest' });
      setWanted(undefined);
    },
    onKeyDown: (event) => {
      const act = keys[event.key];
      if (!act || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (focusedIn(list.current) < 0) return;
      event.preventDefault();
      act();
    },
  };
}
