'use client';
import type { ReactNode } from 'react';
import { NoneLeft } from '@/components/ui/filter-bar';
import type { ListSpec } from './spec';
import { ListTable } from './table';
import { ListTools } from './tools';
import { useList } from './use-list';

interface Props<T> {
  readonly spec: ListSpec<T>;
  /** In the order of the server. */
  readonly rows: readonly T[];
  /** Whether its tools have a search; a page that has another one goes without. */
  readonly isSearched?: boolean;
  /** How fresh they are. */
  readonly freshness: ReactNode;
  /** Between the tools and the rows, for the rows that are left. */
  readonly above?: (rows: readonly T[]) => ReactNode;
  /** Below the rows: older ones, what was not read. */
  readonly children?: ReactNode;
}

/** One list for all pages: filter, facets, order and views in the address; rows by keyboard. */
export function List<T extends object>({
  spec,
  rows,
  isSearched = true,
  freshness,
  above,
  children,
}: Props<T>) {
  const state = useList(rows, spec);
  return (
    <>
      <ListTools spec={spec} state={state} isSearched={isSearched}>
        {freshness}
      </ListTools>
      {state.rows.length ? (
        <>
          {above?.(state.rows)}
          <ListTable spec={spec} state={state} />
        </>
      ) : (
        <NoneLeft onClear={state.clear} />
      )}
      {children}
    </>
  );
}
