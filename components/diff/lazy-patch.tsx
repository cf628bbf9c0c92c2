'use client';
import { useEffect, useState, type ComponentType } from 'react';

type Patch = ComponentType<{ readonly text: string }>;

let known: Patch | undefined;

/** Loads what draws a patch, once; a page that will need it begins while it reads. */
export const loadPatch = (): Promise<Patch> =>
  import('./patch').then(({ Patch }) => (known = Patch));

/**
 * A patch, drawn as soon as its code is there. Not by Suspense, which keeps a placeholder that has been seen for
 * another 300 ms.
 */
export function LazyPatch({ text }: { text: string }) {
  const [Loaded, setLoaded] = useState<Patch | undefined>(() => known);
  useEffect(() => {
    if (Loaded) return;
    loadPatch().then(
      (patch) => setLoaded(() => patch),
      (error: unknown) =>
        setLoaded(() => {
          throw error;
        }),
    );
  }, [Loaded]);
  return Loaded ? <Loaded text={text} /> : <div className="skeleton h-40 m-3" />;
}
