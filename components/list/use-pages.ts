'use client';
import { useMemo, useState } from 'react';
import { useTopic, type Read } from '@/lib/client/live/use-topic';
import type { Topics } from '@/lib/domain/live/topics';
import { merged, type Newest } from '@/lib/domain/list/newest';
import { usePages } from './older';

/** The topics that are read page by page. */
type Paged = {
  [K in keyof Topics]: Topics[K] extends Newest<unknown> ? K : never;
}[keyof Topics];

type RowOf<N extends Paged> = Topics[N]['rows'][number];

interface Pages<N extends Paged> {
  /** The first page, which is followed. */
  readonly topic: Read<Topics[N]>;
  readonly rows: readonly RowOf<N>[];
  readonly more: boolean;
  /** The pages that were asked for last have not come yet. */
  readonly isReading: boolean;
}

/** A list's first page, and the deeper ones that the address asks for; what was shown stays while more is read. */
export function useNewest<N extends Paged>(
  name: N,
  initial: Topics[N] | undefined,
  keyOf: (row: RowOf<N>) => string,
): Pages<N> {
  const pages = usePages();
  const topic = useTopic(name, [], initial);
  const deeper = useTopic(name, pages > 1 ? [String(pages)] : []);
  const [last, setLast] = useState<Topics[N]>();
  const deep = pages > 1 ? (deeper.data ?? last) : undefined;
  if (pages > 1 && deeper.data && deeper.data !== last) setLast(deeper.data);
  const first = topic.data;
  const rows = useMemo(
    () => merged<RowOf<N>>(first?.rows ?? [], deep?.rows ?? [], keyOf),
    [first, deep, keyOf],
  );
  return {
    topic: pages > 1 && !topic.error ? { ...topic, error: deeper.error } : topic,
    rows,
    more: (deep ?? first)?.more ?? false,
    isReading: pages > 1 && deeper.data === undefined && !deeper.error,
  };
}
