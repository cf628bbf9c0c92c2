import { urgency } from '@/lib/domain/board/board-order';
import { isFailure, isMoving, needsPerson, NOT_STARTED, type Status } from '@/lib/domain/status';
import type { BoardCell, BoardRow } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { CommitCell, RowLink } from '@/components/list/cells';
import type { ListSpec } from '@/components/list/spec';
import { StatusLabel } from '@/components/status/status-label';
import { RelativeTime } from '@/components/ui/time';

const newest = (r: BoardRow): number =>
  Math.max(0, ...r.cells.map((c) => Math.max(c.live?.at ?? 0, c.next?.since ?? 0)));

const statusOf = (c: BoardCell): Status =>
  c.next?.status ?? (c.live ? { key: 'ok', word: c.stage } : (c.status ?? NOT_STARTED));

/** What was pushed last: what its source holds, or brings now. */
const pushed = (r: BoardRow) => r.cells[0]?.next ?? r.cells[0]?.live;

function Stages({ row }: { row: BoardRow }) {
  if (row.isComing) return <span className="text-faint">Not read yet</span>;
  return (
    <ol className="stage-marks">
      {row.cells.map((c) => (
        <li key={c.stage}>
          <StatusLabel
            status={statusOf(c)}
            word={`${c.stage}${c.next ? `: ${c.next.status.word}` : ''}`}
            quiet
          />
        </li>
      ))}
    </ol>
  );
}

/** The list of pipelines: those that need somebody can come first. */
export const PIPELINES: ListSpec<BoardRow> = {
  page: routes.pipelines,
  noun: ['pipeline', 'pipelines'],
  keyOf: (r) => r.name,
  textOf: (r) =>
    `${r.name} ${r.cells.map((c) => `${c.stage} ${c.live?.sha ?? ''} ${c.live?.message ?? ''} ${c.next?.sha ?? ''} ${c.next?.message ?? ''}`).join(' ')}`,
  placeholder: 'Name, stage or commit',
  sort: '-moved',
  choices: [
    {
      key: 'waiting',
      label: 'Waiting',
      test: (r) => r.cells.some((c) => c.next && needsPerson(c.next.status)),
    },
    {
      key: 'running',
      label: 'Running',
      test: (r) => r.cells.some((c) => c.next && isMoving(c.next.status)),
    },
    { key: 'failed', label: 'Failed', test: (r) => r.cells.some((c) => isFailure(c.status)) },
  ],
  facets: [],
  columns: [
    {
      id: 'pipeline',
      title: 'Pipeline',
      width: 'minmax(140px, 1fr)',
      sortBy: (r) => r.name,
      phone: 'head',
      cell: (r) => (
        <span className="block truncate">
          <RowLink href={routes.pipeline(r.name)}>
            <b className="font-medium">{r.name}</b>
          </RowLink>
        </span>
      ),
    },
    {
      id: 'commit',
      title: 'Newest commit',
      width: 'minmax(0, 1.4fr)',
      phone: 'line',
      cell: (r) => (r.isComing ? null : <CommitCell revision={pushed(r)} />),
    },
    {
      id: 'needs',
      title: 'Stages',
      width: 'minmax(0, 2fr)',
      sortBy: urgency,
      phone: 'line',
      cell: (r) => <Stages row={r} />,
    },
    {
      id: 'moved',
      title: 'Last change',
      width: '96px',
      sortBy: (r) => newest(r) || undefined,
      descending: true,
      isNumber: true,
      phone: 'aside',
      cell: (r) => <RelativeTime at={newest(r)} suffix=" ago" />,
    },
  ],
};
