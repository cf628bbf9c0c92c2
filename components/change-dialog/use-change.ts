'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { change } from '@/lib/actions/changes';
import { queryOf } from '@/lib/client/change-query';
import { fetchJson } from '@/lib/client/fetch-json';
import { useAction } from '@/lib/client/mutations/use-action';
import type {
  ChangeCommand,
  ChangeDone,
  ChangePreview,
  ChangeRequest,
} from '@/lib/domain/changes/change';
import { routes } from '@/lib/routes';

export type Answers = Pick<
  ChangeCommand,
  'reason' | 'confirmation' | 'choice' | 'typed' | 'variables'
>;

/** One change: what it would do, and the press; a refusal brings what it would do now. */
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
  const action = useAction(change, () => ({ kind: 'change' }));
  const send = (answers: Answers, ok: (done: ChangeDone) => void): void => {
    const seen = preview.data;
    if (!seen) return;
    action.send(
      { ...seen.request, ...answers, pin: seen.pin },
      { ok, refused: (now) => client.setQueryData(key, now) },
    );
  };
  return {
    preview: preview.data,
    problem: preview.error,
    reread: () => void preview.refetch(),
    action,
    send,
  };
}
