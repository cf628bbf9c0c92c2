'use client';
import type { ReactNode } from 'react';
import { isGone, ReadError } from '@/lib/client/fetch-json';
import { smallestPolicy } from '@/lib/domain/account/policy';
import { Copy } from './copy';
import { Icon, StatusIcon } from './icon';
import { MfaForm } from './mfa-form';
import { PolicyStatements } from './policy-statements';

/** What goes here, and how the first one is made. */
export function Empty({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="card empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

function headOf(gone: boolean, old: boolean): string {
  if (gone) return 'No longer here.';
  return old ? 'This page is out of date.' : 'Could not load this.';
}

/** A read that failed: what, what mends it, and what happens next (`once`: nothing reads it again until somebody asks). Old data stays below it. Of an order that failed `title` says so. */
export function ReadProblem({
  error,
  old,
  once = false,
  title,
  retry,
}: {
  error: Error;
  old: boolean;
  once?: boolean;
  title?: string;
  retry?: (() => void) | undefined;
}) {
  const { kind, help } =
    error instanceof ReadError ? error : new ReadError('unavailable', error.message);
  const { command, action, mfa, nextStep, policies } = help;
  const gone = isGone(error);
  const text = /[.!?]$/.test(error.message) ? error.message : `${error.message}.`;
  return (
    <div className={`note ${old || kind === 'throttled' ? 'k-unk' : 'k-fail'}`} role="status">
      <StatusIcon status={old || kind === 'throttled' ? 'unk' : 'fail'} />
      <div className="min-w-0">
        <b>{title ?? headOf(gone, old)}</b> {text}
        {nextStep === undefined ? '' : ` ${nextStep}`}
        {once || gone || mfa !== undefined ? '' : ' Starboard retries automatically.'}
        {command && (
          <div className="mt-2">
            <span className="cmd">
              <code>{command}</code>
              <Copy text={command} label="Copy the command" />
            </span>
          </div>
        )}
        {policies && <PolicyStatements policies={policies} />}
        {mfa !== undefined && <MfaForm serial={mfa} />}
        {(action || retry) && (
          <div className="flex gap-2 mt-2 items-center">
            {action && (
              <span className="cmd">
                <code className="truncate">{action}</code>
                <Copy text={smallestPolicy(action)} label="Copy the policy" />
              </span>
            )}
            {retry && (
              <button type="button" className="btn small" onClick={retry}>
                <Icon name="retry" small />
                Retry
              </button>
            )}
          </div>
        )}
      </div>
    </div>
  );
}

/** A skeleton in the final shape of a list. */
export function Loading({ rows = 4 }: { rows?: number }) {
  return (
    <div className="card" role="status" aria-busy="true" aria-label="Loading">
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} className="skeleton-row">
          <i className="skeleton w-4" />
          <i className="skeleton w-24" />
          <i className="skeleton flex-1" />
          <i className="skeleton w-12" />
        </div>
      ))}
    </div>
  );
}
