'use client';
import type { ReactNode } from 'react';
import type { Outcome } from '@/lib/client/mutations/outcome';
import type { ChangePreview } from '@/lib/domain/changes/change';
import { failed } from '@/lib/domain/result';
import { ChangeBody } from '@/components/change-dialog/body';
import { AcceptanceView } from '@/components/change-dialog/acceptance';
import { Done } from '@/components/change-dialog/done';
import { ChangeFooter } from '@/components/change-dialog/footer';
import { FormContext } from '@/components/ui/form';
import { OutcomeNote } from '@/components/ui/outcome-note';
import { DELETE, ROLLBACK } from './fixtures';

/** Without its comparison, which the first state shows: what differs between the states is around it. */
const SHORT: ChangePreview = {
  ...ROLLBACK,
  compare: undefined,
  candidates: ROLLBACK.candidates?.slice(0, 1),
};

const nothing = (): void => undefined;

function Frame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="gallery-section" aria-label={title}>
      <h2 className="mb-2">{title}</h2>
      <div className="gallery-dialog">{children}</div>
    </section>
  );
}

function One({
  title,
  preview,
  outcome,
  sending = false,
}: {
  title: string;
  preview: ChangePreview;
  outcome?: Outcome<unknown, unknown>;
  sending?: boolean;
}) {
  return (
    <Frame title={title}>
      <div className="dialog-note empty:hidden">
        <OutcomeNote outcome={outcome} sending={sending} onCheck={nothing} />
      </div>
      <ChangeBody
        preview={preview}
        onChoose={nothing}
        choice={false}
        onPick={nothing}
        values={{}}
        onValue={nothing}
        onInstead={nothing}
        rules={{ typed: {}, onTyped: nothing, isOverridden: false, onOverride: nothing }}
      />
      <FormContext
        value={{
          isTried: !outcome && !sending && preview.reason === 'required',
          problems: { reason: 'Say why: it is kept in the history.' },
        }}
      >
        <ChangeFooter
          preview={preview}
          sending={sending}
          busy={sending || outcome?.state === 'unknown'}
          reason=""
          onReason={nothing}
          confirmation=""
          onConfirmation={nothing}
          disabledReason={
            preview.blocked ??
            (preview.confirmation ? `Type ${preview.confirmation} to delete it.` : undefined)
          }
          focus={nothing}
          onPress={nothing}
          onCancel={nothing}
        />
      </FormContext>
    </Frame>
  );
}

/** The one dialog in each of its states. */
export function ChangeStates() {
  return (
    <>
      <One title="Change, ready" preview={ROLLBACK} />
      <One title="Change, sending" preview={SHORT} sending />
      <One
        title="Change, refused because the world moved"
        preview={SHORT}
        outcome={{
          state: 'refused',
          now: SHORT,
          message:
            'Nothing was done. storefront-web changed while you were reading. You now see the new version.',
        }}
      />
      <One
        title="Change, failed"
        preview={SHORT}
        outcome={failed('denied', 'starboard-viewer lacks codepipeline:RollbackStage.', {
          action: 'codepipeline:RollbackStage',
        })}
      />
      <One
        title="Change, its answer lost"
        preview={SHORT}
        outcome={{ state: 'unknown', checked: false }}
      />
      <One title="Change, still running" preview={SHORT} outcome={{ state: 'pending' }} sending />
      <One
        title="Change, the page is older than the server"
        preview={SHORT}
        outcome={{ state: 'outdated' }}
      />
      <One
        title="Change, blocked"
        preview={{
          ...SHORT,
          blocked: 'This stage is running. Wait for it to finish, or stop it first.',
        }}
      />
      <One title="Delete" preview={DELETE} />
      <Frame title="Change, done">
        <Done
          done={{
            sentence: 'Rollback of Production to `4f2c1d9` started.',
            href: '#',
            hrefLabel: 'Pipeline storefront-web',
            warning:
              'Could not save the reason in the journal: starboard-operator lacks logs:PutLogEvents.',
            reverse: { label: 'Undo: Production to 9b03e7a again…', request: ROLLBACK.request },
          }}
          request={ROLLBACK.request}
          onClose={nothing}
          onReverse={nothing}
        />
      </Frame>
      <Frame title="Change, accepted and not shown yet">
        <AcceptanceView
          service="CodePipeline"
          at={ROLLBACK.seenAt}
          late={false}
          looking={false}
          onLook={nothing}
        />
      </Frame>
      <Frame title="Change, accepted and still not shown">
        <AcceptanceView
          service="CodePipeline"
          at={ROLLBACK.seenAt}
          late
          looking={false}
          onLook={nothing}
        />
      </Frame>
    </>
  );
}
