'use client';
import { allOf, shortRevision } from '@/lib/domain/commits/revision';
import Link from 'next/link';
import { useMemo, useState, type CSSProperties } from 'react';
import { useNow } from '@/lib/client/now';
import { useZone } from '@/lib/client/zone';
import { axisOf } from '@/lib/domain/executions/axis';
import type { ExecutionDetail, Step } from '@/lib/domain/executions/execution';
import { isFailure, isMoving, isOver, needsPerson } from '@/lib/domain/status';
import { LEAST_WAIT_MS, spentAt } from '@/lib/domain/approvals/spent';
import { duration } from '@/lib/domain/time';
import { StatusLabel } from '@/components/status/status-label';
import { Icon } from '@/components/ui/icon';
import { OutLink } from '@/components/ui/out-link';

interface Props {
  readonly execution: ExecutionDetail;
  readonly chosen: string;
  readonly onChoose: (key: string) => void;
}

/** Minutes and seconds since the start, as on the axis. */
const mark = (ms: number): string => {
  const s = Math.round(ms / 1000);
  return s < 3600
    ? `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`
    : `${Math.floor(s / 3600)}:${String(Math.floor(s / 60) % 60).padStart(2, '0')}:${String(s % 60).padStart(2, '0')}`;
};

const place = (x: number, to: number): CSSProperties => ({
  left: `${x * 100}%`,
  width: `max(3px, ${(to - x) * 100}%)`,
});

/** What the execution carries: one commit with its author, or each source with its own. */
function firstRow(e: ExecutionDetail): { title: string; text: string } {
  const all = allOf(e.revision);
  const [only] = all;
  const author = e.author ? ` by ${e.author}` : '';
  if (!only) return { title: 'Revision', text: 'none yet' };
  if (all.length === 1)
    return {
      title: (only.kind ?? 'commit') === 'commit' ? 'Commit' : 'Revision',
      text: `${shortRevision(only)}${author}`,
    };
  return {
    title: 'Revisions',
    text: all
      .map((r, i) => `${r.source ?? ''}: ${shortRevision(r)}${i === 0 ? author : ''}`)
      .join(', '),
  };
}

/** From the commit to the last hook: what ran when, what waited, what is still to come. A row chooses its part of the log. */
export function Waterfall({ execution: e, chosen, onChoose }: Props) {
  const now = useNow();
  const { clock, name: zoneName } = useZone();
  const end = e.endedAt ?? Math.max(now, e.readAt, e.startedAt);
  const axis = useMemo(
    () =>
      axisOf(
        e.startedAt,
        end,
        e.steps
          .filter((s) => s.depth > 0 && !s.person && s.from !== undefined)
          .map((s) => ({
            from: s.from ?? 0,
            to: s.to ?? (isMoving(s.status) ? end : (s.from ?? 0)),
          })),
      ),
    [e.startedAt, e.steps, end],
  );
  const parents = new Set(
    e.steps.filter((s, i) => (e.steps[i + 1]?.depth ?? 0) > s.depth).map((s) => s.key),
  );
  const [folds, setFolds] = useState<Readonly<Record<string, boolean>>>({});
  // Of many targets that went well one line each is enough.
  const quiet = (s: Step): boolean =>
    s.kind === 'target' &&
    isOver(s.status) &&
    !isFailure(s.status) &&
    e.steps.filter((x) => x.kind === 'target').length > 3;
  const folded = (s: Step): boolean => folds[s.key] ?? quiet(s);
  const first = firstRow(e);
  const rows: Step[] = [];
  let hidden = Infinity;
  for (const step of e.steps) {
    if (step.depth > hidden) continue;
    hidden = parents.has(step.key) && folded(step) ? step.depth : Infinity;
    rows.push(step);
  }
  return (
    <section className="card waterfall" aria-label="Timeline">
      <div className="fall-head" aria-hidden="true">
        <span>Step</span>
        <span className="num">Took</span>
        <span className="fall-track">
          {axis.ticks.map((t, i) =>
            (i > 0 && t.x < 0.03) || t.x > 0.97 ? null : (
              <i key={t.at} className="fall-tick" style={{ left: `${t.x * 100}%` }}>
                {mark(t.at - e.startedAt)}
              </i>
            ),
          )}
          {!e.over && (
            <b className="fall-now" style={{ left: `${axis.x(end) * 100}%` }}>
              now
            </b>
          )}
        </span>
      </div>
      <ol>
        <li className="fall-row depth-0">
          <span className="fall-name">
            <Icon name="commit" small />
            <b>{first.title}</b>
            <span className="text-faint truncate" title={first.text}>
              {first.text}
            </span>
          </span>
          <span className="num" />
          <span className="fall-track">
            <span className="fall-note" style={{ left: 0 }}>
              {e.trigger} {clock(e.startedAt)} {zoneName(e.startedAt)}
            </span>
          </span>
        </li>
        {rows.map((step) => (
          <Row
            key={step.key}
            step={step}
            axis={axis}
            end={end}
            parent={parents.has(step.key)}
            folded={folded(step)}
            chosen={chosen === step.key}
            onFold={() => setFolds({ ...folds, [step.key]: !folded(step) })}
            onChoose={() => onChoose(chosen === step.key ? '' : step.key)}
          />
        ))}
      </ol>
      {axis.breaks.length > 0 && (
        <p className="text-2xs text-faint px-4 py-2">Long waits are shortened (hatched).</p>
      )}
    </section>
  );
}

const percent = (share: number): string => `${share * 100}%`;

/** Beside its bar where there is more room, never beyond the track; over the bar where there is none. */
function notePlace(
  x: number,
  xEnd: number,
): { readonly style: React.CSSProperties; readonly over?: boolean } {
  if (xEnd <= 0.7) return { style: { left: percent(xEnd), maxWidth: percent(1 - xEnd) } };
  return x >= 0.3
    ? { style: { right: percent(1 - x), maxWidth: percent(x) } }
    : { style: { left: percent(x), maxWidth: percent(xEnd - x) }, over: true };
}

/** What the number beside a step is, where it is not the time that it worked. */
function tookTitle(s: Step, waited = 0): string | undefined {
  if (s.from === undefined) return s.estimate === undefined ? undefined : 'What it usually takes';
  if (s.person) return 'Time spent waiting for a person';
  return waited < LEAST_WAIT_MS ? undefined : `And ${duration(waited)} waiting`;
}

interface RowProps {
  readonly step: Step;
  readonly axis: ReturnType<typeof axisOf>;
  readonly end: number;
  readonly parent: boolean;
  readonly folded: boolean;
  readonly chosen: boolean;
  readonly onFold: () => void;
  readonly onChoose: () => void;
}

function Row({ step: s, axis, end, parent, folded, chosen, onFold, onChoose }: RowProps) {
  const to =
    s.to ?? (s.from !== undefined && (isMoving(s.status) || needsPerson(s.status)) ? end : s.from);
  const spent = s.spent && spentAt(s.spent, end);
  const took =
    s.from === undefined
      ? s.estimate
      : ((s.person ? undefined : spent?.worked) ?? (to ?? s.from) - s.from);
  const x = s.from === undefined ? undefined : axis.x(s.from);
  const xEnd = to === undefined ? undefined : axis.x(to);
  const note =
    s.note !== undefined && x !== undefined && xEnd !== undefined ? notePlace(x, xEnd) : undefined;
  return (
    <li className={`fall-row depth-${s.depth} k-${s.status.key} ${chosen ? 'chosen' : ''}`}>
      <span className="fall-name">
        {parent ? (
          <button
            type="button"
            className="fall-fold"
            aria-expanded={!folded}
            aria-label={`${folded ? 'Open' : 'Fold'} ${s.label}`}
            onClick={onFold}
          >
            <Icon name={folded ? 'right' : 'down'} small />
          </button>
        ) : (
          <i className="fall-fold" />
        )}
        <button type="button" className="fall-choose" aria-pressed={chosen} onClick={onChoose}>
          <StatusLabel as="bare" status={s.status} />
          <span className={`truncate ${s.depth < 2 ? 'font-medium' : ''}`}>{s.label}</span>
          {s.detail && <span className="text-faint truncate">{s.detail}</span>}
        </button>
        {s.href && (
          <Link
            className="fall-link"
            href={s.href}
            prefetch={false}
            aria-label={`Open ${s.label}`}
            title="Open its page"
          >
            <Icon name="arrow" small />
          </Link>
        )}
        {s.link && <OutLink href={s.link} label={s.linkLabel ?? s.link} about={s.label} bare />}
      </span>
      <span
        className={`num ${s.person ? 'text-faint' : ''}`}
        title={tookTitle(s, spent?.waited)}
        suppressHydrationWarning
      >
        {took === undefined ? '' : s.from === undefined ? `≈ ${duration(took)}` : duration(took)}
      </span>
      <span className="fall-track" suppressHydrationWarning>
        {axis.breaks.map((b) => (
          <i key={b.from} className="fall-break" style={place(b.x, b.x + b.width)} />
        ))}
        {x !== undefined && xEnd !== undefined && (
          <i
            className={`fall-bar ${s.kind === 'stage' ? 'group' : ''} ${s.person ? 'person' : ''}`}
            style={place(x, xEnd)}
          />
        )}
        {note && (
          <span
            className={`fall-note ${isFailure(s.status) ? 'bad' : ''} ${note.over ? 'over' : ''}`}
            style={note.style}
            title={s.note}
          >
            {s.note}
          </span>
        )}
      </span>
    </li>
  );
}
