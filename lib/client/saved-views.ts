'use client';
import { useMemo, useSyncExternalStore } from 'react';

/** A view of a list is its address; this keeps some by name, in this browser. */
export interface SavedView {
  /** The path of its page; unset: the board. */
  readonly page?: string | undefined;
  readonly name: string;
  readonly query: string;
}

const KEY = 'sb-views';
const CHANGED = 'starboard-views';
const NONE: readonly SavedView[] = [];
let text: string | null | undefined;
let parsed: readonly SavedView[] = NONE;

function read(): readonly SavedView[] {
  let now: string | null = null;
  // A browser that keeps nothing has no saved views; the board works all the same.
  try {
    now = localStorage.getItem(KEY);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
  if (now === text) return parsed;
  text = now;
  try {
    const list: unknown = JSON.parse(now ?? '[]');
    parsed = Array.isArray(list)
      ? list.filter(
          (v): v is SavedView =>
            typeof v === 'object' &&
            v !== null &&
            'name' in v &&
            'query' in v &&
            typeof v.name === 'string' &&
            typeof v.query === 'string',
        )
      : NONE;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    parsed = NONE;
  }
  return parsed;
}

function write(views: readonly SavedView[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(views));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
  window.dispatchEvent(new Event(CHANGED));
}

function subscribe(listener: () => void): () => void {
  for (const name of ['storage', CHANGED]) window.addEventListener(name, listener);
  return () => {
    for (const name of ['storage', CHANGED]) window.removeEventListener(name, listener);
  };
}

const BOARD = '/';
const isOf = (v: SavedView, page: string): boolean => (v.page ?? BOARD) === page;

/** The views of a page that were kept in this browser. */
export function useSavedViews(page: string): readonly SavedView[] {
  const all = useSyncExternalStore(subscribe, read, () => NONE);
  return useMemo(() => all.filter((v) => isOf(v, page)), [all, page]);
}

export const saveView = (page: string, view: Pick<SavedView, 'name' | 'query'>): void =>
  write([...read().filter((v) => !(isOf(v, page) && v.name === view.name)), { page, ...view }]);

export const removeView = (page: string, name: string): void =>
  write(read().filter((v) => !(isOf(v, page) && v.name === name)));
