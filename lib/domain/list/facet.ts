import { ascending } from './sort';

/** Something that rows have in common, by which they are chosen: their project, their author. */
export interface Facet<T> {
  /** Its name in the address. */
  readonly key: string;
  /** `Author`. */
  readonly label: string;
  /** What stands for all of them: `All authors`. */
  readonly all: string;
  readonly valuesOf: (row: T) => readonly (string | undefined)[];
}

export interface FacetOption {
  readonly value: string;
  readonly count: number;
}

/** What rows have of it, in order, with how many rows have each; the chosen one too where no row has it now. */
export function optionsOf<T>(
  rows: readonly T[],
  facet: Facet<T>,
  chosen: string,
): readonly FacetOption[] {
  const counts = new Map<string, number>(chosen ? [[chosen, 0]] : []);
  for (const row of rows)
    for (const value of new Set(facet.valuesOf(row)))
      if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => ascending(a.value, b.value));
}

/** The rows that have all that was chosen. */
export function chosenRows<T>(
  rows: readonly T[],
  facets: readonly Facet<T>[],
  chosen: Readonly<Record<string, string>>,
): readonly T[] {
  const wanted = facets.filter((f) => chosen[f.key]);
  if (!wanted.length) return rows;
  return rows.filter((row) =>
    wanted.every((f) => f.valuesOf(row).some((v) => v === chosen[f.key])),
  );
}
