import { shortRevision } from '@/lib/domain/commits/revision';
import { isFailure } from '@/lib/domain/status';
import type { BoardRow } from '@/lib/domain/views';
import { Icon, StatusIcon } from '@/components/ui/icon';

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
          <span className="truncate">
            {isFailure(c.status) ? (c.problem ?? c.status.word) : c.next?.status.word}
          </span>
        </li>
      ))}
    </ul>
  );
}
