'use client';
import { useIsFetching } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

/** Longer than this nobody is kept waiting. */
const LIMIT_MS = 1200;

/**
 * Whether what a page reads at first has come and is drawn, or has taken too long: nothing is being read, and nothing
 * below `place` (a selector) is a skeleton. Until then what would push other things about may stay hidden; it never
 * becomes false again.
 */
export function useSettled(place: string): boolean {
  const isReading = useIsFetching() > 0;
  const [isSettled, setSettled] = useState(false);
  useEffect(() => {
    if (isReading) return;
    let frame = 0;
    // A read that follows from an answer begins in the frame that draws it; code that draws it may come later still.
    const look = (): void => {
      if (document.querySelector(`${place} .skeleton`)) frame = requestAnimationFrame(look);
      else setSettled(true);
    };
    frame = requestAnimationFrame(() => (frame = requestAnimationFrame(look)));
    return () => cancelAnimationFrame(frame);
  }, [isReading, place]);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), LIMIT_MS);
    return () => clearTimeout(timer);
  }, []);
  return isSettled;
}
