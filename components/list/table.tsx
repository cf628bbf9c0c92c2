'use client';
import { useRef } from 'react';
import type { Sort } from '@/lib/domain/list/sort';
import { Icon } from '@/components/ui/icon';
import { Rows } from './rows';
import type { Column, ListSpec } from './spec';
import { useHeld } from './use-held';
import type { ListState } from './use-list';

type Direction = 'ascending' | 'descending' | 'none';

function directionOf<T>(c: Column<T>, sort: Sort | undefined): Direction | undefined {
  if (!c.sortBy) return undefined;
  if (sort?.id !== c.id) return 'none';
  return sort.desc ? 'descending' : 'ascending';
}

/** What a press of the heading asks for: its own first order, then the other way round. */
const nextSort = <T,>(c: Column<T>, sort: Sort | undefined): Sort => ({
  id: c.id,
  desc: sort?.id === c.id ? !sort.desc : Boolean(c.descending),
});

function Heading<T>({ column: c, state }: { column: Column<T>; state: ListState<T> }) {
  const direction = directionOf(c, state.sort);
  return (
    <th
      role="columnheader"
      scope="col"
      className={c.isNumber ? 'num' : undefined}
      aria-sort={direction === 'none' ? undefined : direction}
    >
      {direction ? (
        <button
          type="button"
          className="list-sort"
          data-direction={direction}
          onClick={() => state.sortBy(nextSort(c, state.sort))}
        >
          {c.title}
          <Icon name="down" small />
        </button>
      ) : (
        c.title
      )}
    </th>
  );
}

/** Headings that sort, and the rows; new rows wait while somebody points at one. */
export function ListTable<T extends object>({
  spec,
  state,
}: {
  spec: ListSpec<T>;
  state: ListState<T>;
}) {
  const list = useRef<HTMLDivElement>(null);
  const { shown, held, release } = useHeld(list, state.rows, spec.keyOf, state.query);
  const [one, many] = spec.noun;
  return (
    <div className="card list" ref={list}>
      <div className="list-news" role="status">
        {held > 0 && (
          <button type="button" className="btn small" onClick={release}>
            {held} new {held === 1 ? one : many}
          </button>
        )}
      </div>
      <table
        className="table"
        role="table"
        aria-label={many}
        aria-rowcount={shown.length + 1}
        style={{ ['--columns' as string]: spec.columns.map((c) => c.width).join(' ') }}
      >
        <thead role="rowgroup">
          <tr role="row" aria-rowindex={1}>
            {spec.columns.map((c) => (
              <Heading key={c.id} column={c} state={state} />
            ))}
          </tr>
        </thead>
        <Rows spec={spec} rows={shown} list={list} />
      </table>
    </div>
  );
}
