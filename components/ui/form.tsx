'use client';
import { createContext, useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { firstProblem, type FieldProblems } from '@/lib/domain/field-problems';

/** What a form's fields share. */
export interface FormState {
  readonly problems: FieldProblems;
  /** Sent once: from now on every field says what is wrong with it. */
  readonly isTried: boolean;
  /** Sends what fits; otherwise says what does not, and goes to the first of it. */
  readonly submit: () => void;
  /** Around the fields. */
  readonly ref: RefObject<HTMLDivElement | null>;
}

export const FormContext = createContext<Pick<FormState, 'problems' | 'isTried'>>({
  problems: {},
  isTried: false,
});

const WRONG =
  '[aria-invalid="true"]:not(:disabled), fieldset[data-invalid] :is(input, button, [tabindex="0"])';

/** A form whose input is checked by its command's schema. */
export function useForm(problems: FieldProblems, send: () => void): FormState {
  const [tries, setTries] = useState(0);
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (tries > 0) ref.current?.querySelector<HTMLElement>(WRONG)?.focus();
  }, [tries]);
  const submit = (): void => {
    if (firstProblem(problems) !== undefined) return setTries(tries + 1);
    setTries(0);
    send();
  };
  return { problems, isTried: tries > 0, submit, ref };
}

/** The fields of a form, wherever they are in it. */
export function Fields({
  form: { problems, isTried, ref },
  children,
}: {
  form: FormState;
  children: ReactNode;
}) {
  return (
    <FormContext value={{ problems, isTried }}>
      <div ref={ref} className="contents">
        {children}
      </div>
    </FormContext>
  );
}
