'use client';
import { duration } from '@/lib/domain/time';
import { isMoving, NOT_STARTED, statusOf } from '@/lib/domain/status';
import type { DeploymentView } from '@/lib/domain/views';
import { StatusLabel } from '@/components/status/status-label';

interface Props {
  readonly deployment: DeploymentView;
  readonly target: string | undefined;
  readonly event: string | undefined;
  readonly onChoose: (target: string, event: string) => void;
}

const LEGEND = [statusOf('Succeeded'), statusOf('InProgress'), NOT_STARTED, statusOf('Skipped')];

/** Each cell is a button; the agent's own steps write no script log but can still be opened. */
export function LifecycleGrid({ deployment: d, target, event, onChoose }: Props) {
  const events = d.targets[0]?.cells.map((c) => c.event) ?? [];
  return (
    <div className="card">
      <div
        className="grid-scroll"
        tabIndex={0}
        role="region"
        aria-label="Lifecycle events by target"
      >
        <table className="lifecycle">
          <thead>
            <tr>
              <th scope="col">Lifecycle event</th>
              {d.targets.map((t) => (
                <th key={t.id} scope="col">
                  <span className="flex items-center gap-1.5">
                    <StatusLabel as="bare" status={t.status} />
                    <code>{t.id}</code>
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {events.map((name, i) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {d.targets.map((t) => {
                  const c = t.cells[i];
                  if (!c) return <td key={t.id} />;
                  const chosen = t.id === target && name === event;
                  return (
                    <td key={t.id} className={chosen ? 'chosen' : undefined}>
                      <button
                        type="button"
                        className="grid-cell"
                        aria-pressed={chosen}
                        aria-label={`${name} on ${t.id}: ${c.status.word}. Open its log`}
                        onClick={() => onChoose(t.id, name)}
                      >
                        <StatusLabel
                          as={isMoving(c.status) || c.message ? 'text' : 'bare'}
                          status={c.status}
                        />
                        <span className="dim">{c.ms === undefined ? '' : duration(c.ms)}</span>
                      </button>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="legend">
        {LEGEND.map((s) => (
          <StatusLabel key={s.word} status={s} />
        ))}
        <span className="flex-1" />
        <span className="dim phone-off">Select a cell to open its log</span>
      </p>
    </div>
  );
}
