import Link from 'next/link';
import { memo } from 'react';
import { tellingCells } from '@/lib/domain/board-order';
import type { BoardRow } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { Age } from '@/components/ui/time';
import { Cell } from './cell';
import { Coming } from './coming';

/** Cells under the columns that all pipelines share. */
const Aligned = ({ row, stages }: { row: BoardRow; stages: readonly string[] }) =>
  stages.map((s) => {
    const cell = row.cells.find((c) => c.stage === s);
    return cell ? (
      <Cell key={s} cell={cell} project={row.name} />
    ) : (
      <span key={s} className="cell none">
        no such stage
      </span>
    );
  });

/** Cells by the pipeline's own stages, each with its name. */
function OwnCells({ row }: { row: BoardRow }) {
  const cells = tellingCells(row);
  const more = row.cells.length - cells.length;
  return (
    <div className="own-cells">
      {cells.map((c) => (
        <Cell key={c.stage} cell={c} project={row.name} />
      ))}
      {more > 0 && (
        <Link className="cell none" href={routes.pipeline(row.name)} prefetch={false}>
          {more} more stages
        </Link>
      )}
    </div>
  );
}

/** One project. Drawn again only when its own row has changed (a row that has not stays the same object): the board may hold hundreds. */
export const Row = memo(
  function Row({ row, stages }: { row: BoardRow; stages: readonly string[] | undefined }) {
    return (
      <section className={stages ? 'board-row' : 'board-row own'} aria-label={row.name}>
        <Link className="board-name" href={routes.project(row.name)} prefetch={false}>
          <b className="cut">{row.name}</b>
          {row.stale ? (
            <span className="t12 warn-text k-unk cut" title={row.stale.why}>
              as of <Age at={row.stale.since} suffix=" ago" />
            </span>
          ) : (
            <span className="t12 dim cut">{row.detail}</span>
          )}
        </Link>
        {stages ? <Aligned row={row} stages={stages} /> : <OwnCells row={row} />}
        <Coming row={row} />
      </section>
    );
  },
  (a, b) => a.row === b.row && a.stages?.join() === b.stages?.join(),
);
