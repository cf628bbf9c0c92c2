'use client';
import { useRef, useState } from 'react';
import { fetchJson } from '@/lib/client/fetch-json';
import type { NotificationDone, NotificationOrder } from '@/lib/domain/notifications';
import { routes } from '@/lib/routes';

const ANSWER_MS = 20_000;

export interface Ordering {
  readonly busy: boolean;
  readonly done?: NotificationDone | undefined;
  readonly problem?: Error | undefined;
  /** Resolves with what was done; with nothing when it was not, and `problem` says why. */
  readonly send: (order: NotificationOrder) => Promise<NotificationDone | undefined>;
  readonly clear: () => void;
}

/** One order at a time, and what came of the last. */
export function useNotification(reread: () => void): Ordering {
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<NotificationDone>();
  const [problem, setProblem] = useState<Error>();
  const sending = useRef(false);
  const clear = (): void => {
    setDone(undefined);
    setProblem(undefined);
  };
  const send = async (order: NotificationOrder): Promise<NotificationDone | undefined> => {
    if (sending.current) return undefined;
    sending.current = true;
    setBusy(true);
    clear();
    try {
      const answer = await fetchJson<NotificationDone>(
        routes.api.notifications,
        AbortSignal.timeout(ANSWER_MS),
        order,
      );
      setDone(answer);
      return answer;
    } catch (error) {
      setProblem(
        error instanceof DOMException
          ? new Error(
              'No answer came within 20 seconds. Whether it was done, the list below says in a moment.',
            )
          : (error as Error),
      );
      return undefined;
    } finally {
      sending.current = false;
      setBusy(false);
      reread();
    }
  };
  return { busy, done, problem, send, clear };
}
