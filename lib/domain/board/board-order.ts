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
