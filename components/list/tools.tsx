'use client';
import type { ReactNode } from 'react';
import { intoSight } from '@/lib/client/into-sight';
import { setAddress } from '@/lib/client/address-state';
import { parseSort, sortText } from '@/lib/domain/list/sort';
import { FilterBar } from '@/components/ui/filter-bar';
import type { Column, ListSpec } from './spec';
import type { ListState } from './use-list';
import { Views } from './views';

function FacetSelect<T>({ facet }: { facet: ListState<T>['facets'][number] }) {
  return (
    <label className="list-facet">
      <span className="sr-only">{facet.label}</span>
      <select
        className="input"
        data-on={facet.chosen ? '' : undefined}
        value={facet.chosen}
        onChange={(e) => setAddress({ [facet.key]: e.target.value })}
      >
        <option value="">{facet.all}</option>
        {facet.options.map(({ value, count }) => (
          <option key={value} value={value}>
            {value} ({count})
          </option>
        ))}
      </select>
    </label>
  );
}

const sortsOf = <T,>(c: Column<T>): readonly { readonly id: string; readonly desc: boolean }[] => [
  { id: c.id, desc: Boolean(c.descending) },
  { id: c.id, desc: !c.descending },
];

/** What the headings do, where a phone has no room for them. */
function PhoneSort<T>({ spec, state }: { spec: ListSpec<T>; state: ListState<T> }) {
  const columns = spec.columns.filter((c) => c.sortBy);
  const ids = columns.map((c) => c.id);
  return (
    <label className="list-facet list-phone-sort">
      <span className="sr-only">Sort</span>
      <select
        className="input"
        value={state.sort ? sortText(state.sort) : ''}
        onChange={(e) => {
          const sort = parseSort(e.target.value, ids);
          if (sort) state.sortBy(sort);
        }}
      >
        {columns.flatMap((c) =>
          sortsOf(c).map((s) => (
            <option key={sortText(s)} value={sortText(s)}>
              {c.title} {s.desc ? '↓' : '↑'}
            </option>
          )),
        )}
      </select>
    </label>
  );
}

/** Filter, facets, kept views; a facet of which all rows have the same is not offered. */
export function ListTools<T>({
  spec,
  state,
  isSearched,
  children,
}: {
  spec: ListSpec<T>;
  state: ListState<T>;
  isSearched: boolean;
  /** How fresh the list is. */
  children: ReactNode;
}) {
  const offered = state.facets.filter((f) => f.options.length > 1 || f.chosen);
  return (
    <FilterBar
      placeholder={isSearched ? spec.placeholder : undefined}
      filter={state.filter}
      choices={spec.choices}
    >
      {children}
      <div className="list-facets" onFocus={intoSight}>
        {offered.map((f) => (
          <FacetSelect key={f.key} facet={f} />
        ))}
        <PhoneSort spec={spec} state={state} />
        <Views page={spec.page} name={state.name} query={state.query} />
      </div>
    </FilterBar>
  );
}
