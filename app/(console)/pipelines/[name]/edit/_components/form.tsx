'use client';
import { V2_BRINGS, V2_COSTS } from '@/lib/domain/changes/blast';
import { Button } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';
import { Icon } from '@/components/ui/icon';
import { approvalStage, moved, type EditPipeline, type EditVariable } from './model';
import { StageForm } from './stage-form';

const MODES = [
  ['SUPERSEDED', 'Superseded', 'Newest wins: a newer execution replaces one that waits.'],
  ['QUEUED', 'Queued', 'One after another. None is skipped.'],
  ['PARALLEL', 'Parallel', 'Beside each other. None waits.'],
] as const;

interface Props {
  readonly model: EditPipeline;
  readonly onChange: (next: EditPipeline) => void;
}

function Variables({ model, onChange }: Props) {
  const list = model.variables ?? [];
  const set = (next: EditVariable[]): void => {
    const rest: EditPipeline = { ...model };
    delete rest.variables;
    onChange(next.length ? { ...rest, variables: next } : rest);
  };
  const put = (i: number, part: Partial<EditVariable>): void =>
    set(list.map((v, n) => (n === i ? { ...v, ...part } : v)));
  return (
    <section className="card p-4 grid gap-2">
      <h2>Variables</h2>
      {!list.length && (
        <p className="text-xs text-muted">
          Values you enter when a release starts. Actions use them as{' '}
          <code>{'#{variables.NAME}'}</code>.
        </p>
      )}
      {list.map((v, i) => (
        <div key={i} className="edit-row">
          <Field>
            <Input
              className="mono"
              aria-label={`Name of variable ${i + 1}`}
              value={v.name}
              onChange={(name) => put(i, { name })}
            />
          </Field>
          <Field>
            <Input
              className="mono"
              aria-label={`Default of ${v.name || `variable ${i + 1}`}`}
              placeholder="default; empty = required"
              value={v.defaultValue ?? ''}
              onChange={(text) =>
                put(i, { defaultValue: text || undefined } as Partial<EditVariable>)
              }
            />
          </Field>
          <button
            type="button"
            className="icon-btn"
            aria-label={`Remove ${v.name || 'the variable'}`}
            onClick={() => set(list.filter((_, n) => n !== i))}
          >
            <Icon name="trash" small />
          </button>
        </div>
      ))}
      <div>
        <Button
          size="small"
          disabledReason={
            model.pipelineType === 'V2' ? undefined : 'only pipelines of type V2 have variables'
          }
          onClick={() => set([...list, { name: '' }])}
        >
          <Icon name="plus" small />
          Add a variable
        </Button>
      </div>
    </section>
  );
}

/** The declaration as a form: what it does not show stays in the text as it is. */
export function EditForm({ model, onChange }: Props) {
  const v2 = model.pipelineType === 'V2';
  const stages = (next: EditPipeline['stages']): void => onChange({ ...model, stages: next });
  return (
    <div className="grid gap-3">
      {!v2 && (
        <div className="note">
          <Icon name="info" />
          <div>
            <b>This pipeline is of type V1.</b> {V2_BRINGS} {V2_COSTS}
            <div className="mt-2">
              <Button size="small" onClick={() => onChange({ ...model, pipelineType: 'V2' })}>
                Make it V2
              </Button>{' '}
              <span className="text-xs text-faint">
                You see the effect before anything is saved.
              </span>
            </div>
          </div>
        </div>
      )}
      <section className="card p-4 grid gap-2">
        <h2 id="mode">Execution mode</h2>
        <div role="radiogroup" aria-labelledby="mode" className="grid gap-2">
          {MODES.map(([mode, label, text]) => (
            <label
              key={mode}
              className={`check ${!v2 && mode !== 'SUPERSEDED' ? 'text-faint' : ''}`}
            >
              <input
                type="radio"
                name="mode"
                checked={(model.executionMode ?? 'SUPERSEDED') === mode}
                disabled={!v2 && mode !== 'SUPERSEDED'}
                onChange={() => onChange({ ...model, executionMode: mode })}
              />
              <span>
                {label} <code className="raw-key">{mode}</code>{' '}
                <span className="text-xs text-muted block">
                  {text}
                  {!v2 && mode !== 'SUPERSEDED' ? ' Only for type V2.' : ''}
                </span>
              </span>
            </label>
          ))}
        </div>
      </section>
      <Variables model={model} onChange={onChange} />
      {model.stages.map((s, i) => (
        <StageForm
          key={i}
          stage={s}
          index={i}
          count={model.stages.length}
          onChange={(next) => stages(model.stages.map((x, n) => (n === i ? next : x)))}
          onMove={(by) => stages(moved(model.stages, i, by))}
          onRemove={() => stages(model.stages.filter((_, n) => n !== i))}
          onApproval={() =>
            stages([...model.stages.slice(0, i), approvalStage(s.name), ...model.stages.slice(i)])
          }
        />
      ))}
    </div>
  );
}
