import type { QueryClient } from '@tanstack/react-query';
import { routes } from '@/lib/routes';
import { fetchJson } from '../fetch-json';
import { arrivedSince } from './arrivals';

/** The one query key of a topic, for pages, routes and the stream. */
export const readKey = (name: string): readonly ['read', string] => ['read', name];

/**
 * A topic's read. What the stream brought while it was under way is newer and stays: the stream says nothing again of what
 * does not change, so an older answer in its place would stand for good. What came enclosed in the page is not asked for.
 */
export async function readNewest<T>(
  text: string,
  { signal, client }: { signal: AbortSignal; client: Pick<QueryClient, 'getQueryData'> },
  enclosed?: () => Promise<{ readonly data: unknown } | undefined>,
): Promise<T> {
  const began = performance.now();
  const came = await enclosed?.();
  const data = came ? (came.data as T) : await fetchJson<T>(routes.api.read(text), signal);
  const newer = arrivedSince(text, began) ? client.getQueryData<T>(readKey(text)) : undefined;
  return newer ?? data;
}
