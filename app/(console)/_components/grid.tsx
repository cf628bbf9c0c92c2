import type { BoardLayout } from '@/lib/domain/board/board-layout';
import type { BoardRow } from '@/lib/domain/views';
import { Rows } from './rows';

/** One row a project, one column a stage, where the pipelines have enough in common. */
export function Grid({ rows, layout }: { rows: readonly BoardRow[]; layout: BoardLayout }) {
  const { columns } = layout;
  return (
    <div
      className="board"
      data-columns={columns?.length}
      style={{ ['--stages' as string]: columns?.length ?? 1 }}
    >
      {columns && (
        <div className="board-row heads" aria-hidden="true">
          <div>Project</div>
          {columns.map((s) => (
            <div key={s}>{s}</div>
          ))}
        </div>
      )}
      <Rows rows={rows} layout={layout} />
    </div>
  );
}
