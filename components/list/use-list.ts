'use client';
import {
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
} from '@tanstack/react-table';
import { useMemo } from 'react';
import { setAddress, useAddress } from '@/lib/client/address-state';
import { chosenRows, optionsOf, type FacetOption } from '@/lib/domain/list/facet';
import { ascending, parseSort, sortText, type Sort } from '@/lib/domain/list/sort';
import { useFilter } from '@/components/ui/filter-bar';
import type { Column, ListSpec } from './spec';

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });

const definitionsOf = <T extends object>(
  columns: readonly Column<T>[],
): ColumnDef<typeof features, T>[] =>
  columns.map((c) => ({
    id: c.id,
    accessorFn: (row: T) => c.sortBy?.(row),
    enableSorting: c.sortBy !== undefined,
    sortUndefined: 'last' as const,
    sortFn: (a, b, id) => ascending(a.getValue(id), b.getValue(id)),
  }));

/** The order that an address asks for, else the list's own. */
function sortOf<T>({ columns, sort }: ListSpec<T>, text: string): Sort | undefined {
  const ids = columns.filter((c) => c.sortBy).map((c) => c.id);
  return parseSort(text, ids) ?? parseSort(sort, ids);
}

/** What is chosen, in words: the name that a view is kept by. */
function nameOf<T>(
  spec: ListSpec<T>,
  address: URLSearchParams,
  chosen: Readonly<Record<string, string>>,
  sort: string,
): string {
  const chip = address.get('show');
  const text = address.get('q');
  const column = spec.columns.find((c) => c.id === sort.replace(/^-/, ''));
  const parts = [
    spec.choices.find((c) => c.key === chip)?.label,
    ...spec.facets.map((f) => chosen[f.key]),
    text && `“${text}”`,
    sort !== spec.sort && column && `by ${column.title.toLowerCase()}`,
  ].filter(Boolean);
  return parts.join(', ') || 'All';
}

export interface ListState<T> {
  /** Filtered and in order. */
  readonly rows: readonly T[];
  /** Filter, facets and order as one text: another one is another list. */
  readonly query: string;
  readonly name: string;
  readonly filter: ReturnType<typeof useFilter<T>>;
  readonly facets: readonly {
    readonly key: string;
    readonly label: string;
    readonly all: string;
    readonly chosen: string;
    readonly options: readonly FacetOption[];
  }[];
  readonly sort: Sort | undefined;
  readonly sortBy: (sort: Sort) => void;
  /** Drops filter and facets; the order stays. */
  readonly clear: () => void;
}

/** A list's rows as the address asks for them. */
export function useList<T extends object>(all: readonly T[], spec: ListSpec<T>): ListState<T> {
  const address = useAddress();
  const chosen = useMemo(
    () => Object.fromEntries(spec.facets.map((f) => [f.key, address.get(f.key) ?? ''])),
    [spec, address],
  );
  const ofFacets = useMemo(() => chosenRows(all, spec.facets, chosen), [all, spec, chosen]);
  const filter = useFilter(ofFacets, spec.textOf, spec.choices);
  const sort = useMemo(() => sortOf(spec, address.get('sort') ?? ''), [spec, address]);
  const columns = useMemo(() => definitionsOf(spec.columns), [spec]);
  const sorting = useMemo(() => (sort ? [{ ...sort }] : []), [sort]);
  const table = useTable({ features, columns, data: filter.left, state: { sorting } });
  const sorted = table.getRowModel().rows;
  const rows = useMemo(() => sorted.map((r) => r.original), [sorted]);
  const shown = sort ? sortText(sort) : '';
  const query = new URLSearchParams(
    Object.entries({
      q: filter.text,
      show: filter.chip,
      ...chosen,
      sort: shown === spec.sort ? '' : shown,
    }).filter(([, value]) => value),
  ).toString();
  return {
    rows,
    query: query && `?${query}`,
    name: nameOf(spec, address, chosen, shown),
    filter,
    facets: spec.facets.map((f) => {
      const value = chosen[f.key] ?? '';
      const { key, label, all: everything } = f;
      return { key, label, all: everything, chosen: value, options: optionsOf(all, f, value) };
    }),
    sort,
    sortBy: (next) => setAddress({ sort: sortText(next) === spec.sort ? '' : sortText(next) }),
    clear: () =>
      setAddress({ q: '', show: '', ...Object.fromEntries(spec.facets.map((f) => [f.key, ''])) }),
  };
}
