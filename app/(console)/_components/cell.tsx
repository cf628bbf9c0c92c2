import Link from 'next/link';
import { isFailure, isGood, isMoving, UNKNOWN, type Status } from '@/lib/domain/status';
import { cameTo, doubtOf, noneLive } from '@/lib/domain/deployments/live-words';
import type { BoardCell } from '@/lib/domain/views';
import { StatusIcon, Icon } from '@/components/ui/icon';
import { RevisionId } from '@/components/ui/revision-id';
import { StatusLabel } from '@/components/status/status-label';
import { RelativeTime } from '@/components/ui/time';
import { CellMenu } from './cell-menu';

function Below({ cell }: { cell: BoardCell }) {
  const { live, next, status } = cell;
  const failed = isFailure(status);
  const reached = next && failed && cameTo(live, next.sha);
  if (next && (cell.refused || !(failed && cell.kind !== 'deploy')))
    return (
      <span className={`below coming k-${next.status.key}`} title={cell.refused?.words}>
        <Icon name="arrow" small />
        <RevisionId revision={next} />
        <StatusIcon status={next.status.key} small />
        <span className="truncate">{cell.refused?.words ?? (reached || next.status.word)}</span>
      </span>
    );
  if (failed) return <span className="below truncate">{cell.problem}</span>;
  const doubt = doubtOf(live, cell.unread);
  if (doubt !== undefined)
    return (
      <span className="below truncate k-unk warn-text" title={doubt}>
        <StatusIcon status="unk" small /> {doubt}
      </span>
    );
  return <span className="below truncate">{live?.message}</span>;
}

/** Of what is live: good is only what nothing speaks against. */
function liveStatus({ live, unread, status }: BoardCell, doubt: string | undefined): Status {
  if (!live) return unread === undefined ? status : UNKNOWN;
  return doubt === undefined
    ? { key: 'ok', word: live.word }
    : { key: 'unk', word: `${live.word}, but: ${doubt}` };
}

/** Nothing enters the stage until somebody opens it again. */
function Closed({ entry: { reason, by } }: { entry: NonNullable<BoardCell['closed']> }) {
  const words = `Entry closed${by && ` by ${by}`}${reason && `: ${reason}`}`;
  return (
    <span className="closed" title={words}>
      <Icon name="lock" small />
      <span className="sr-only">{words}.</span>
    </span>
  );
}

/** What is live in a stage, and under it what is on its way or what went wrong; a deploy stage has its menu. */
export function Cell({
  cell,
  project,
  place,
}: {
  cell: BoardCell;
  project: string;
  /** Its column, counted from the right, where it stands under others of its name. */
  place?: number | undefined;
}) {
  const { live, next, status } = cell;
  const early = isFailure(status) && cell.kind !== 'deploy' && next;
  const doubt = doubtOf(live, cell.unread);
  return (
    <div
      className={`cell ${place === undefined ? '' : 'placed'}`}
      style={place === undefined ? undefined : { ['--place' as string]: -2 - place }}
    >
      <Link
        className="cell-link"
        href={cell.href}
        prefetch={false}
        aria-label={`${project} ${cell.stage}`}
      />
      <span className="stage-name">{cell.stage}</span>
      <span className="first" title={doubt}>
        <StatusLabel as="bare" quiet status={early ? status : liveStatus(cell, doubt)} />
        {early ? (
          <RevisionId revision={next} />
        ) : live ? (
          <RevisionId revision={live} />
        ) : (
          <span className="text-faint text-xs">{next ? noneLive(cell.unread) : status.word}</span>
        )}
        {cell.closed && <Closed entry={cell.closed} />}
        {early ? (
          <span className="when bad">
            {status.word} <RelativeTime at={next.since} still />
          </span>
        ) : (
          live && (
            <span className="when">
              {live.word} <RelativeTime at={live.at} still />
            </span>
          )
        )}
      </span>
      <Below cell={cell} />
      {cell.kind === 'deploy' && <CellMenu cell={cell} project={project} />}
      {next && isMoving(next.status) && <span className="progress k-run" aria-hidden="true" />}
      {!live && !next && isGood(status) && <span className="sr-only">{status.word}</span>}
    </div>
  );
}
