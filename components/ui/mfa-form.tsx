'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { unstable_isUnrecognizedActionError as isUnrecognizedAction } from 'next/navigation';
import { useId, useState } from 'react';
import { signIn } from '@/lib/actions/credentials';
import { answerOf, type Outcome } from '@/lib/client/mutations/outcome';
import { Button } from './button';

const DIGITS = 6;

/** Why the code has not signed in; undefined where it has. */
function problemOf(outcome: Outcome<null> | undefined): string | undefined {
  switch (outcome?.state) {
    case 'failed':
      return outcome.message;
    case 'outdated':
      return 'This page is older than Starboard. Reload it.';
    case 'pending':
    case 'unknown':
      return 'AWS has not answered yet. If this stays, enter the next code.';
    default:
      return undefined;
  }
}

/** Asks for the code of an MFA device, where the profile of the dashboard's credentials wants one. */
export function MfaForm({ serial }: { readonly serial: string }) {
  const [code, setCode] = useState('');
  const problemId = useId();
  const queries = useQueryClient();
  // Offline as well: the attempt then fails and says so.
  const { mutate, data, isPending } = useMutation({
    networkMode: 'always',
    mutationFn: (given: string) => answerOf(signIn({ code: given }), isUnrecognizedAction),
    onSuccess: (outcome) => {
      setCode('');
      if (outcome.state === 'ok') void queries.invalidateQueries();
    },
  });
  const problem = isPending ? undefined : problemOf(data);
  const isWhole = code.length === DIGITS;
  const send = (): void => {
    if (isWhole && !isPending) mutate(code);
  };
  return (
    <div className="mt-2 grid gap-1" role="group" aria-label={`Code of ${serial}`}>
      <div className="flex gap-2 items-end">
        <label className="field">
          <span className="field-label">Code of the MFA device</span>
          <input
            className="input"
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={DIGITS}
            value={code}
            aria-invalid={problem !== undefined}
            aria-describedby={problemId}
            onChange={(e) => setCode(e.target.value.replace(/\D/g, ''))}
            onKeyDown={(e) => {
              if (e.key !== 'Enter') return;
              e.preventDefault();
              send();
            }}
          />
        </label>
        <Button
          disabled={isPending}
          disabledReason={isWhole ? undefined : 'Enter the six digits that the device shows.'}
          onClick={send}
        >
          Sign in to AWS
        </Button>
      </div>
      <p id={problemId} className="field-problem empty:hidden" aria-live="polite">
        {problem}
      </p>
    </div>
  );
}
