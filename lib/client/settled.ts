'use client';
import { useIsFetching } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

/** Longer than this nobody is kept waiting. */
const LIMIT_MS = 1200;

/**
 * Whether what a page reads at first has come, or has taken too long. Until then what would push other things
 * about may stay hidden; it never becomes false again.
 */
export function useSettled(): boolean {
  const isReading = useIsFetching() > 0;
  const [isSettled, setSettled] = useState(false);
  useEffect(() => {
    if (isReading) return;
    // A read that follows from the answer begins when that is drawn: in the next frame, or not at all.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => setSettled(true));
    });
    return () => cancelAnimationFrame(frame);
  }, [isReading]);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), LIMIT_MS);
    return () => clearTimeout(timer);
  }, []);
  return isSettled;
}
