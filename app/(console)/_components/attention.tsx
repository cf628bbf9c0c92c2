'use client';
import Link from 'next/link';
import { useRef, useState } from 'react';
import { useWidth } from '@/lib/client/width';
import { newestLive, countWords } from '@/lib/domain/board/attention';
import { doubtOf } from '@/lib/domain/deployments/live-words';
import { shortRevision } from '@/lib/domain/commits/revision';
import { isFailure, LIVE, UNKNOWN } from '@/lib/domain/status';
import type { Attention, Board } from '@/lib/domain/views';
import { ChangeButton } from '@/components/change-dialog/button';
import { Size } from '@/components/diff/size';
import { StatusLabel } from '@/components/status/status-label';
import { Excerpt } from '@/components/ui/excerpt';
import { Icon } from '@/components/ui/icon';
import { RelativeTime } from '@/components/ui/time';
import { PersonMark } from './person-mark';
import { TimeLeft } from './time-left';

/** Widths in px: the least of a card, what is between two, and the button for those that are left out. */
const CARD = 256;
const GAP = 12;
const MORE = 92;

const fitting = (width: number): number => Math.max(1, Math.floor((width + GAP) / (CARD + GAP)));

/** How many of `count` cards a row of `width` px holds, the button for the others beside them. */
export const cardsIn = (width: number, count: number): number =>
  count <= fitting(width) ? count : fitting(width - MORE - GAP);

/** Under what it is about: how long it still takes; how much it changes, and its message. */
function Second({ item: a }: { item: Attention }) {
  if (a.running) return <TimeLeft running={a.running} verb={a.title} />;
  return (
    <span className="second">
      {a.size && <Size size={a.size} />}
      <span className="truncate" title={a.subject}>
        {a.subject}
      </span>
    </span>
  );
}

/** What a card says: of a failure its cause, in two lines; of anything else what it is about in the second one. */
function Detail({ item: a }: { item: Attention }) {
  if (isFailure(a.status))
    return (
      <div className="why">
        <Excerpt
          text={a.detail || (a.subject ?? '')}
          about={`Why ${a.where} of ${a.project} failed`}
          lines={2}
        />
      </div>
    );
  return (
    <p>
      <span className="truncate" title={a.detail}>
        {a.detail}
      </span>
      <Second item={a} />
    </p>
  );
}

/** An approval is answered from here, traffic rerouted, a failed stage tried again; anything else leads to its page. */
function Actions({ item: a }: { item: Attention }) {
  const name = `${a.action}: ${a.title}, ${a.project}`;
  if (a.approval)
    return (
      <ChangeButton
        size="small"
        variant="primary"
        change={{ kind: 'approve', pipeline: a.project, ...a.approval }}
        label={name}
      >
        {a.action}
      </ChangeButton>
    );
  if (a.reroute)
    return (
      <ChangeButton
        size="small"
        variant="primary"
        change={{
          kind: 'reroute',
          pipeline: a.reroute.application,
          stage: a.reroute.group,
          execution: a.reroute.deployment,
        }}
        label={name}
      >
        {a.action}
      </ChangeButton>
    );
  return (
    <Link className="btn small" href={a.href} prefetch={false} aria-label={name}>
      {a.action}
    </Link>
  );
}

/** In the card's corner: beside the other button it would leave a cause no room. */
function Retry({ item: a }: { item: Attention }) {
  if (!a.retry) return null;
  return (
    <ChangeButton
      size="small"
      change={{ kind: 'retry', pipeline: a.project, ...a.retry }}
      label={`Retry ${a.retry.stage} of ${a.project}…`}
    >
      <Icon name="retry" />
    </ChangeButton>
  );
}

/** What it is about; of an approval the way to everything that waits, where its diff is drawn; of a deployment that waits its page. */
function Subject({ item: a }: { item: Attention }) {
  const words = (
    <>
      <b>{a.project}</b> → {a.where}
    </>
  );
  return (
    <p className="what truncate" title={`${a.project} → ${a.where}`}>
      {a.approval || a.reroute ? (
        <Link href={a.href} prefetch={false}>
          {words}
        </Link>
      ) : (
        words
      )}
    </p>
  );
}

export function Card({ item: a }: { item: Attention }) {
  return (
    <li className={`k-${a.status.key}`}>
      <div className="first">
        <StatusLabel as="pill" status={a.status} word={a.title} />
        <span className="flex items-center gap-2 text-xs text-faint">
          {a.person && <PersonMark person={a.person} />}
          {a.since > 0 && <RelativeTime at={a.since} />}
          <Retry item={a} />
        </span>
      </div>
      <Subject item={a} />
      <div className="foot">
        <Detail item={a} />
        <Actions item={a} />
      </div>
    </li>
  );
}

/** Whether all that is live was read: only then has nothing been released. */
const isRead = (board: Board): boolean =>
  !board.unreadable.length &&
  !board.unread &&
  board.rows.every((r) => !r.stale && r.cells.every((c) => c.unread === undefined));

const notRead = (board: Board): string =>
  board.unread ? 'Pipelines are still being read.' : 'Not everything could be read.';

/** A calm board's strip: what went live last. */
const calm = (board: Board): Attention[] =>
  newestLive(board.rows).map(({ project, cell, live }) => ({
    key: `${project} ${cell.stage}`,
    status: doubtOf(live, cell.unread) === undefined ? LIVE : UNKNOWN,
    title: 'Live',
    project,
    where: cell.stage,
    detail: shortRevision(live),
    subject: live.message,
    person: cell.person,
    since: live.at,
    href: cell.href,
    action: 'Open',
  }));

interface Held {
  readonly items: readonly Attention[];
  readonly urgent: boolean;
}

const itemsOf = (board: Board): Held => {
  const urgent = board.attention.length > 0;
  return { items: urgent ? board.attention : calm(board), urgent };
};

/** The cards, each in its place for as long as a pointer is on them: none changes its place under it. */
function useHeld(board: Board) {
  const now = itemsOf(board);
  const [held, setHeld] = useState<Held>();
  const fresh = new Map(now.items.map((a) => [a.key, a]));
  const shown = held && {
    urgent: held.urgent,
    items: held.items.map((a) => fresh.get(a.key) ?? a),
  };
  return { ...(shown ?? now), hold: () => setHeld(now), release: () => setHeld(undefined) };
}

/**
 * Failures, approvals, then what runs, in one row; where there is none of them, what went live last. Its height is
 * always the same: what comes and goes moves nothing on the page.
 */
export function AttentionStrip({ board }: { board: Board }) {
  const strip = useRef<HTMLElement>(null);
  const width = useWidth(strip);
  const [open, setOpen] = useState(false);
  const { items, urgent, hold, release } = useHeld(board);
  const most = width === undefined ? items.length : cardsIn(width, items.length);
  const shown = open ? items : items.slice(0, most);
  const rest = urgent ? items.slice(most) : [];
  return (
    <section
      ref={strip}
      className={`attention-strip ${open ? 'open' : ''}`}
      aria-label={urgent ? 'What needs attention' : 'What went live last'}
      onPointerEnter={(e) => {
        if (e.pointerType === 'mouse') hold();
      }}
      onPointerLeave={release}
    >
      {items.length === 0 && (
        <p className="text-muted">
          {isRead(board) ? 'Nothing has been released yet.' : notRead(board)}
        </p>
      )}
      {items.length > 0 && (
        <ul className="attention">
          {shown.map((a, place) => (
            // A card is a place: what is in it changes, and no card moves.
            <Card key={place} item={a} />
          ))}
        </ul>
      )}
      {rest.length > 0 && (
        <button
          type="button"
          className={`more ${rest.some((a) => isFailure(a.status)) ? 'k-fail' : ''}`}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <b>{open ? 'Fewer' : `+${rest.length} more`}</b>
          {!open && <span className="text-xs text-muted">{countWords(rest)}</span>}
        </button>
      )}
    </section>
  );
}
