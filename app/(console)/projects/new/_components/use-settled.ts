'use client';
import { useEffect, useState } from 'react';

const PAUSE_MS = 400;

/** A text as it was a moment after the last key. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
