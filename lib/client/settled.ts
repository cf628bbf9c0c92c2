'use client';
import { useIsFetching, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

/** Longer than this nobody is kept waiting. */
const LIMIT_MS = 1200;

/**
 * Whether what a page reads at first has come and is drawn, or has taken too long: nothing is being read, and nothing
 * below `place` (a selector) is a skeleton. Until then what would push other things about may stay hidden; it never
 * becomes false again.
 */
export function useSettled(place: string): boolean {
  const client = useQueryClient();
  const isReading = useIsFetching() > 0;
  const [isSettled, setSettled] = useState(false);
  useEffect(() => {
    if (isReading) return;
    let frame = 0;
    // What was drawn just now may have begun a read of its own; code that draws an answer may come later still.
    const look = (): void => {
      if (client.isFetching() || document.querySelector(`${place} .skeleton`))
        frame = requestAnimationFrame(look);
      else setSettled(true);
    };
    look();
    return () => cancelAnimationFrame(frame);
  }, [client, isReading, place]);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), LIMIT_MS);
    return () => clearTimeout(timer);
  }, []);
  return isSettled;
}
