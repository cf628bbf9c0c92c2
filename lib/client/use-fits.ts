'use client';
import { useEffect, useState } from 'react';
import type { Fits } from '@/lib/domain/projects/parameters';

/** Tries a template's patterns. What does that is loaded when there is something to try; the server tries them again. */
export function useFits(wanted: boolean): Fits | undefined {
  const [loaded, setLoaded] = useState<{ readonly fits: Fits }>();
  useEffect(() => {
    if (!wanted) return;
    import('@/lib/domain/projects/fits').then(setLoaded, (error: unknown) =>
      console.error('The check of patterns could not be loaded', error),
    );
  }, [wanted]);
  return loaded?.fits;
}
