import 'server-only';
import { shared } from './shared';

interface Entry {
  readonly at: number;
  readonly value: Promise<unknown>;
  /** Waits its turn: nobody begins another until it is over. */ readonly isQueued: boolean;
  isOver: boolean;
}

const kept = shared('single-flight', () => new Map<string, Entry>());
const FRESH_MS = 200;

function share<T>(key: string, read: () => Promise<T>, freshMs: number, isQueued: boolean) {
  const found = kept.get(key);
  if (found && ((found.isQueued && !found.isOver) || Date.now() - found.at < freshMs))
    return found.value as Promise<T>;
  const value = read();
  const entry: Entry = { at: Date.now(), value, isQueued, isOver: false };
  kept.set(key, entry);
  value.then(
    () => {
      entry.isOver = true;
    },
    () => {
      entry.isOver = true;
      if (kept.get(key) === entry) kept.delete(key);
    },
  );
  if (kept.size > 2000)
    for (const [k, e] of kept) if (e.isOver && Date.now() - e.at > 60_000) kept.delete(k);
  return value;
}

/** One upstream read serves everyone who asks within a moment (`freshMs`), however many are looking. */
export const singleFlight = <T>(
  key: string,
  read: () => Promise<T>,
  freshMs = FRESH_MS,
): Promise<T> => share(key, read, freshMs, false);

/** The same, for a read that may have to wait its turn: as long as it is under way nobody begins another. */
export const oneAtATime = <T>(
  key: string,
  read: () => Promise<T>,
  freshMs = FRESH_MS,
): Promise<T> => share(key, read, freshMs, true);

/**
 * What was read before a change of ours is not what is there after it; with a prefix, of those keys alone. What waits
 * its turn goes on: `forgetRead` names those that the change is about.
 */
export function forgetReads(prefix = ''): void {
  for (const [key, { isQueued, isOver }] of kept)
    if (key.startsWith(prefix) && (!isQueued || isOver)) kept.delete(key);
}

/** One read that is known to be old. */
export const forgetRead = (key: string): void => void kept.delete(key);

const forever = shared('immutable', () => new Map<string, Promise<unknown>>());

/** What can never change once read (a commit, a blob, a deployment that is over): read once, the oldest forgotten first. */
export function immutable<T>(key: string, read: () => Promise<T>): Promise<T> {
  const found = forever.get(key);
  if (found) return found as Promise<T>;
  const value = read();
  forever.set(key, value);
  value.catch(() => forever.delete(key));
  if (forever.size > 5000) forever.delete(forever.keys().next().value ?? '');
  return value;
}

/** All that was ever read, as after a start. */
export function forgetEverything(): void {
  kept.clear();
  forever.clear();
}

export const forgetImmutable = (key: string): void => void forever.delete(key);
