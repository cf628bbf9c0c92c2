import 'server-only';
import { shared } from './shared';

interface Entry {
  readonly at: number;
  readonly value: Promise<unknown>;
}

const kept = shared('single-flight', () => new Map<string, Entry>());
const FRESH_MS = 200;

/** One upstream read serves everyone who asks within a moment (`freshMs`), however many are looking. */
export function singleFlight<T>(
  key: string,
  read: () => Promise<T>,
  freshMs = FRESH_MS,
): Promise<T> {
  const now = Date.now();
  const entry = kept.get(key);
  if (entry && now - entry.at < freshMs) return entry.value as Promise<T>;
  const value = read();
  kept.set(key, { at: now, value });
  value.catch(() => kept.delete(key));
  if (kept.size > 2000) for (const [k, e] of kept) if (now - e.at > 60_000) kept.delete(k);
  return value;
}

/** What was read before a change of ours is not what is there after it; with a prefix, of those keys alone. */
export function forgetReads(prefix = ''): void {
  for (const key of kept.keys()) if (key.startsWith(prefix)) kept.delete(key);
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
