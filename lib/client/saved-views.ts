'use client';
import { useSyncExternalStore } from 'react';

/** A view of the board is its address; this keeps some by name, in this browser. */
export interface SavedView {
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

export const useSavedViews = (): readonly SavedView[] =>
  useSyncExternalStore(subscribe, read, () => NONE);
export const saveView = (view: SavedView): void =>
  write([...read().filter((v) => v.name !== view.name), view]);
export const removeView = (name: string): void => write(read().filter((v) => v.name !== name));
