'use client';
import { useLayoutEffect, useRef, type RefObject } from 'react';

const GLIDE_MS = 180;

/**
 * Rows that have to make room glide to their new place: the browser counts a jump of the layout as a shift, and so does
 * whoever reads them.
 */
export function useGlide(body: RefObject<HTMLElement | null>): void {
  const places = useRef(new Map<string, number>());
  useLayoutEffect(() => {
    const before = places.current;
    const now = new Map<string, number>();
    const isStill = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    for (const row of body.current?.querySelectorAll<HTMLElement>('[data-key]') ?? []) {
      const key = row.dataset['key'] ?? '';
      const top = row.offsetTop;
      now.set(key, top);
      const moved = (before.get(key) ?? top) - top;
      if (moved)
        row.animate([{ transform: `translateY(${moved}px)` }, { transform: 'none' }], {
          duration: isStill ? 1 : GLIDE_MS,
          easing: 'ease-out',
        });
    }
    places.current = now;
  });
}
