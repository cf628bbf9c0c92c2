import { shortRevision } from '@/lib/domain/commits/revision';
import { isFailure, isMoving } from '@/lib/domain/status';
import type { BoardCell, BoardRow } from '@/lib/domain/views';
import { Icon, StatusIcon } from '@/components/ui/icon';
import { VERBS } from './cell';
import { TimeLeft } from './time-left';

function Words({ cell: c }: { cell: BoardCell }) {
  if (c.next && isMoving(c.next.status) && c.running)
    return <TimeLeft running={c.running} verb={VERBS[c.kind]} />;
  const failed = isFailure(c.status) ? (c.problem ?? c.status.word) : undefined;
  return <span>{c.refused?.words ?? failed ?? c.next?.status.word ?? c.problem}</span>;
}

/** A phone's words for what is on its way, and for what failed. */
export function Coming({ row }: { row: BoardRow }) {
  const cells = row.cells.filter((c) => c.next ?? c.problem);
  if (!cells.length) return null;
  return (
    <ul className="coming-list">
      {cells.map((c) => (
        <li key={c.stage} className={`k-${(c.next?.status ?? c.status).key}`}>
          {c.next && (
            <>
              <Icon name="arrow" small />
              <span className="sha">{shortRevision(c.next)}</span>
            </>
          )}
          <b className="font-medium">{c.stage}</b>
          <StatusIcon status={(c.next?.status ?? c.status).key} small />
          <Words cell={c} />
        </li>
      ))}
    </ul>
  );
}
