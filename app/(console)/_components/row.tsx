import Link from 'next/link';
import { memo } from 'react';
import {
  foldedCells,
  foldedWords,
  placesOf,
  type BoardLayout,
} from '@/lib/domain/board/board-layout';
import type { BoardRow } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { RelativeTime } from '@/components/ui/time';
import { Cell } from './cell';
import { Coming } from './coming';
import { Ticks } from './ticks';

/** Cells under the columns that all pipelines share. */
const Aligned = ({ row, columns }: { row: BoardRow; columns: readonly string[] }) =>
  columns.map((s) => {
    const cell = row.cells.find((c) => c.stage === s);
    return cell ? (
      <Cell key={s} cell={cell} project={row.name} />
    ) : (
      <span key={s} className="cell none">
        <span className="sr-only">no stage {s}</span>
      </span>
    );
  });

/** Cells by the pipeline's own stages, each with its name; the environments it shares with others are the last columns. */
function OwnCells({ row, layout }: { row: BoardRow; layout: BoardLayout }) {
  const { shown, folded } = foldedCells(row.cells);
  const places = placesOf(shown, layout);
  const own = shown.filter((c) => !places.has(c));
  return (
    <div className={places.size ? 'own-cells' : 'own-cells free'}>
      {own.map((c) => (
        <Cell key={c.stage} cell={c} project={row.name} />
      ))}
      {folded.length > 0 && (
        <Link
          className="cell fold"
          href={routes.pipeline(row.name)}
          prefetch={false}
          title={foldedWords(folded)}
        >
          +{folded.length}
          <span className="sr-only"> {foldedWords(folded)}</span>
        </Link>
      )}
      {[...places]
        .sort(([, a], [, b]) => b - a)
        .map(([c, place]) => (
          <Cell key={c.stage} cell={c} project={row.name} place={place} />
        ))}
    </div>
  );
}

/** The pipeline, what its code is and where it goes, and its newest executions. */
function Name({ row }: { row: BoardRow }) {
  return (
    <div className="board-name">
      <Link className="board-link" href={routes.project(row.name)} prefetch={false}>
        <b className="truncate">{row.name}</b>
      </Link>
      <div className="board-sub">
        {row.stale ? (
          <span className="text-xs warn-text k-unk truncate" title={row.stale.why}>
            as of <RelativeTime at={row.stale.since} suffix=" ago" still />
          </span>
        ) : (
          <span className="text-xs text-faint truncate" title={row.detail}>
            {row.detail}
          </span>
        )}
        <Ticks runs={row.history} pipeline={row.name} />
      </div>
    </div>
  );
}

/** One project. Drawn again only when its own row has changed (a row that has not stays the same object): the board may hold hundreds. */
export const Row = memo(function Row({ row, layout }: { row: BoardRow; layout: BoardLayout }) {
  const { columns } = layout;
  return (
    <section className={columns ? 'board-row' : 'board-row own'} aria-label={row.name}>
      <Name row={row} />
      {columns ? <Aligned row={row} columns={columns} /> : <OwnCells row={row} layout={layout} />}
      <Coming row={row} />
    </section>
  );
});
