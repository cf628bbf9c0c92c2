'use client';
import type { ReactNode } from 'react';
import { ReadError } from '@/lib/client/fetch-json';
import type { ChangePreview } from '@/lib/domain/change';
import { ChangeBody } from '@/components/change/body';
import { Done } from '@/components/change/done';
import { ChangeFooter } from '@/components/change/footer';
import { StateNote } from '@/components/change/state-note';
import type { ChangeState } from '@/components/change/use-change';
import { DELETE, ROLLBACK } from './fixtures';

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
  state,
}: {
  title: string;
  preview: ChangePreview;
  state: ChangeState;
}) {
  return (
    <Frame title={title}>
      <StateNote state={state} onAgain={nothing} />
      <ChangeBody
        preview={preview}
        onChoose={nothing}
        choice={false}
        onPick={nothing}
        values={{}}
        onValue={nothing}
        onInstead={nothing}
      />
      <ChangeFooter
        preview={preview}
        state={state}
        reason=""
        onReason={nothing}
        typed=""
        onTyped={nothing}
        problem={
          state.at === 'ready' && preview.reason === 'required'
            ? 'Say why: it is kept in the history.'
            : undefined
        }
        why={preview.blocked ?? (preview.typed ? `Type ${preview.typed} first.` : undefined)}
        focus={nothing}
        onPress={nothing}
        onCancel={nothing}
      />
    </Frame>
  );
}

/** The one dialog in each of its states. */
export function ChangeStates() {
  return (
    <>
      <One title="Change, ready" preview={ROLLBACK} state={{ at: 'ready' }} />
      <One title="Change, sending" preview={ROLLBACK} state={{ at: 'sending' }} />
      <One
        title="Change, refused because the world moved"
        preview={ROLLBACK}
        state={{
          at: 'refused',
          message:
            'Nothing was done. storefront-web changed while you were reading; what you see now is new.',
        }}
      />
      <One
        title="Change, failed"
        preview={ROLLBACK}
        state={{
          at: 'failed',
          error: new ReadError(
            'denied',
            'starboard-viewer lacks codepipeline:RollbackStage.',
            undefined,
            'codepipeline:RollbackStage',
            {},
          ),
        }}
      />
      <One
        title="Change, unknown after a time-out"
        preview={ROLLBACK}
        state={{ at: 'unknown', message: 'No answer came within 20 seconds.' }}
      />
      <One
        title="Change, blocked"
        preview={{
          ...ROLLBACK,
          blocked: 'This stage is running. Wait until it ends, or stop it first.',
        }}
        state={{ at: 'ready' }}
      />
      <One title="Delete" preview={DELETE} state={{ at: 'ready' }} />
      <Frame title="Change, done">
        <Done
          done={{
            sentence: '`4f2c1d9` is being deployed to Production again.',
            href: '#',
            hrefLabel: 'Pipeline storefront-web',
            warning:
              'The reason could not be kept in the journal: starboard-operator lacks logs:PutLogEvents.',
            reverse: { label: 'Undo: Production to 9b03e7a again…', request: ROLLBACK.request },
          }}
          onClose={nothing}
          onReverse={nothing}
        />
      </Frame>
    </>
  );
}
