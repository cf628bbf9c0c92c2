'use client';
import {
  configurationLabel,
  optionsFor,
  providerLabel,
} from '@/lib/domain/pipelines/action-labels';
import { Button } from '@/components/ui/button';
import { Field, Input, Select, TextArea } from '@/components/ui/field';
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

/** Texts that may have several lines. */
const LONG: ReadonlySet<string> = new Set([
  'CustomData',
  'EnvironmentVariables',
  'ParameterOverrides',
]);

interface ConfigurationProps {
  readonly action: EditAction;
  readonly configKey: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** One configuration value: what AWS's console calls it, beside it the key of the API. */
function ConfigurationField({ action: a, configKey, value, onChange }: ConfigurationProps) {
  const options = optionsFor(configKey, value);
  const common = {
    value,
    onChange,
    'aria-label': `${configurationLabel(providerOf(a), configKey)} of ${a.name}`,
  };
  return (
    <Field
      className="edit-config"
      label={
        <>
          {configurationLabel(providerOf(a), configKey)}{' '}
          <code className="raw-key">{configKey}</code>
        </>
      }
    >
      {options && (
        <Select {...common}>
          {options.map(([v, label]) => (
            <option key={v} value={v}>
              {label}
            </option>
          ))}
        </Select>
      )}
      {!options && LONG.has(configKey) && <TextArea className="mono" rows={2} {...common} />}
      {!options && !LONG.has(configKey) && (
        <Input className="mono" autoComplete="off" spellCheck={false} {...common} />
      )}
    </Field>
  );
}

const providerOf = (a: EditAction): string => a.actionTypeId?.provider ?? '';

interface ActionProps {
  readonly action: EditAction;
  readonly onChange: (next: EditAction) => void;
  readonly onRemove: () => void;
  readonly onMove: (by: number) => void;
  readonly first: boolean;
  readonly last: boolean;
}

function ActionForm({ action: a, onChange, onRemove, onMove, first, last }: ActionProps) {
  const rows = {
    ...Object.fromEntries((OFFERED[a.actionTypeId?.category ?? ''] ?? []).map((k) => [k, ''])),
    ...a.configuration,
  };
  return (
    <li className="edit-action">
      <div className="flex items-center gap-2 flex-wrap">
        <b className="font-medium">{a.name}</b>
        <span className="text-muted">{providerLabel(providerOf(a))}</span>
        <span className="flex-1" />
        <Field className="edit-order" label="Run order">
          <Input
            type="number"
            min={1}
            max={999}
            className="order-input"
            title="Actions with the same run order run in parallel; then the next order"
            value={a.runOrder ?? 1}
            aria-label={`Order of ${a.name}`}
            onChange={(value) => onChange({ ...a, runOrder: Number(value) || 1 })}
          />
        </Field>
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
      {Object.keys(rows).length > 0 && (
        <div className="edit-configs">
          {Object.entries(rows).map(([key, value]) => (
            <ConfigurationField
              key={key}
              action={a}
              configKey={key}
              value={value}
              onChange={(next) => onChange(configured(a, key, next))}
            />
          ))}
        </div>
      )}
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
