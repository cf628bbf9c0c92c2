'use client';
import type { ChangePreview, ChangeRequest } from '@/lib/domain/changes/change';
import type { ChangeKind } from '@/lib/domain/changes/change-kinds';
import { smallestPolicy } from '@/lib/domain/account/policy';
import { Checkbox } from '@/components/ui/checkbox';
import { Copy } from '@/components/ui/copy';
import { Icon } from '@/components/ui/icon';
import { InlineCode } from '@/components/ui/inline-code';
import { BeforeAfter } from './before-after';
import { Candidates } from './candidates';
import { ComparisonPanel } from '@/components/diff/comparison';
import { EvidenceInDialog } from '@/components/evidence/lazy';
import type { RuleAnswersInput } from '@/components/evidence/in-dialog';
import { PreflightReport } from './preflight';
import { RollbackOptions } from './rollback-options';
import { ToReview } from './to-review';
import { Variables } from './variables';

interface Props {
  readonly preview: ChangePreview;
  readonly onChoose: (execution: string) => void;
  readonly choice: boolean;
  readonly onPick: (keep: boolean) => void;
  readonly values: Readonly<Record<string, string>>;
  readonly onValue: (name: string, value: string) => void;
  readonly onInstead: (request: ChangeRequest) => void;
  /** Answers to the rules for evidence. */
  readonly rules: RuleAnswersInput;
}

function Blocked({ reason, missing }: { reason: string; missing: string | undefined }) {
  return (
    <div className="note k-stop" role="status">
      <Icon name="info" />
      <div>
        <b>This is not possible now.</b> <InlineCode text={reason} />
        {missing && (
          <div className="mt-2">
            <span className="cmd">
              <code className="truncate">{missing}</code>
              <Copy text={smallestPolicy(missing)} label="Copy the policy" />
            </span>
          </div>
        )}
      </div>
    </div>
  );
}

function Steps({ steps }: { steps: readonly string[] }) {
  return (
    <section>
      <h3 className="label">What will happen</h3>
      <ol className="steps">
        {steps.map((s) => (
          <li key={s}>
            <span>
              <InlineCode text={s} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Goes({ goes }: { goes: readonly string[] }) {
  return (
    <section>
      <h3 className="label">What goes</h3>
      <ul className="goes">
        {goes.map((g) => (
          <li key={g}>{g}</li>
        ))}
      </ul>
    </section>
  );
}

/** How what a change leaves alone is headed, where that is a warning. */
const UNCHANGED: Readonly<Partial<Record<ChangeKind, string>>> = {
  rollback: 'Stays as it is',
  delete: 'What stays',
};

function Unchanged({ kind, unchanged }: { kind: ChangeKind; unchanged: readonly string[] }) {
  const warning = UNCHANGED[kind];
  return (
    <section className={warning === undefined ? 'unchanged' : 'unchanged warn'}>
      <h3 className="label">
        <Icon name={kind === 'rollback' ? 'warn' : 'info'} small />
        {warning ?? 'What does not change'}
      </h3>
      <ul>
        {unchanged.map((u) => (
          <li key={u}>
            <InlineCode text={u} />
          </li>
        ))}
      </ul>
    </section>
  );
}

type FactsProps = Omit<Props, 'onChoose'>;

function Facts({ preview: p, choice, onPick, values, onValue, onInstead, rules }: FactsProps) {
  return (
    <div className="dialog-facts">
      {(p.before ?? p.after) && <BeforeAfter before={p.before} after={p.after} />}
      {p.toReview && <ToReview review={p.toReview} sha={p.after?.revision?.sha} />}
      {p.warning && (
        <div className="note k-wait" role="status">
          <Icon name="warn" />
          <div>
            <InlineCode text={p.warning} />
          </div>
        </div>
      )}
      {p.blocked !== undefined && <Blocked reason={p.blocked} missing={p.missing} />}
      {p.rollbackOptions && (
        <RollbackOptions options={p.rollbackOptions} kind={p.request.kind} onTake={onInstead} />
      )}
      {p.variables && p.variables.length > 0 && (
        <Variables variables={p.variables} values={values} onValue={onValue} />
      )}
      {p.evidence && (
        <EvidenceInDialog
          view={p.evidence}
          choice={p.choice}
          answers={p.request.kind === 'approve' ? rules : undefined}
        />
      )}
      {p.preflight && <PreflightReport preflight={p.preflight} />}
      {p.steps.length > 0 && <Steps steps={p.steps} />}
      {p.goes && <Goes goes={p.goes} />}
      {p.choice && !p.evidence && (
        <Checkbox checked={choice} onChange={onPick}>
          {p.choice.label}
          {p.choice.detail && (
            <span className="text-xs text-faint block">
              <InlineCode text={p.choice.detail} />
            </span>
          )}
        </Checkbox>
      )}
      {p.compare && (
        <ComparisonPanel
          pipeline={p.compare.pipeline ?? p.request.pipeline}
          from={p.compare.from}
          to={p.compare.to}
          word={p.compare.word}
        />
      )}
      {p.unchanged.length > 0 && <Unchanged kind={p.request.kind} unchanged={p.unchanged} />}
    </div>
  );
}

/** The facts of a change, in the same order for every kind; beside them what there is to choose from. */
export function ChangeBody({ onChoose, ...rest }: Props) {
  const { preview: p, onInstead } = rest;
  if (!p.candidates)
    return (
      <div className="dialog-body">
        <Facts {...rest} />
      </div>
    );
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
      <Facts {...rest} />
    </div>
  );
}
