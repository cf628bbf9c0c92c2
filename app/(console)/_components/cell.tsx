import Link from 'next/link';
import { isFailure, isGood, isMoving, UNKNOWN, type Status } from '@/lib/domain/status';
import { cameTo, doubtOf, noneLive } from '@/lib/domain/deployments/live-words';
import type { BoardCell } from '@/lib/domain/views';
import { Excerpt } from '@/components/ui/excerpt';
import { StatusIcon, Icon } from '@/components/ui/icon';
import { RevisionId } from '@/components/ui/revision-id';
import { StatusLabel } from '@/components/status/status-label';
import { RelativeTime } from '@/components/ui/time';
import { CellMenu } from './cell-menu';
import { PersonMark } from './person-mark';
import { Progress, TimeLeft } from './time-left';

export const VERBS: Readonly<Record<BoardCell['kind'], string>> = {
  source: 'Reading',
  build: 'Building',
  deploy: 'Deploying',
};

/** What became of a release that did not come in, or not everywhere. */
const endWords = ({ refused, problem, live, next, status }: BoardCell): string =>
  refused?.words ??
  problem ??
  (isFailure(status) && next ? cameTo(live, next.sha) : undefined) ??
  next?.status.word ??
  status.word;

/** What is on its way into a stage, or did not come in. */
function Coming({ cell, project }: { cell: BoardCell; project: string }) {
  const { next } = cell;
  if (!next) return null;
  const { running } = cell;
  const words = endWords(cell);
  return (
    <span className={`below coming k-${next.status.key}`}>
      <Icon name="arrow" small />
      <RevisionId plain revision={next} />
      <StatusIcon status={next.status.key} small />
      {isMoving(next.status) && running ? (
        <>
          <span className="sr-only">{next.status.word}, </span>
          <TimeLeft running={running} verb={VERBS[cell.kind]} />
        </>
      ) : (
        <Excerpt text={words} about={`${cell.stage} of ${project}`} />
      )}
    </span>
  );
}

function Below({ cell, project }: { cell: BoardCell; project: string }) {
  const { live, next, status, person } = cell;
  const failed = isFailure(status);
  if (next && (cell.refused || !(failed && cell.kind !== 'deploy')))
    return <Coming cell={cell} project={project} />;
  if (failed || cell.problem !== undefined)
    return (
      <span className="below cause">
        <Excerpt text={cell.problem ?? ''} about={`${cell.stage} of ${project}`} />
      </span>
    );
  const doubt = doubtOf(live, cell.unread);
  if (doubt !== undefined)
    return (
      <span className="below truncate k-unk warn-text" title={doubt}>
        <StatusIcon status="unk" small /> {doubt}
      </span>
    );
  return (
    <span className="below truncate">
      {person && <PersonMark person={person} />}
      <span title={live?.message}>{live?.message}</span>
    </span>
  );
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

const When = ({ word, at, bad = false }: { word: string; at: number; bad?: boolean }) => (
  <span className={bad ? 'when bad' : 'when'}>
    <span className="word">{word} </span>
    <RelativeTime at={at} still />
  </span>
);

/** What a stage holds, and since when; of a build that failed what it failed with. */
function First({ cell }: { cell: BoardCell }) {
  const { live, next, status } = cell;
  const early = isFailure(status) && cell.kind !== 'deploy' && next;
  const doubt = doubtOf(live, cell.unread);
  if (early)
    return (
      <span className="first">
        <StatusLabel as="bare" quiet status={status} />
        <RevisionId plain revision={next} />
        {cell.closed && <Closed entry={cell.closed} />}
        <When word={status.word} at={next.since} bad />
      </span>
    );
  return (
    <span className="first" title={doubt}>
      <StatusLabel as="bare" quiet status={liveStatus(cell, doubt)} />
      {live ? (
        <RevisionId plain revision={live} />
      ) : (
        <span className="text-faint text-xs">{next ? noneLive(cell.unread) : status.word}</span>
      )}
      {cell.closed && <Closed entry={cell.closed} />}
      {live && <When word={live.word} at={live.at} />}
    </span>
  );
}

/** The running application, one click from the board; its address is asked for by that click. */
const Application = ({ cell, project }: { cell: BoardCell; project: string }) => (
  <a
    className="icon-btn cell-application"
    href={cell.application}
    target="_blank"
    rel="noopener noreferrer"
    aria-label={`Open ${project} ${cell.stage} in a new tab`}
    title={`Open ${cell.stage}`}
  >
    <Icon name="out" />
  </a>
);

/** What is live in a stage, and under it what is on its way or what went wrong; what is built or deployed has its menu. */
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
  const hasMenu = cell.kind !== 'source';
  const classes = [
    'cell',
    hasMenu && 'with-menu',
    cell.application !== undefined && 'with-application',
    place !== undefined && 'placed',
  ];
  return (
    <div
      className={classes.filter(Boolean).join(' ')}
      style={place === undefined ? undefined : { ['--place' as string]: -2 - place }}
    >
      <Link
        className="cell-link"
        href={cell.href}
        prefetch={false}
        aria-label={`${project} ${cell.stage}`}
      />
      <span className="stage-name">{cell.stage}</span>
      <First cell={cell} />
      <Below cell={cell} project={project} />
      {cell.application !== undefined && <Application cell={cell} project={project} />}
      {hasMenu && <CellMenu cell={cell} project={project} />}
      {next && isMoving(next.status) && <Progress running={cell.running} />}
      {!live && !next && isGood(status) && <span className="sr-only">{status.word}</span>}
    </div>
  );
}
