'use client';
import type { ChangePreview } from '@/lib/domain/changes/change';
import { textsOf } from '@/lib/domain/evidence/requirements';
import type { EvidenceView } from '@/lib/domain/evidence/view';
import { Checkbox } from '@/components/ui/checkbox';
import { Field, Input } from '@/components/ui/field';
import { EvidenceList } from './evidence-list';
import { Requirements } from './requirements';
import { shortHash } from './signed';

/** What a person answers to the rules that are not met. */
export interface RuleAnswersInput {
  /** What was typed, by the text that is asked for. */
  readonly typed: Readonly<Record<string, string>>;
  readonly onTyped: (text: string, typed: string) => void;
  readonly isOverridden: boolean;
  readonly onOverride: (isOverridden: boolean) => void;
}

/** A destroy is confirmed by its name. */
function ToType({ view, answers }: { view: EvidenceView; answers: RuleAnswersInput }) {
  return textsOf(view).map((text) => (
    <Field
      key={text}
      label={
        <>
          Type <code className="wrap-anywhere">{text}</code> to confirm
        </>
      }
    >
      <Input
        className="mono"
        value={answers.typed[text] ?? ''}
        onChange={(typed) => answers.onTyped(text, typed)}
        autoComplete="off"
        spellCheck={false}
        disabled={answers.isOverridden}
      />
    </Field>
  ));
}

/** All that is signed with an approval, the rules for it, and the way past a rule that is not met. */
export function EvidenceInDialog({
  view,
  choice,
  answers,
}: {
  view: EvidenceView;
  /** The box that goes past rules which nothing else meets. */
  choice?: ChangePreview['choice'];
  /** Unset where nothing is approved: there are no rules then. */
  answers: RuleAnswersInput | undefined;
}) {
  return (
    <div role="group" className="evidence" aria-label="Evidence">
      <h3 className="label">Evidence</h3>
      <EvidenceList view={view} open />
      {answers && (
        <>
          <Requirements requirements={view.requirements} />
          <ToType view={view} answers={answers} />
          {choice && (
            <Checkbox checked={answers.isOverridden} onChange={answers.onOverride}>
              {choice.label}
              <span className="text-xs text-faint block">{choice.detail}</span>
            </Checkbox>
          )}
          <p className="text-xs text-faint">
            You sign what is shown here:{' '}
            <code title={view.hash}>{shortHash(view.hash) || 'nothing'}</code>. If it changes first,
            nothing is approved and you see the new version.
          </p>
        </>
      )}
    </div>
  );
}
