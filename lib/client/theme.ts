'use client';
import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark' | undefined;

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}

/** The chosen theme; undefined follows the system. */
export function useTheme(): string | undefined {
  return useSyncExternalStore(
    subscribe,
    () => document.documentElement.dataset['theme'],
    () => undefined,
  );
}

/** Chooses a theme and remembers it; `app/layout.tsx` reads it before the first paint. */
export function chooseTheme(theme: Theme): void {
  if (theme) document.documentElement.dataset['theme'] = theme;
  else delete document.documentElement.dataset['theme'];
  try {
    if (theme) localStorage.setItem('sb-theme', theme);
    else localStorage.removeItem('sb-theme');
  } catch {
    // A browser that keeps nothing still shows the chosen theme.
  }
}
