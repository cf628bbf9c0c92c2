'use client';
import { useMutation } from '@tanstack/react-query';
import { unstable_isUnrecognizedActionError as isUnrecognizedAction } from 'next/navigation';
import { useRef, useState } from 'react';
import type { CheckSubject } from '@/lib/domain/changes/check';
import type { Input } from '@/lib/domain/changes/command';
import type { Answer } from '@/lib/domain/result';
import { answerOf, followed, checked, type Outcome } from './outcome';

/** Called when a press is over, also when that comes to light by a check. */
export interface Handlers<T, P> {
  readonly ok?: (value: T) => void;
  readonly refused?: (now: P) => void;
  /** However it ended. */
  readonly settled?: () => void;
}

/** A press: what was sent, under which key, and what to do when it is over. */
interface Press<T, P> {
  readonly idempotencyKey: string;
  readonly content: string;
  readonly subject: CheckSubject;
  readonly handlers: Handlers<T, P>;
}

export interface Action<C, T, P = never> {
  /** What came of the last press; undefined before it and while it is sent. */
  readonly outcome: Outcome<T, P> | undefined;
  readonly sending: boolean;
  /** Something is on its way, or may have happened unseen: no other press until that is known. */
  readonly busy: boolean;
  readonly send: (input: Input<C>, handlers?: Handlers<T, P>) => void;
  /** Asks the server what happened to the press whose answer was lost. */
  readonly check: () => void;
  /** Forgets the outcome, unless it still has to be checked. */
  readonly clear: () => void;
}

/**
 * The one way from a page to a change. A press has a key; sent again unchanged after a lost answer
 * it has the same one, so that it is carried out once at most.
 */
export function useAction<C, T, P = never>(
  action: (command: C) => Promise<Answer<T, P>>,
  subjectOf: (input: Input<C>) => CheckSubject,
): Action<C, T, P> {
  const [outcome, setOutcome] = useState<Outcome<T, P>>();
  const press = useRef<Press<T, P>>(undefined);
  const running = useRef(false);
  // Offline as well: the attempt then fails and says so, where a paused one would go out unasked.
  const { mutate, isPending } = useMutation({
    networkMode: 'always',
    mutationFn: (ask: () => Promise<Outcome<T, P>>) => ask(),
  });

  const run = (now: Press<T, P>, ask: () => Promise<Outcome<T, P>>): void => {
    if (running.current) return;
    running.current = true;
    mutate(
      async () => {
        try {
          const first = await ask();
          if (first.state !== 'pending') return first;
          setOutcome(first);
          return await followed<T, P>(now.idempotencyKey, now.subject);
        } finally {
          running.current = false;
        }
      },
      {
        onSuccess: (result) => {
          setOutcome(result);
          if (result.state !== 'unknown') press.current = undefined;
          now.handlers.settled?.();
          if (result.state === 'ok') now.handlers.ok?.(result.value);
          if (result.state === 'refused') now.handlers.refused?.(result.now);
        },
      },
    );
  };

  const send = (input: Input<C>, handlers: Handlers<T, P> = {}): void => {
    const content = JSON.stringify(input);
    const again = press.current?.content === content ? press.current : undefined;
    const idempotencyKey = again?.idempotencyKey ?? crypto.randomUUID();
    const now = { idempotencyKey, content, handlers, subject: subjectOf(input) };
    if (running.current) return;
    press.current = now;
    setOutcome(undefined);
    run(now, () =>
      answerOf(action({ ...input, idempotencyKey } as unknown as C), isUnrecognizedAction),
    );
  };

  const check = (): void => {
    const now = press.current;
    if (now) run(now, () => checked<T, P>(now.idempotencyKey, now.subject));
  };

  const unsure = outcome?.state === 'unknown' && !outcome.checked;
  const clear = (): void => {
    if (!unsure) setOutcome(undefined);
  };
  return { outcome, sending: isPending, busy: isPending || unsure, send, check, clear };
}
