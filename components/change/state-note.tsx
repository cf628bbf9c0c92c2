import { Words } from '@/components/ui/words';
import { Icon, StatusIcon } from '@/components/ui/icon';
import type { ChangeState } from './use-change';

/** What became of the press, when it is not done. */
export function StateNote({ state, onAgain }: { state: ChangeState; onAgain: () => void }) {
  if (state.at === 'refused')
    return (
      <div className="note k-wait dialog-note" role="alert">
        <Icon name="warn" />
        <div>
          <b>
            <Words text={state.message.split('. ')[0] ?? ''} />.
          </b>{' '}
          <Words text={state.message.split('. ').slice(1).join('. ')} />
        </div>
      </div>
    );
  if (state.at === 'failed')
    return (
      <div className="dialog-note" role="alert">
        <ReadFailure error={state.error} />
      </div>
    );
  if (state.at !== 'unknown') return null;
  return (
    <div className="note k-unk dialog-note" role="alert">
      <StatusIcon status="unk" />
      <div>
        <b>It is not known whether this happened.</b> {state.message} Asking again is safe: it is
        the same order, and it is carried out once at most.
        <div className="mt-2">
          <button type="button" className="btn small" onClick={onAgain}>
            Ask again
          </button>
        </div>
      </div>
    </div>
  );
}

function ReadFailure({ error }: { error: Error & { kind?: string; action?: string } }) {
  return (
    <div className="note k-fail">
      <StatusIcon status="fail" />
      <div>
        <b>Nothing was done.</b> {error.message}
        {error.action && (
          <>
            {' '}
            Missing: <code>{error.action}</code>.
          </>
        )}
      </div>
    </div>
  );
}
