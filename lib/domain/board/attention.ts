import { isFailure, isMoving, needsPerson } from '@/lib/domain/status';
import type { Attention, BoardCell, BoardRow } from '@/lib/domain/views';

/** A row of the widest screen holds no more. */
const MAX_LIVE = 10;

export interface NewestLive {
  readonly project: string;
  readonly cell: BoardCell;
  readonly live: NonNullable<BoardCell['live']>;
}

/** What went live last, over all pipelines: each one's newest, the newest first. */
export const newestLive = (rows: readonly BoardRow[]): NewestLive[] =>
  rows
    .flatMap((row) => {
      const [newest] = row.cells
        .flatMap((cell) =>
          cell.kind === 'deploy' && cell.live ? [{ project: row.name, cell, live: cell.live }] : [],
        )
        .sort((a, b) => b.live.at - a.live.at);
      return newest ? [newest] : [];
    })
    .sort((a, b) => b.live.at - a.live.at)
    .slice(0, MAX_LIVE);

const KINDS: readonly (readonly [string, (a: Attention) => boolean])[] = [
  ['failed', (a) => isFailure(a.status)],
  ['waiting', (a) => needsPerson(a.status)],
  ['running', (a) => isMoving(a.status)],
];

/** What a list is of: `2 failed, 5 running`. */
export const countWords = (items: readonly Attention[]): string =>
  KINDS.map(([word, test]) => [items.filter(test).length, word] as const)
    .filter(([n]) => n > 0)
    .map(([n, word]) => `${n} ${word}`)
    .join(', ');
