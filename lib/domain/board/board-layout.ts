import { isFailure, isMoving } from '@/lib/domain/status';
import type { BoardCell, BoardRow } from '@/lib/domain/views';

/** More columns than this leave none of them room for a revision. */
const MAX_COLUMNS = 8;
/** Environments that are drawn one under the other where pipelines share no more. */
const MAX_ENVIRONMENTS = 4;
/** More cells than this of one pipeline hide those that matter. */
const MAX_CELLS = 7;

/**
 * How rows are drawn. Where all pipelines together have few stages, in columns; else each by its own stages, with the
 * environments that several of them end in one under the other, at the right.
 */
export interface BoardLayout {
  readonly columns?: readonly string[] | undefined;
  readonly environments: readonly string[];
}

/** One order that agrees with the order of each list, the longest first; undefined where two of them contradict. */
export function commonOrder(lists: readonly (readonly string[])[]): string[] | undefined {
  const behind = new Map<string, Set<string>>();
  for (const list of [...lists].sort((a, b) => b.length - a.length))
    for (const [i, name] of list.entries()) {
      const before = behind.get(name) ?? new Set();
      const previous = list[i - 1];
      if (previous !== undefined) before.add(previous);
      behind.set(name, before);
    }
  const order: string[] = [];
  while (order.length < behind.size) {
    const next = [...behind.keys()].find(
      (name) =>
        !order.includes(name) && [...(behind.get(name) ?? [])].every((b) => order.includes(b)),
    );
    if (next === undefined) return undefined;
    order.push(next);
  }
  return order;
}

const namesOf = (row: BoardRow): string[] => row.cells.map((c) => c.stage);

export function layoutOf(rows: readonly BoardRow[]): BoardLayout {
  const all = new Set(rows.flatMap(namesOf));
  const columns = all.size <= MAX_COLUMNS ? commonOrder(rows.map(namesOf)) : undefined;
  if (columns) return { columns, environments: [] };
  const deployed = rows.map((r) => r.cells.filter((c) => c.kind === 'deploy').map((c) => c.stage));
  const count = new Map<string, number>();
  for (const stage of deployed.flat()) count.set(stage, (count.get(stage) ?? 0) + 1);
  const shared = [...count]
    .filter(([, n]) => n > 1)
    .sort(([, a], [, b]) => b - a)
    .slice(0, MAX_ENVIRONMENTS)
    .map(([stage]) => stage);
  const order = commonOrder(deployed.map((list) => list.filter((s) => shared.includes(s))));
  return { environments: order ?? shared.slice(0, 1) };
}

/** The lower, the more a cell says: what needs somebody, what moves, the last environment, the source, the others. */
function weight(cell: BoardCell, cells: readonly BoardCell[]): number {
  if (cell.waits.length > 0 || isFailure(cell.status) || cell.closed) return 0;
  if (isMoving(cell.status)) return 1;
  if (cell === cells.findLast((c) => c.kind === 'deploy')) return 2;
  if (cell === cells[0]) return 3;
  return cell.kind === 'deploy' ? 4 : 5;
}

/** The cells of a long pipeline that say most, in its own order, and those that are folded away. */
export function foldedCells(cells: readonly BoardCell[]): {
  readonly shown: readonly BoardCell[];
  readonly folded: readonly BoardCell[];
} {
  if (cells.length <= MAX_CELLS) return { shown: cells, folded: [] };
  const weights = new Map(cells.map((c) => [c, weight(c, cells)]));
  const kept = new Set(
    [...cells]
      .sort((a, b) => (weights.get(a) ?? 0) - (weights.get(b) ?? 0))
      .filter((c, i) => i < MAX_CELLS - 1 || weights.get(c) === 0),
  );
  return {
    shown: cells.filter((c) => kept.has(c)),
    folded: cells.filter((c) => !kept.has(c)),
  };
}

/** What is folded, in words: `41 more stages: 40 Succeeded, 1 Not started`. */
export function foldedWords(folded: readonly BoardCell[]): string {
  const count = new Map<string, number>();
  for (const { status } of folded) count.set(status.word, (count.get(status.word) ?? 0) + 1);
  const words = [...count].map(([word, n]) => `${n} ${word}`).join(', ');
  return `${folded.length} more ${folded.length === 1 ? 'stage' : 'stages'}: ${words}`;
}

/**
 * The place of each cell that stands under an environment, counted from the right, 0 the last: those that a pipeline ends
 * in. An environment with other stages behind it keeps the pipeline's own order.
 */
export function placesOf(
  cells: readonly BoardCell[],
  { environments }: BoardLayout,
): ReadonlyMap<BoardCell, number> {
  const places = new Map<BoardCell, number>();
  let limit = environments.length;
  for (const cell of [...cells].reverse()) {
    const at = environments.indexOf(cell.stage);
    if (at < 0 || at >= limit) break;
    limit = at;
    places.set(cell, environments.length - 1 - at);
  }
  return places;
}
