import 'server-only';
import type { Connection } from '../aws/connection';
import { isWatched } from '../cache/followed';
import { shared } from '../shared';
import { allowedAge, isFollowed, lastKnown, readPipeline } from './facts';
import { tellLater } from './news';

/** The pipelines that are looked at again and again, and when a page asked for them last (ms since the epoch). */
const askedAt = shared('moving-looks', () => new Map<string, number>());
/** Longer than a page's rounds are apart: who no longer asks has closed it. */
const ASKED_MS = 10_000;

const pause = (ms: number): Promise<void> =>
  // What comes back of itself must not hold the process.
  new Promise((done) => void setTimeout(done, Math.max(1, ms)).unref());

const isWanted = (name: string): boolean =>
  isWatched() && isFollowed(name) && Date.now() - (askedAt.get(name) ?? 0) < ASKED_MS;

/** Looks whenever what is known is as old as it may get, until nothing moves there, nobody asks, or AWS does not answer. */
async function lookOn(connection: Connection, name: string): Promise<void> {
  for (;;) {
    await pause((lastKnown(name)?.at ?? 0) + allowedAge(connection, name) - Date.now());
    if (!isWanted(name)) return;
    const reading = readPipeline(connection, name, undefined, 'moving');
    tellLater(['pipeline', name], reading);
    try {
      await reading;
    } catch {
      // Told by then; the rounds go on asking, as often as a failure may be asked for.
      return;
    }
  }
}

/**
 * Something runs there and a page shows it. Looked at in rounds, all that move would wait for each other, and for the
 * next round: each is looked at when it is due, and what is new is told at once. Events, where they come, tell it.
 */
export function keepLooking(connection: Connection, name: string): void {
  if (!connection.pacing.trustsAge || !isWatched() || !isFollowed(name)) return;
  const isLooking = askedAt.has(name);
  askedAt.set(name, Date.now());
  if (!isLooking) void lookOn(connection, name).finally(() => askedAt.delete(name));
}
