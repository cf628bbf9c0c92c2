'use client';
import Link from 'next/link';
import { useState, type KeyboardEvent } from 'react';
import { createPortal } from 'react-dom';
import { useNow } from '@/lib/client/now';
import { useZone } from '@/lib/client/zone';
import { age } from '@/lib/domain/time';
import type { BoardRun } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { StatusIcon } from '@/components/ui/icon';

interface Place {
  readonly left: number;
  readonly top: number;
}

const TIP_ID = 'run-tip';
const TIP_GAP = 6;

/** What a run was, beside its mark. There is one for the page: only one mark is pointed at. */
function Tip({ run, place }: { run: BoardRun; place: Place }) {
  const now = useNow();
  const { moment } = useZone();
  return createPortal(
    <div id={TIP_ID} role="tooltip" className={`run-tip k-${run.status.key}`} style={place}>
      <p className="flex items-center gap-2">
        <StatusIcon status={run.status.key} small />
        <b className="font-medium">{run.status.word}</b>
        {run.revision !== undefined && <span className="sha">{run.revision}</span>}
      </p>
      {run.message && <p>{run.message}</p>}
      <p className="text-faint">
        Started {age(run.at, now || run.at)} ago, {moment(run.at)}
      </p>
    </div>,
    document.body,
  );
}

const nameOf = ({ status, revision, message }: BoardRun): string =>
  [status.word, [revision, message].filter(Boolean).join(' ')].filter(Boolean).join(': ');

/** Arrow keys go from mark to mark, as in a list; all of them are one stop of the Tab key. */
function onKeyDown(e: KeyboardEvent<HTMLOListElement>): void {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
  if (step === undefined) return;
  const links = [...e.currentTarget.querySelectorAll('a')];
  const next = links[links.indexOf(e.target as HTMLAnchorElement) + step];
  if (!next) return;
  e.preventDefault();
  next.focus();
}

/** A pipeline's newest executions, the newest at the right: each its status, and a link to it. */
export function Ticks({ runs, pipeline }: { runs: readonly BoardRun[]; pipeline: string }) {
  const [shown, setShown] = useState<{ readonly id: string; readonly place: Place }>();
  const show = (id: string) => (e: { currentTarget: HTMLElement }) => {
    const box = e.currentTarget.getBoundingClientRect();
    const left = Math.max(8, Math.min(box.left - 12, window.innerWidth - 300));
    setShown({ id, place: { left, top: box.bottom + TIP_GAP } });
  };
  const hide = (): void => setShown(undefined);
  const run = runs.find((r) => r.id === shown?.id);
  if (!runs.length) return null;
  return (
    <>
      <ol className="ticks" aria-label={`Last executions of ${pipeline}`} onKeyDown={onKeyDown}>
        {runs.map((r, i) => (
          <li key={r.id}>
            <Link
              className={`tick k-${r.status.key}`}
              href={routes.execution(pipeline, r.id)}
              prefetch={false}
              tabIndex={i === runs.length - 1 ? 0 : -1}
              aria-label={nameOf(r)}
              aria-describedby={shown?.id === r.id ? TIP_ID : undefined}
              onMouseEnter={show(r.id)}
              onFocus={show(r.id)}
              onMouseLeave={hide}
              onBlur={hide}
            />
          </li>
        ))}
      </ol>
      {run && shown && <Tip run={run} place={shown.place} />}
    </>
  );
}
