'use client';
import { useState } from 'react';
import { notify } from '@/lib/actions/notifications';
import { useAction, type Action } from '@/lib/client/mutations/use-action';
import type { Input } from '@/lib/domain/changes/command';
import type {
  NotificationCommand,
  NotificationDone,
} from '@/lib/domain/notifications/notifications';

export interface NotificationAction extends Pick<
  Action<NotificationCommand, NotificationDone>,
  'outcome' | 'sending' | 'busy' | 'check'
> {
  /** What the last command did. */
  readonly done: NotificationDone | undefined;
  readonly send: (
    input: Input<NotificationCommand>,
    onDone?: (done: NotificationDone) => void,
  ) => void;
  readonly clear: () => void;
}

/** One command at a time, and what came of the last. */
export function useNotification(reread: () => void): NotificationAction {
  const action = useAction(notify, () => ({ kind: 'notification' }));
  const { outcome, sending, busy, check } = action;
  const [done, setDone] = useState<NotificationDone>();
  const clear = (): void => {
    setDone(undefined);
    action.clear();
  };
  const send: NotificationAction['send'] = (input, onDone) => {
    setDone(undefined);
    action.send(input, {
      settled: reread,
      ok: (value) => {
        setDone(value);
        onDone?.(value);
      },
    });
  };
  return { outcome, sending, busy, check, done, send, clear };
}
