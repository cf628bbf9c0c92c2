'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { unstable_isUnrecognizedActionError as isUnrecognizedAction } from 'next/navigation';
import { useState } from 'react';
import { signIn } from '@/lib/actions/credentials';
import { answerOf, type Outcome } from '@/lib/client/mutations/outcome';
import { useFieldProblems } from '@/lib/client/use-field-problems';
import { firstProblem } from '@/lib/domain/field-problems';
import { Button } from './button';
import { Field, Input } from './field';
import { Fields, useForm } from './form';

const DIGITS = 6;
const loadSchema = () => import('@/lib/domain/session/mfa-schema').then((m) => m.mfaCommand);

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
  const problems = useFieldProblems(loadSchema, { code });
  const form = useForm(problems, () => mutate(code));
  const press = (): void => {
    if (!isPending) form.submit();
  };
  return (
    <div className="mt-2" role="group" aria-label={`Code of ${serial}`}>
      <Fields form={form}>
        <Field
          name="code"
          label="Code of the MFA device"
          problem={isPending ? undefined : problemOf(data)}
          beside={
            <Button
              disabled={isPending}
              disabledReason={firstProblem(problems)}
              onClick={press}
              onOff={press}
            >
              Sign in to AWS
            </Button>
          }
        >
          <Input
            className="max-w-[20ch]"
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={DIGITS}
            value={code}
            onChange={(text) => setCode(text.replace(/\D/g, ''))}
            onKeyDown={(e) => {
              if (e.key !== 'Enter') return;
              e.preventDefault();
              press();
            }}
          />
        </Field>
      </Fields>
    </div>
  );
}
