'use client';
import { useMemo, useState } from 'react';
import { inOrder, sortRows, type Sort } from '@/lib/domain/board/board-order';
import type { BoardRow } from '@/lib/domain/views';

interface Chosen {
  readonly sort: Sort;
  readonly names: readonly string[];
}

/** The order of rows that a person chose. What moves while they look leaves it: nothing moves under a pointer. */
export interface RowOrder {
  readonly ordered: (rows: readonly BoardRow[]) => BoardRow[];
  /** The rows still are in the order that was chosen. */
  readonly isCurrent: boolean;
  readonly again: () => void;
}

const namesOf = (rows: readonly BoardRow[]): string[] => rows.map((r) => r.name);

export function useOrder(rows: readonly BoardRow[], sort: Sort): RowOrder {
  const sorted = useMemo(() => sortRows(rows, sort), [rows, sort]);
  const [chosen, setChosen] = useState<Chosen>(() => ({ sort, names: namesOf(sorted) }));
  // The first rows to come, and another choice, are an order of now.
  const isStale = chosen.sort !== sort || (!chosen.names.length && sorted.length > 0);
  const names = isStale ? namesOf(sorted) : chosen.names;
  const again = (): void => setChosen({ sort, names: namesOf(sorted) });
  if (isStale) again();
  const isCurrent = useMemo(() => inOrder(sorted, names).isCurrent, [sorted, names]);
  return { ordered: (some) => inOrder(some, names).rows, isCurrent, again };
}
