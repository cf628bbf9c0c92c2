'use client';
import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useRef, useState } from 'react';
import { closeChange, turnChange } from '@/lib/client/change-address';
import { queryOf } from '@/lib/client/change-query';
import { useKeptInput } from '@/lib/client/kept-input';
import { useLoaded } from '@/lib/client/use-field-problems';
import type { ChangeDone, ChangePreview, ChangeRequest } from '@/lib/domain/changes/change';
import { textsOf, unmetOf } from '@/lib/domain/evidence/requirements';
import { fieldProblems, type FieldProblems } from '@/lib/domain/field-problems';
import { Dialog } from '@/components/ui/dialog';
import { Fields, useForm } from '@/components/ui/form';
import { OutcomeNote } from '@/components/ui/outcome-note';
import { ReadProblem } from '@/components/ui/states';
import { ChangeBody } from './body';
import { Done } from './done';
import { isInPassing, sayDone } from './in-passing';
import { ChangeFooter } from './footer';
import { useChange, type Answers } from './use-change';

/** One question after another in the same dialog: the reverse of what was done is a new one, asked afresh. */
export function ChangeDialog({ request }: { request: ChangeRequest }) {
  const [round, setRound] = useState(0);
  const reverse = (next: ChangeRequest): void => {
    turnChange(next);
    setRound(round + 1);
  };
  return <OneChange key={round} request={request} onReverse={reverse} />;
}

/** The box of the change, and what evidence that breaks a rule asks to be typed. */
function ruleAnswers(
  seen: ChangePreview,
  typed: Readonly<Record<string, string>>,
  choice: boolean,
): Pick<Answers, 'choice' | 'typed'> {
  const isAsked = seen.evidence !== undefined && unmetOf(seen.evidence).length > 0;
  return {
    choice: seen.choice ? choice : undefined,
    typed: isAsked
      ? textsOf(seen.evidence)
          .map((text) => (typed[text] ?? '').trim())
          .filter(Boolean)
      : undefined,
  };
}

/** What the person has answered so far. */
function useAnswers(request: ChangeRequest, preview: ChangePreview | undefined) {
  const [reason, setReason] = useState('');
  const [confirmation, setConfirmation] = useState('');
  const [keep, setKeep] = useState<boolean>();
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  useKeptInput(`change ${queryOf(request)}`, { reason, confirmation, values, typed }, (kept) => {
    setReason(kept.reason);
    setConfirmation(kept.confirmation);
    setValues(kept.values);
    setTyped(kept.typed);
  });
  const choice = keep ?? preview?.choice?.checked ?? false;
  const valueOf = (v: { name: string; value: string }): string => values[v.name] ?? v.value;
  const given = (seen: ChangePreview): Answers => ({
    reason: reason.trim() || undefined,
    confirmation: seen.confirmation === undefined ? undefined : confirmation,
    ...ruleAnswers(seen, typed, choice),
    variables: seen.variables?.length
      ? Object.fromEntries(seen.variables.map((v) => [v.name, valueOf(v).trim()]))
      : undefined,
  });
  return {
    reason,
    setReason,
    confirmation,
    setConfirmation,
    choice,
    setKeep,
    rules: {
      typed,
      onTyped: (text: string, value: string): void => setTyped({ ...typed, [text]: value }),
      isOverridden: choice,
      onOverride: setKeep,
    },
    values,
    setValue: (name: string, value: string): void => setValues({ ...values, [name]: value }),
    given,
  };
}

const NOT_ASKED: FieldProblems = {};
const loadSchema = () =>
  import('@/lib/domain/changes/answers-schema').then(({ answersTo }) => ({ answersTo }));

/** What is wrong with the answers, by the rules of what is asked. */
function useAnswerProblems(preview: ChangePreview | undefined, answers: Answers | undefined) {
  const schema = useLoaded(loadSchema);
  if (!preview || !answers || !schema) return NOT_ASKED;
  const { reason = '', confirmation = '', variables = {}, typed, choice } = answers;
  return fieldProblems(schema.answersTo(preview), {
    reason,
    confirmation,
    variables,
    typed,
    choice,
  });
}

/** Why the button is off: blocked, or not everything has been answered. A reason that is missing is asked for when it is pressed. */
function whyNot(preview: ChangePreview, problems: FieldProblems): string | undefined {
  if (preview.blocked !== undefined) return preview.blocked;
  return Object.entries(problems).find(([field]) => field !== 'reason')?.[1];
}

/** The page behind the dialog loses what it shows: how its deletion goes is shown instead. */
function useLeaveDeleted(deleted: ChangeDone | undefined): void {
  const router = useRouter();
  useEffect(() => {
    if (deleted) router.replace(deleted.href);
  }, [deleted, router]);
}

/** Where a pointer is used, the first field has the focus; with a finger the keyboard would cover what is to be read first. */
function useFirstField(loaded: boolean) {
  const field = useRef<HTMLElement | null>(null);
  useEffect(() => {
    if (loaded && window.matchMedia('(pointer: fine)').matches) field.current?.focus();
  }, [loaded]);
  const attach = useCallback((element: HTMLElement | null): void => {
    field.current = element;
  }, []);
  return { field, attach };
}

const LOADING = (
  <div className="dialog-body" aria-busy="true">
    <div className="skeleton h-20 m-4" />
    <div className="skeleton h-5 m-4 w-1/2" />
    <div className="skeleton h-5 m-4 w-2/3" />
    <div className="skeleton h-32 m-4" />
  </div>
);

/** What will happen, to what, what stays, how long it takes, why; then the one button. */
function OneChange({
  request,
  onReverse,
}: {
  request: ChangeRequest;
  onReverse: (request: ChangeRequest) => void;
}) {
  const { preview, problem, reread, action, send } = useChange(request);
  const answers = useAnswers(request, preview);
  const given = preview && answers.given(preview);
  const problems = useAnswerProblems(preview, given);
  const form = useForm(problems, () => {
    if (given)
      send(given, (value) => {
        if (!isInPassing(request, value)) return;
        closeChange();
        sayDone(preview?.request ?? request, value);
      });
  });
  const { field, attach } = useFirstField(preview !== undefined);
  const press = (): void => {
    if (preview?.blocked === undefined) form.submit();
  };
  const title = preview?.title ?? (problem ? 'Not read' : 'One moment');
  const done = action.outcome?.state === 'ok' ? action.outcome.value : undefined;
  const isDeleted = done !== undefined && request.kind === 'delete';
  useLeaveDeleted(isDeleted ? done : undefined);
  if (isDeleted || (done && isInPassing(request, done))) return null;
  if (done)
    return (
      <Dialog open onClose={closeChange} title={title}>
        <Done
          done={done}
          request={preview?.request ?? request}
          onClose={closeChange}
          onReverse={onReverse}
        />
      </Dialog>
    );
  return (
    <Dialog
      open
      onClose={closeChange}
      title={title}
      subtitle={preview?.subtitle}
      wide={Boolean(preview?.candidates ?? preview?.compare)}
      initialFocus={field}
    >
      <div className="dialog-note empty:hidden">
        <OutcomeNote outcome={action.outcome} sending={action.sending} onCheck={action.check} />
      </div>
      {!preview && problem && (
        <div className="p-4">
          <ReadProblem error={problem} old={false} once retry={reread} />
        </div>
      )}
      {!preview && !problem && LOADING}
      {preview && (
        <Fields form={form}>
          <ChangeBody
            preview={preview}
            onChoose={(execution) => turnChange({ ...preview.request, execution })}
            choice={answers.choice}
            onPick={answers.setKeep}
            values={answers.values}
            onValue={answers.setValue}
            onInstead={onReverse}
            rules={answers.rules}
          />
          <ChangeFooter
            preview={preview}
            sending={action.sending}
            busy={action.busy}
            reason={answers.reason}
            variables={given?.variables}
            onReason={answers.setReason}
            isOverridden={given?.typed !== undefined && given.choice === true}
            confirmation={answers.confirmation}
            onConfirmation={answers.setConfirmation}
            disabledReason={whyNot(preview, problems)}
            focus={attach}
            onPress={press}
            onCancel={closeChange}
          />
        </Fields>
      )}
    </Dialog>
  );
}
