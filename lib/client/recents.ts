'use client';

const KEY = 'sb-recents';
const MOST = 20;

/** Pages of one thing each: those are worth going back to. */
const WORTH = /^\/(?:projects|pipelines|builds|deployments|environments)\/(?!new$|projects\/)[^/]+/;

function read(): readonly string[] {
  // A browser that keeps nothing has no recent pages; the palette works all the same.
  try {
    const list: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(list) ? list.filter((v): v is string => typeof v === 'string') : [];
  } catch (error) {
    if (error instanceof DOMException || error instanceof SyntaxError) return [];
    throw error;
  }
}

/** Remembers, in this browser, that somebody was on a page. */
export function noteVisit(path: string): void {
  if (!WORTH.test(path)) return;
  try {
    const next = [path, ...read().filter((p) => p !== path)].slice(0, MOST);
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

/** The pages where somebody was in this browser, the last one first. */
export const recentPaths = (): readonly string[] => read();
