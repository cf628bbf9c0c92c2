'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useLayoutEffect, useState, useSyncExternalStore } from 'react';
import type { Enclosed } from '@/lib/domain/live/enclosed';
import { topic, type TopicName, type Topics } from '@/lib/domain/live/topics';
import { isGone, ReadError } from '../fetch-json';
import { byServerClock } from '../clock';
import { openEnclosed } from '../queries/enclosed';
import { topicQuery } from '../queries/topic';
import { freshness, subscribeFresh, wantTopic } from './store';

export interface Read<T> {
  readonly data: T | undefined;
  /** Why the newest read failed; older data stays. */
  readonly error: Error | null;
  readonly readAt: number;
  /** Nothing reads it again until somebody asks. */
  readonly once: boolean;
  readonly retry: () => void;
}

/** A topic: its first data from the server's render or one read, then whatever the stream brings. */
export function useTopic<N extends TopicName>(
  name: N,
  args: readonly string[],
  initial?: Topics[N],
): Read<Topics[N]> {
  const client = useQueryClient();
  const text = topic(name, ...args);
  useEffect(() => wantTopic(client, text), [client, text]);
  const query = useQuery({
    ...topicQuery(name, ...args),
    ...(initial === undefined ? {} : { initialData: initial }),
    staleTime: 5000,
  });
  // A read that is repeated begins without its error: what the page shows of it, a half-typed code too, stays until then.
  const [lastError, setLastError] = useState<Error | null>(null);
  if (query.error && query.error !== lastError) setLastError(query.error);
  const live = useSyncExternalStore(
    subscribeFresh,
    () => freshness(text),
    () => undefined,
  );
  const problem = live?.problem;
  const error = problem
    ? new ReadError(problem.kind, problem.message, problem)
    : live
      ? null
      : (query.error ?? (query.isPending ? lastError : null));
  return {
    data: query.data,
    error,
    readAt: live?.readAt || byServerClock(query.dataUpdatedAt),
    once: false,
    retry: () => void query.refetch(),
  };
}

/** What is known of something that is no longer there is of no use: the page shows that alone. */
export const unlessGone = <T>(read: Read<T>): Read<T> =>
  isGone(read.error) ? { ...read, data: undefined } : read;

/** Reads that come with the page: whoever shows them below asks for nothing. */
export function useEnclosed(enclosed: readonly Enclosed[]): void {
  const client = useQueryClient();
  // Once all is drawn as the server drew it, and before those below ask, whose effects come after this one.
  useLayoutEffect(() => openEnclosed(client, enclosed), [client, enclosed]);
}

/** A topic that does not change, read once. */
export function useOnce<N extends TopicName>(
  name: N,
  args: readonly string[],
  enabled = true,
): Read<Topics[N]> {
  const query = useQuery({ ...topicQuery(name, ...args), staleTime: Infinity, enabled });
  return {
    data: query.data,
    error: query.error,
    readAt: byServerClock(query.dataUpdatedAt),
    once: true,
    retry: () => void query.refetch(),
  };
}
