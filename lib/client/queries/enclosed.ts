import type { QueryClient } from '@tanstack/query-core';
import type { Enclosed, EnclosedAnswer } from '@/lib/domain/live/enclosed';
import { arrived } from '../arrived';
import { readKey, readNewest } from './newest';

/** A page that is shown again comes from memory with what it once enclosed: that is asked for anew. */
const opened = new WeakSet<Promise<EnclosedAnswer | undefined>>();

/** Reads what came with a page, so that whoever shows it finds it there or under way. What is known already stays. */
export function openEnclosed(client: QueryClient, enclosed: readonly Enclosed[]): void {
  for (const { topic, answer } of enclosed) {
    if (opened.has(answer)) continue;
    opened.add(answer);
    void client.prefetchQuery({
      queryKey: readKey(topic),
      queryFn: (context) =>
        readNewest(topic, context, async () => {
          const came = await arrived(answer);
          if (came?.next) openEnclosed(client, came.next);
          return came && { data: came.data };
        }),
      staleTime: Infinity,
    });
  }
}
