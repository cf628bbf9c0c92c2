'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { fetchJson, ReadError } from '@/lib/client/fetch-json';
import type {
  ChangeDone,
  ChangeOrder,
  ChangePreview,
  ChangeRequest,
  Refusal,
} from '@/lib/domain/change';
import { routes } from '@/lib/routes';

export type ChangeState =
  | { readonly at: 'ready' }
  | { readonly at: 'sending' }
  | { readonly at: 'refused'; readonly message: string }
  | { readonly at: 'failed'; readonly error: ReadError }
  | { readonly at: 'unknown'; readonly message: string }
  | { readonly at: 'done'; readonly done: ChangeDone };

export type Answers = Pick<ChangeOrder, 'reason' | 'typed' | 'choice' | 'variables'>;

const ANSWER_MS = 20_000;

const queryOf = (r: ChangeRequest): string =>
  new URLSearchParams(
    Object.entries({
      kind: r.kind,
      pipeline: r.pipeline,
      stage: r.stage,
      execution: r.execution,
    }).filter((e): e is [string, string] => e[1] !== undefined),
  ).toString();

const isRefusal = (error: unknown): error is ReadError & { body: Refusal } =>
  error instanceof ReadError &&
  error.kind === 'conflict' &&
  typeof error.body === 'object' &&
  error.body !== null &&
  'preview' in error.body;

/** The states of one change: ready, sending, refused because the world moved, failed, unknown after a time-out, done. */
export function useChange(request: ChangeRequest) {
  const client = useQueryClient();
  const key = ['change', queryOf(request)] as const;
  const preview = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => fetchJson<ChangePreview>(routes.api.preview(key[1]), signal),
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });
  const [state, setState] = useState<ChangeState>({ at: 'ready' });
  // One press, one key: sent again after a time-out it is still the same press.
  const press = useRef<string>(undefined);
  const busy = useRef(false);

  const send = async (answers: Answers): Promise<void> => {
    const seen = preview.data;
    if (!seen || busy.current) return;
    busy.current = true;
    press.current ??= crypto.randomUUID();
    setState({ at: 'sending' });
    try {
      const order: ChangeOrder = { ...seen.request, ...answers, pin: seen.pin, key: press.current };
      setState({
        at: 'done',
        done: await fetchJson<ChangeDone>(
          routes.api.changes,
          AbortSignal.timeout(ANSWER_MS),
          order,
        ),
      });
    } catch (error) {
      if (isRefusal(error)) {
        client.setQueryData(key, error.body.preview);
        setState({ at: 'refused', message: error.message });
        press.current = undefined;
      } else if (error instanceof ReadError && error.body !== undefined) {
        setState({ at: 'failed', error });
        press.current = undefined;
      } else
        setState({
          at: 'unknown',
          message:
            error instanceof DOMException
              ? 'No answer came within 20 seconds.'
              : 'The connection broke before an answer came.',
        });
    } finally {
      busy.current = false;
    }
  };
  return {
    preview: preview.data,
    problem: preview.error,
    reread: () => void preview.refetch(),
    state,
    send,
  };
}
