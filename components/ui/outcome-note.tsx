'use client';
import type { ReactNode } from 'react';
import { ReadError } from '@/lib/client/fetch-json';
import { reloadKeeping } from '@/lib/client/kept-input';
import type { Outcome } from '@/lib/client/mutations/outcome';
import { Button } from './button';
import { Icon, StatusIcon } from './icon';
import { ReadProblem } from './states';
import { InlineCode } from './inline-code';

interface Props {
  readonly outcome: Outcome<unknown, unknown> | undefined;
  readonly sending: boolean;
  readonly onCheck: () => void;
  /** What a failure says first. */
  readonly failed?: string;
  /** What may have happened when the answer is lost. */
  readonly lost?: string;
}

const NOT_KNOWN = 'Starboard does not know whether this was done.';

function Lost({ message, children }: { readonly message: string; readonly children?: ReactNode }) {
  return (
    <div className="note k-unk" role="alert">
      <StatusIcon status="unk" />
      <div>
        <b>The answer got lost.</b> {message}
        {children && <div className="mt-2">{children}</div>}
      </div>
    </div>
  );
}

/** What became of a press that is not simply done. */
export function OutcomeNote({
  outcome,
  sending,
  onCheck,
  failed = 'Nothing was done.',
  lost = 'Starboard may have done this.',
}: Props) {
  switch (outcome?.state) {
    case 'pending':
      return (
        <div className="note k-run" role="status">
          <StatusIcon status="run" />
          <div>
            <b>Still running.</b> You can wait here or leave: it goes on without this page.
          </div>
        </div>
      );
    case 'unknown':
      return (
        <Lost message={outcome.message ?? lost}>
          {!outcome.checked && (
            <Button size="small" disabled={sending} onClick={onCheck}>
              Check what happened
            </Button>
          )}
        </Lost>
      );
    case 'outdated':
      return (
        <div className="note k-wait" role="alert">
          <Icon name="warn" />
          <div>
            <b>This page is older than Starboard.</b> Nothing was changed. Reload it: what you typed
            stays.
            <div className="mt-2">
              <Button size="small" onClick={reloadKeeping}>
                Reload
              </Button>
            </div>
          </div>
        </div>
      );
    case 'refused':
      return <RefusedNote message={outcome.message} />;
    case 'failed': {
      const { kind, message, help } = outcome;
      const error = new ReadError(kind, message, help);
      // AWS's own answer was lost on its way to Starboard: it may have been done.
      const title = kind === 'unavailable' ? NOT_KNOWN : failed;
      return (
        <div role="alert">
          <ReadProblem error={error} old={false} once title={title} />
        </div>
      );
    }
    default:
      return null;
  }
}

/** The first sentence stands out: it says that nothing happened. */
function RefusedNote({ message }: { readonly message: string }) {
  const [first = '', ...rest] = message.split('. ');
  return (
    <div className="note k-wait" role="alert">
      <Icon name="warn" />
      <div>
        <b>
          <InlineCode text={rest.length ? `${first}.` : first} />
        </b>{' '}
        <InlineCode text={rest.join('. ')} />
      </div>
    </div>
  );
}
