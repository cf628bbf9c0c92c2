'use client';
import { useState } from 'react';
import { isFailure, isMoving, NOT_STARTED, statusOf } from '@/lib/domain/status';
import { eventsOf, shareWords } from '@/lib/domain/deployments/targets';
import { duration } from '@/lib/domain/time';
import type { DeploymentView, LifecycleCell, TargetView } from '@/lib/domain/views';
import { StatusLabel } from '@/components/status/status-label';

interface Props {
  readonly deployment: DeploymentView;
  readonly target: string | undefined;
  readonly event: string | undefined;
  readonly onChoose: (target: string, event: string) => void;
}

const LEGEND = [statusOf('Succeeded'), statusOf('InProgress'), NOT_STARTED, statusOf('Skipped')];

/** So many targets are columns; of more each is a row, and the page scrolls as pages do. */
const MOST_COLUMNS = 8;
/** So many are drawn before somebody asks for all: the failed ones are the first. */
const FIRST = 50;

function TargetHead({ target: t }: { target: TargetView }) {
  return (
    <>
      <span className="flex items-center gap-1.5">
        <StatusLabel as="bare" status={t.status} />
        <code className="grid-target" title={t.id}>
          {t.id}
        </code>
        {t.label && <span className="text-faint font-normal">{t.label}</span>}
      </span>
      {t.traffic?.map((share) => (
        <span key={share.name} className="block text-2xs text-muted font-normal">
          {shareWords(share)}
        </span>
      ))}
    </>
  );
}

function Cell({
  target: t,
  cell: c,
  chosen,
  onChoose,
}: {
  target: TargetView;
  cell: LifecycleCell | undefined;
  chosen: boolean;
  onChoose: () => void;
}) {
  if (!c) return <td />;
  const what = t.kind === 'instance' ? 'Open its log' : 'Show what is known of it';
  return (
    <td className={chosen ? 'chosen' : undefined}>
      <button
        type="button"
        className="grid-cell"
        aria-pressed={chosen}
        aria-label={`${c.event} on ${t.id}: ${c.status.word}. ${what}`}
        onClick={onChoose}
      >
        <StatusLabel
          as={isMoving(c.status) || isFailure(c.status) ? 'text' : 'bare'}
          status={c.status}
        />
        <span className="text-faint">{c.ms === undefined ? '' : duration(c.ms)}</span>
      </button>
    </td>
  );
}

/** Each cell is a button; the agent's own steps write no script log but can still be opened. */
export function LifecycleGrid({ deployment: d, target, event, onChoose }: Props) {
  const [whole, setWhole] = useState(false);
  const place = d.targets.findIndex((t) => t.id === target);
  const shown = whole || place >= FIRST ? d.targets : d.targets.slice(0, FIRST);
  const events = eventsOf(d.targets);
  const cell = (t: TargetView, name: string) => (
    <Cell
      key={`${t.id} ${name}`}
      target={t}
      cell={t.cells.find((c) => c.event === name)}
      chosen={t.id === target && name === event}
      onChoose={() => onChoose(t.id, name)}
    />
  );
  const columns = d.targets.length <= MOST_COLUMNS;
  return (
    <div className="card">
      <div
        className="grid-scroll"
        tabIndex={0}
        role="region"
        aria-label={`Lifecycle events by target of ${d.id}`}
      >
        <table className="lifecycle">
          <thead>
            <tr>
              <th scope="col">{columns ? 'Lifecycle event' : 'Target'}</th>
              {columns
                ? shown.map((t) => (
                    <th key={t.id} scope="col">
                      <TargetHead target={t} />
                    </th>
                  ))
                : events.map((name) => (
                    <th key={name} scope="col">
                      {name}
                    </th>
                  ))}
            </tr>
          </thead>
          <tbody>
            {columns
              ? events.map((name) => (
                  <tr key={name}>
                    <th scope="row">{name}</th>
                    {shown.map((t) => cell(t, name))}
                  </tr>
                ))
              : shown.map((t) => (
                  <tr key={t.id}>
                    <th scope="row">
                      <TargetHead target={t} />
                    </th>
                    {events.map((name) => cell(t, name))}
                  </tr>
                ))}
          </tbody>
        </table>
      </div>
      {shown.length < d.targets.length && (
        <p className="px-3 pt-3">
          <button type="button" className="btn small" onClick={() => setWhole(true)}>
            Show {d.targets.length - shown.length} more targets
          </button>
        </p>
      )}
      <p className="legend">
        {LEGEND.map((s) => (
          <StatusLabel key={s.word} status={s} />
        ))}
        <span className="flex-1" />
        <span className="text-faint phone-off">
          Select a cell to open {d.targets.every((t) => t.kind === 'instance') ? 'its log' : 'it'}
        </span>
      </p>
    </div>
  );
}
