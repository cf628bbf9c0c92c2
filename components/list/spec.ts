import type { ReactNode } from 'react';
import type { Facet } from '@/lib/domain/list/facet';
import type { FilterChoice } from '@/components/ui/filter-bar';

/** Where a cell stands on a phone; a column without a place is not shown there. */
export type PhonePlace = 'head' | 'aside' | 'line' | 'foot';

export interface Column<T> {
  readonly id: string;
  readonly title: string;
  /** Its share in the width, as a track of a CSS grid: `minmax(0, 2fr)`, `96px`. */
  readonly width: string;
  readonly cell: (row: T) => ReactNode;
  /** What it is sorted by; a column without it is not sorted. Undefined values come last. */
  readonly sortBy?: (row: T) => number | string | undefined;
  /** Sorted for the first time, the newest or largest comes first. */
  readonly descending?: boolean;
  readonly isNumber?: boolean;
  readonly phone?: PhonePlace;
}

/** All that one list differs in from another. It stands at the top of a module: it never changes. */
export interface ListSpec<T> {
  /** The path of its page, by which its views are kept. */
  readonly page: string;
  /** `build`, `builds`. */
  readonly noun: readonly [one: string, many: string];
  readonly keyOf: (row: T) => string;
  /** What a filter's words are sought in. */
  readonly textOf: (row: T) => string;
  readonly placeholder: string;
  readonly columns: readonly Column<T>[];
  readonly choices: readonly FilterChoice<T>[];
  readonly facets: readonly Facet<T>[];
  /** How it is sorted where nobody asks otherwise: `-started`. */
  readonly sort: string;
}
