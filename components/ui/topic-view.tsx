'use client';
import type { ReactNode } from 'react';
import type { Read } from '@/lib/client/live/use-topic';
import { Loading, ReadProblem } from './states';

interface Props<T> {
  readonly topic: Read<T>;
  /** What stands in place of data that holds nothing; undefined or false where it holds something. */
  readonly empty?: (data: T) => ReactNode;
  /** A skeleton in the final shape. */
  readonly loading?: ReactNode;
  readonly children: (data: T) => ReactNode;
}

/**
 * What is known of a topic: loading, failed, empty, or its data. Old data stays below the failure of a newer read.
 * "Nothing here" is said only of what was read, never while it loads or after a failed read.
 */
export function TopicView<T>({ topic, empty, loading = <Loading />, children }: Props<T>) {
  const { data, error, once, retry } = topic;
  if (data === undefined && !error) return loading;
  const problem = error && (
    <ReadProblem error={error} old={data !== undefined} once={once} retry={retry} />
  );
  if (data === undefined) return problem;
  const none = empty?.(data);
  if (none) return problem ?? none;
  return (
    <>
      {problem}
      {children(data)}
    </>
  );
}
