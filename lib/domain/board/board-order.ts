import { isFailure, isMoving, needsPerson } from '@/lib/domain/status';
import type { BoardCell, BoardRow } from '@/lib/domain/views';

export const SORTS = ['needs', 'name', 'moved'] as const;
export type Sort = (typeof SORTS)[number];

const moved = (row: BoardRow): number =>
  Math.max(0, ...row.cells.map((c) => Math.max(c.live?.at ?? 0, c.next?.since ?? 0)));

/** 0 = somebody is asked, 1 = it failed, 2 = it moves, 3 = it rests. */
export function urgency(row: BoardRow): number {
  if (row.cells.some((c) => c.next && needsPerson(c.next.status))) return 0;
  if (row.cells.some((c) => isFailure(c.status))) return 1;
  return row.cells.some((c) => c.next && isMoving(c.next.status)) ? 2 : 3;
}

/** The rows in a person's order; rows that are equal in it stay by name, so that nothing jumps. */
export function sortRows(rows: readonly BoardRow[], sort: Sort): BoardRow[] {
  const by: Readonly<Record<Sort, (a: BoardRow, b: BoardRow) => number>> = {
    name: () => 0,
    needs: (a, b) => urgency(a) - urgency(b),
    moved: (a, b) => moved(b) - moved(a),
  };
  return [...rows].sort((a, b) => by[sort](a, b) || (a.name < b.name ? -1 : 1));
}

/** Whether its last environment runs something older than its first: a release has not gone all the way. */
export function isBehind(row: BoardRow): boolean {
  const deployed = row.cells.filter((c) => c.kind === 'deploy');
  return (
    deployed.length > 1 &&
    deployed[0]?.live !== undefined &&
    deployed[0].live.sha !== deployed.at(-1)?.live?.sha
  );
}

export interface EnvironmentGroup {
  readonly stage: string;
  readonly rows: readonly { readonly project: string; readonly cell: BoardCell }[];
}

/** The same board by environment: what runs in production, over all projects. In the order in which releases go through them. */
export function byEnvironment(rows: readonly BoardRow[]): EnvironmentGroup[] {
  const groups = new Map<string, { project: string; cell: BoardCell }[]>();
  const place = new Map<string, number>();
  for (const row of rows) {
    for (const [i, cell] of row.cells.filter((c) => c.kind === 'deploy').entries()) {
      groups.set(cell.stage, [...(groups.get(cell.stage) ?? []), { project: row.name, cell }]);
      place.set(cell.stage, Math.max(place.get(cell.stage) ?? 0, i));
    }
  }
  return [...groups]
    .map(([stage, list]) => ({ stage, rows: list }))
    .sort((a, b) => (place.get(b.stage) ?? 0) - (place.get(a.stage) ?? 0));
}

/** Rows with one value of a tag; those without the tag come last, without a value. */
export interface TagGroup {
  readonly value: string | undefined;
  readonly rows: readonly BoardRow[];
}

/** The same board by a tag of the pipelines, in the order of the tag's values. */
export function byTag(rows: readonly BoardRow[], tag: string): TagGroup[] {
  const groups = new Map<string | undefined, BoardRow[]>();
  for (const row of rows) {
    const value = row.tags?.[tag];
    groups.set(value, [...(groups.get(value) ?? []), row]);
  }
  return [...groups]
    .map(([value, list]) => ({ value, rows: list }))
    .sort((a, b) => {
      if (a.value === undefined || b.value === undefined)
        return Number(a.value === undefined) - Number(b.value === undefined);
      return a.value.localeCompare(b.value);
    });
}

/** Tags that pipelines can be grouped by, those that most of them have first. */
export function tagsOf(rows: readonly BoardRow[]): string[] {
  const count = new Map<string, number>();
  for (const row of rows)
    for (const key of Object.keys(row.tags ?? {})) count.set(key, (count.get(key) ?? 0) + 1);
  return [...count].sort(([a, n], [b, m]) => m - n || a.localeCompare(b)).map(([key]) => key);
}

/**
 * The rows in an order that was chosen earlier: what moved since stays where it is. Rows that are new come last; which
 * order is chosen now is `isCurrent`.
 */
export function inOrder(
  rows: readonly BoardRow[],
  names: readonly string[],
): { readonly rows: BoardRow[]; readonly isCurrent: boolean } {
  const place = new Map(names.map((name, i) => [name, i]));
  const at = (row: BoardRow): number => place.get(row.name) ?? names.length;
  const kept = [...rows].sort((a, b) => at(a) - at(b));
  return { rows: kept, isCurrent: kept.every((row, i) => row === rows[i]) };
}
