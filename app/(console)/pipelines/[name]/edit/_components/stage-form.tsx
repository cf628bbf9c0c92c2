'use client';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { moved, type EditAction, type EditStage } from './model';

interface Props {
  readonly stage: EditStage;
  readonly index: number;
  readonly count: number;
  readonly onChange: (next: EditStage) => void;
  readonly onMove: (by: number) => void;
  readonly onRemove: () => void;
  readonly onApproval: () => void;
}

/** What the form offers of an action though the declaration has no value for it. */
const OFFERED: Readonly<Record<string, readonly string[]>> = {
  Approval: ['NotificationArn', 'CustomData', 'ExternalEntityLink'],
};

/** With a value, without the key where there is none: an empty one is refused. */
function configured(a: EditAction, key: string, value: string): EditAction {
  const next = { ...a.configuration, [key]: value };
  return {
    ...a,
    configuration:
      value === '' && OFFERED[a.actionTypeId?.category ?? '']?.includes(key)
        ? Object.fromEntries(Object.entries(next).filter(([k]) => k !== key))
        : next,
  };
}

function ActionForm({
  action: a,
  onChange,
  onRemove,
  onMove,
  first,
  last,
}: {
  action: EditAction;
  onChange: (next: EditAction) => void;
  onRemove: () => void;
  onMove: (by: number) => void;
  first: boolean;
  last: boolean;
}) {
  const rows = {
    ...Object.fromEntries((OFFERED[a.actionTypeId?.category ?? ''] ?? []).map((k) => [k, ''])),
    ...a.configuration,
  };
  return (
    <li className="edit-action">
      <div className="flex items-center gap-2 flex-wrap">
        <b className="font-medium">{a.name}</b>
        <span className="text-muted">{a.actionTypeId?.provider}</span>
        <span className="flex-1" />
        <label
          className="flex items-center gap-2 text-xs text-muted"
          title="Actions with the same run order run in parallel; then the next order"
        >
          Order
          <input
            type="number"
            min={1}
            max={999}
            className="input order-input"
            value={a.runOrder ?? 1}
            aria-label={`Order of ${a.name}`}
            onChange={(e) => onChange({ ...a, runOrder: Number(e.target.value) || 1 })}
          />
        </label>
        <button
          type="button"
          className="icon-btn"
          aria-label={`Move ${a.name} up`}
          disabled={first}
          onClick={() => onMove(-1)}
        >
          <Icon name="up" small />
        </button>
        <button
          type="button"
          className="icon-btn"
          aria-label={`Move ${a.name} down`}
          disabled={last}
          onClick={() => onMove(1)}
        >
          <Icon name="down" small />
        </button>
        <button
          type="button"
          className="icon-btn"
          aria-label={`Remove the action ${a.name}`}
          onClick={onRemove}
        >
          <Icon name="trash" small />
        </button>
      </div>
      {Object.entries(rows).map(([key, value]) => (
        <label key={key} className="edit-row config">
          <code className="text-xs">{key}</code>
          <input
            className="input mono"
            value={value}
            aria-label={`${key} of ${a.name}`}
            onChange={(e) => onChange(configured(a, key, e.target.value))}
          />
        </label>
      ))}
    </li>
  );
}

/** One stage: its place, its actions in their order, and what each is configured with. */
export function StageForm({
  stage: s,
  index,
  count,
  onChange,
  onMove,
  onRemove,
  onApproval,
}: Props) {
  const put = (actions: EditAction[]): void => onChange({ ...s, actions });
  const source = index === 0 ? 'the source stage stays first' : undefined;
  return (
    <section className="card" aria-label={`Stage ${s.name}`}>
      <div className="card-head flex-wrap">
        <h2>{s.name}</h2>
        <span className="flex gap-1 flex-wrap">
          <Button
            size="small"
            variant="quiet"
            disabledReason={source}
            onClick={onApproval}
            aria-label={`Ask for an approval before ${s.name}`}
          >
            Approval before…
          </Button>
          <Button
            size="small"
            variant="quiet"
            disabledReason={source ?? (index === 1 ? 'the source stage stays first' : undefined)}
            onClick={() => onMove(-1)}
            aria-label={`Move ${s.name} earlier`}
          >
            <Icon name="up" small />
          </Button>
          <Button
            size="small"
            variant="quiet"
            disabledReason={source ?? (index === count - 1 ? 'it is the last' : undefined)}
            onClick={() => onMove(1)}
            aria-label={`Move ${s.name} later`}
          >
            <Icon name="down" small />
          </Button>
          <Button
            size="small"
            variant="quiet"
            disabledReason={
              source ?? (count < 3 ? 'a pipeline has two stages at least' : undefined)
            }
            onClick={onRemove}
            aria-label={`Remove ${s.name}`}
          >
            <Icon name="trash" small />
          </Button>
        </span>
      </div>
      <ul>
        {s.actions.map((a, i) => (
          <ActionForm
            key={i}
            action={a}
            first={i === 0}
            last={i === s.actions.length - 1}
            onChange={(next) => put(s.actions.map((x, n) => (n === i ? next : x)))}
            onRemove={() => put(s.actions.filter((_, n) => n !== i))}
            onMove={(by) => put(moved(s.actions, i, by))}
          />
        ))}
      </ul>
    </section>
  );
}
