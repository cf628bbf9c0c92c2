import { shortRevision } from '@/lib/domain/commits/revision';
import { isFailure, isMoving, needsPerson, type Status } from '@/lib/domain/status';
import type { BoardCell, BoardRow } from '@/lib/domain/views';
import { Excerpt } from '@/components/ui/excerpt';
import { Icon, StatusIcon } from '@/components/ui/icon';
import { VERBS } from './cell';
import { PersonMark } from './person-mark';
import { TimeLeft } from './time-left';

function Words({ cell: c, project }: { cell: BoardCell; project: string }) {
  if (c.next && isMoving(c.next.status) && c.running)
    return <TimeLeft running={c.running} verb={VERBS[c.kind]} />;
  const failed = isFailure(c.status) ? (c.problem ?? c.status.word) : undefined;
  return (
    <Excerpt
      className="words"
      text={c.refused?.words ?? failed ?? c.next?.status.word ?? c.problem ?? ''}
      about={`${c.stage} of ${project}`}
      lines={2}
    />
  );
}

/** Where nothing is on its way: the newest change. It has the place of what comes, so that no row below moves then. */
function Calm({ row }: { row: BoardRow }) {
  const [first] = row.cells;
  return (
    <li className="calm">
      {first?.person && <PersonMark person={first.person} />}
      <span className="truncate">{first?.live?.message}</span>
    </li>
  );
}

const statusOf = (c: BoardCell): Status => c.next?.status ?? c.status;

/** What broke comes before who is asked, and before what runs. */
const RANKS: readonly ((s: Status) => boolean)[] = [isFailure, needsPerson, isMoving];
const rank = (c: BoardCell): number => {
  const at = RANKS.findIndex((test) => test(statusOf(c)));
  return at < 0 ? RANKS.length : at;
};

/**
 * A phone's words for what matters most in a row, and how much there is besides. It is one line of one height, whatever
 * it says: no row below moves when something begins, fails or ends.
 */
export function Coming({ row }: { row: BoardRow }) {
  const [c, ...others] = row.cells
    .filter((x) => x.next ?? x.problem)
    .sort((a, b) => rank(a) - rank(b));
  if (!c)
    return (
      <ul className="coming-list">
        <Calm row={row} />
      </ul>
    );
  return (
    <ul className="coming-list">
      <li className={`k-${statusOf(c).key}`}>
        {c.next && (
          <>
            <Icon name="arrow" small />
            <span className="sha">{shortRevision(c.next)}</span>
          </>
        )}
        <b className="font-medium">{c.stage}</b>
        <StatusIcon status={statusOf(c).key} small />
        <Words cell={c} project={row.name} />
        {others.length > 0 && (
          <span className="others">
            +{others.length}
            <span className="sr-only">
              : {others.map((o) => `${o.stage}: ${statusOf(o).word}`).join(', ')}
            </span>
          </span>
        )}
      </li>
    </ul>
  );
}
