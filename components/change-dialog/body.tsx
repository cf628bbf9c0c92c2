'use client';
import type { ChangePreview, ChangeRequest } from '@/lib/domain/change';
import { smallestPolicy } from '@/lib/domain/policy';
import { Check } from '@/components/ui/check';
import { Copy } from '@/components/ui/copy';
import { Icon } from '@/components/ui/icon';
import { Words } from '@/components/ui/words';
import { BeforeAfter } from './before-after';
import { Candidates } from './candidates';
import { ComparisonPanel } from '@/components/diff/comparison';
import { Ladder } from './ladder';
import { Variables } from './variables';

interface Props {
  readonly preview: ChangePreview;
  readonly onChoose: (execution: string) => void;
  readonly choice: boolean;
  readonly onPick: (keep: boolean) => void;
  readonly values: Readonly<Record<string, string>>;
  readonly onValue: (name: string, value: string) => void;
  readonly onInstead: (request: ChangeRequest) => void;
}

/** The facts of a change, in the same order for every kind. */
export function ChangeBody({
  preview: p,
  onChoose,
  choice,
  onPick,
  values,
  onValue,
  onInstead,
}: Props) {
  const facts = (
    <div className="dialog-facts">
      {(p.before ?? p.after) && <BeforeAfter before={p.before} after={p.after} />}
      {p.warning && (
        <div className="note k-wait" role="status">
          <Icon name="warn" />
          <div>
            <Words text={p.warning} />
          </div>
        </div>
      )}
      {p.blocked !== undefined && (
        <div className="note k-stop" role="status">
          <Icon name="info" />
          <div>
            <b>This is not possible now.</b> <Words text={p.blocked} />
            {p.missing && (
              <div className="mt-2">
                <span className="cmd">
                  <code className="truncate">{p.missing}</code>
                  <Copy text={smallestPolicy(p.missing)} label="Copy the policy" />
                </span>
              </div>
            )}
          </div>
        </div>
      )}
      {p.rollbackOptions && (
        <Ladder rungs={p.rollbackOptions} kind={p.request.kind} onTake={onInstead} />
      )}
      {p.variables && p.variables.length > 0 && (
        <Variables variables={p.variables} values={values} onValue={onValue} />
      )}
      {p.steps.length > 0 && (
        <section>
          <h3 className="label">What will happen</h3>
          <ol className="steps">
            {p.steps.map((s) => (
              <li key={s}>
                <span>
                  <Words text={s} />
                </span>
              </li>
            ))}
          </ol>
        </section>
      )}
      {p.goes && (
        <section>
          <h3 className="label">What goes</h3>
          <ul className="goes">
            {p.goes.map((g) => (
              <li key={g}>{g}</li>
            ))}
          </ul>
        </section>
      )}
      {p.choice && (
        <Check checked={choice} onChange={onPick}>
          {p.choice.label}
          {p.choice.detail && (
            <span className="text-xs text-faint block">
              <Words text={p.choice.detail} />
            </span>
          )}
        </Check>
      )}
      {p.compare && (
        <ComparisonPanel
          pipeline={p.request.pipeline}
          from={p.compare.from}
          to={p.compare.to}
          word={p.compare.word}
        />
      )}
      {p.unchanged.length > 0 && (
        <section
          className={
            p.request.kind === 'rollback' || p.request.kind === 'delete'
              ? 'unchanged warn'
              : 'unchanged'
          }
        >
          <h3 className="label">
            <Icon name={p.request.kind === 'rollback' ? 'warn' : 'info'} small />
            {p.request.kind === 'rollback'
              ? 'Stays as it is'
              : p.request.kind === 'delete'
                ? 'What stays'
                : 'What does not change'}
          </h3>
          <ul>
            {p.unchanged.map((u) => (
              <li key={u}>
                <Words text={u} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
  if (!p.candidates) return <div className="dialog-body">{facts}</div>;
  return (
    <div className="dialog-body two">
      <Candidates
        candidates={p.candidates}
        chosen={p.after?.revision?.executionId}
        stage={p.request.stage}
        kind={p.request.kind}
        onChoose={onChoose}
        onInstead={onInstead}
      />
      {facts}
    </div>
  );
}
