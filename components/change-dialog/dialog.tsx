'use client';
import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { closeChange, turnChange } from '@/lib/client/change-address';
import { queryOf } from '@/lib/client/change-query';
import { useKeptInput } from '@/lib/client/kept-input';
import { say } from '@/lib/client/toast';
import type { ChangeRequest } from '@/lib/domain/change';
import { reasonProblem } from '@/lib/domain/change-reason';
import { routes } from '@/lib/routes';
import { Dialog } from '@/components/ui/dialog';
import { OutcomeNote } from '@/components/ui/outcome-note';
import { ReadProblem } from '@/components/ui/states';
import { ChangeBody } from './body';
import { Done } from './done';
import { ChangeFooter } from './footer';
import { useChange } from './use-change';

/** One question after another in the same dialog: the reverse of what was done is a new one, asked afresh. */
export function ChangeDialog({ request }: { request: ChangeRequest }) {
  const [round, setRound] = useState(0);
  const reverse = (next: ChangeRequest): void => {
    turnChange(next);
    setRound(round + 1);
  };
  return <OneChange key={round} request={request} onReverse={reverse} />;
}

/** What will happen, to what, what stays, how long it takes, why; then the one button. */
function OneChange({
  request,
  onReverse,
}: {
  request: ChangeRequest;
  onReverse: (request: ChangeRequest) => void;
}) {
  const { preview, problem, reread, action, send } = useChange(request);
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [keep, setKeep] = useState<boolean>();
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [asked, setAsked] = useState(false);
  const focus = useRef<HTMLElement | null>(null);
  useKeptInput(`change ${queryOf(request)}`, { reason, typed, values }, (kept) => {
    setReason(kept.reason);
    setTyped(kept.typed);
    setValues(kept.values);
  });
  const loaded = preview !== undefined;
  useEffect(() => {
    // With a finger the keyboard would cover what is to be read first.
    if (loaded && window.matchMedia('(pointer: fine)').matches) focus.current?.focus();
  }, [loaded]);
  const valueOf = (v: { name: string; value: string }): string => values[v.name] ?? v.value;
  const empty = preview?.variables?.find((v) => !valueOf(v).trim());
  const why =
    preview &&
    (preview.blocked ??
      (empty ? `Give ${empty.name} a value first.` : undefined) ??
      (preview.confirmation !== undefined && typed !== preview.confirmation
        ? `Type ${preview.confirmation} first.`
        : undefined));
  const wrong = preview && reasonProblem(preview.reason, reason, preview.request.kind);
  const press = (): void => {
    setAsked(true);
    if (!preview || why !== undefined || wrong !== undefined) return focus.current?.focus();
    send({
      reason: reason.trim() || undefined,
      confirmation: preview.confirmation === undefined ? undefined : typed,
      choice: preview.choice ? (keep ?? preview.choice.checked) : undefined,
      variables: preview.variables?.length
        ? Object.fromEntries(preview.variables.map((v) => [v.name, valueOf(v).trim()]))
        : undefined,
    });
  };
  const title = preview?.title ?? (problem ? 'Not read' : 'One moment');
  const router = useRouter();
  const done = action.outcome?.state === 'ok' ? action.outcome.value : undefined;
  const deleted = request.kind === 'delete' ? done : undefined;
  useEffect(() => {
    if (!deleted) return;
    // The page behind the dialog is about to lose what it shows.
    say({ text: deleted.sentence, href: deleted.href, hrefLabel: deleted.hrefLabel });
    router.replace(routes.board);
  }, [deleted, router]);
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
      initialFocus={focus}
    >
      <div className="dialog-note empty:hidden">
        <OutcomeNote outcome={action.outcome} sending={action.sending} onCheck={action.check} />
      </div>
      {!preview && problem && (
        <div className="p-4">
          <ReadProblem error={problem} old={false} once retry={reread} />
        </div>
      )}
      {!preview && !problem && (
        <div className="dialog-body" aria-busy="true">
          <div className="skeleton h-20 m-4" />
          <div className="skeleton h-5 m-4 w-1/2" />
          <div className="skeleton h-5 m-4 w-2/3" />
          <div className="skeleton h-32 m-4" />
        </div>
      )}
      {preview && (
        <ChangeBody
          preview={preview}
          onChoose={(execution) => turnChange({ ...preview.request, execution })}
          choice={keep ?? preview.choice?.checked ?? false}
          onPick={setKeep}
          values={values}
          onValue={(name, value) => setValues({ ...values, [name]: value })}
          onInstead={onReverse}
        />
      )}
      {preview && (
        <ChangeFooter
          preview={preview}
          sending={action.sending}
          busy={action.busy}
          reason={reason}
          onReason={setReason}
          typed={typed}
          onTyped={setTyped}
          problem={asked ? wrong : undefined}
          why={why}
          focus={(element) => {
            focus.current = element;
          }}
          onPress={press}
          onCancel={closeChange}
        />
      )}
    </Dialog>
  );
}
