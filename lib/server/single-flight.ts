import 'server-only';

interface Entry { readonly at: number; readonly value: Promise<unknown> }

const kept = new Map<string, Entry>();
const FRESH_MS = 200;

/** One upstream read serves everyone who asks within a moment, however many are looking. */
export function singleFlight<T>(key: string, read: () => Promise<T>): Promise<T> {
  const now = Date.now();
  const entry = kept.get(key);
  if (entry && now - entry.at < FRESH_MS) return entry.value as Promise<T>;
  const value = read();
  kept.set(key, { at: now, value });
  value.catch(() => kept.delete(key));
  if (kept.size > 500) for (const [k, e] of kept) if (now - e.at > FRESH_MS) kept.delete(k);
  return value;
}
