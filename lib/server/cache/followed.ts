import 'server-only';
import { LRUCache } from 'lru-cache';
import type { LiveMessage } from '@/lib/domain/live/live-message';
import { shared } from '../shared';
import { cache } from './cache';

export type Listener = (message: LiveMessage) => void;

/** A topic that somebody looks at. `timer` is unset while it is being read. */
export interface Followed {
  readonly listeners: Set<Listener>;
  readonly readNow: () => void;
  timer: ReturnType<typeof setTimeout> | undefined;
  /** When the timer rings, in ms since the epoch. */
  due: number;
  fingerprint: string;
  last: LiveMessage | undefined;
  failures: number;
  /** How often data was sent; counted on across whoever follows. */
  seq: number;
  /** It is to be read again so soon (ms) after the read that is under way. */
  again: number | undefined;
}

export const followed = shared('followed', () => new Map<string, Followed>());

/** Whether anybody looks at anything. */
export const isWatched = (): boolean => followed.size > 0;

/** What a topic's last round brought, kept a moment longer than somebody looks at it: a page that is opened then needs no read of its own. */
export const recent = shared(
  'recent',
  () => new LRUCache<string, { readonly readAt: number; readonly data: unknown }>({ max: 200 }),
);
const BURST_MS = 15;

/** Everything that is followed is read immediately, for a change was made here. Whoever made it names the pipeline. */
export function refreshAll(): void {
  cache.invalidate(['account']);
  cache.invalidate(['pipelines']);
  recent.clear();
  scheduleRefresh(() => true, 0);
}

/** The next read of a topic, in `ms`. */
export function scheduleRead(entry: Followed, ms: number): void {
  entry.due = Date.now() + ms;
  if (ms === 0) entry.readNow();
  else entry.timer = setTimeout(entry.readNow, ms);
}

/** Reads again what is followed and chosen by its topic: after a moment (ms), for events come in bursts. */
export function scheduleRefresh(chosen: (topic: string) => boolean, after = BURST_MS): void {
  for (const topic of [...recent.keys()]) if (chosen(topic)) recent.delete(topic);
  for (const [topic, entry] of followed) {
    if (!chosen(topic)) continue;
    if (entry.timer === undefined) entry.again = Math.min(after, entry.again ?? after);
    // One that is read soon already is not put off by every further event.
    if (entry.timer === undefined || entry.due <= Date.now() + after) continue;
    clearTimeout(entry.timer);
    scheduleRead(entry, after);
  }
}
