import 'server-only';
import { cache } from '../cache/cache';
import type { Key } from '../cache/keys';
import { shared } from '../shared';

/** Called when a read that no round waits for has brought something, or has begun to fail; with what it was of. */
export const onNews = shared('news-listeners', () => new Set<(of: string) => void>());

/** Says that something is known that no round has shown. */
export function news(of: string): void {
  for (const tell of onNews) tell(of);
}

/**
 * A round has gone on without this read. What it finds to be new is told when it comes, and that it fails, unless that is
 * known: the next round may be far off, for it waits the longer the longer this one took.
 */
export function tellLater(key: Key, reading: Promise<unknown>): void {
  const of = String(key.at(-1));
  const wasFailing = cache.failure(key) !== undefined;
  const before = cache.known(key)?.value;
  reading.then(
    () => {
      if (wasFailing || cache.known(key)?.value !== before) news(of);
    },
    () => {
      if (!wasFailing) news(of);
    },
  );
}
