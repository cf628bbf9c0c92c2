import 'server-only';
import type { LiveMessage } from '@/lib/domain/live-message';
import { shared } from '../shared';
import { forgetReads } from '../single-flight';
import { markStale } from '../staleness';

export type Listener = (message: LiveMessage) => void;

/** A topic that somebody looks at. `timer` is unset while it is being read. */
export interface Followed {
  readonly listeners: Set<Listener>;
  readonly readNow: () => void;
  timer: ReturnType<typeof setTimeout> | undefined;
  /** When the timer rings, in ms since the epoch. */
  due: number;
  print: string;
  last: LiveMessage | undefined;
  trouble: number;
  /** How often data was sent; counted on across whoever follows. */
  seq: number;
  /** It is to be read again so soon (ms) after the read that is under way. */
  again: number | undefined;
}

export const followed = shared('followed', () => new Map<string, Followed>());

/** What a topic's last round brought, kept a moment longer than somebody looks at it: a page that is opened then needs no read of its own. */
export const recent = shared(
  'recent',
  () => new Map<string, { readonly readAt: number; readonly data: unknown }>(),
);
const RECENT = 200;
const BURST_MS = 15;

export function remember(topic: string, data: unknown): void {
  recent.delete(topic);
  recent.set(topic, { readAt: Date.now(), data });
  if (recent.size > RECENT) recent.delete(recent.keys().next().value ?? '');
}

/** A change was made here: what is followed is read at once, not at the next round. Whoever made it names the pipeline. */
export function stir(): void {
  forgetReads();
  markStale('pipelines');
  recent.clear();
  nudge(() => true, 0);
}

/** The next read of a topic, in `ms`. */
export function schedule(entry: Followed, ms: number): void {
  entry.due = Date.now() + ms;
  if (ms === 0) entry.readNow();
  else entry.timer = setTimeout(entry.readNow, ms);
}

/** Reads again what is followed and chosen by its topic: after a moment (ms), for events come in bursts. */
export function nudge(chosen: (topic: string) => boolean, after = BURST_MS): void {
  for (const topic of recent.keys()) if (chosen(topic)) recent.delete(topic);
  for (const [topic, entry] of followed) {
    if (!chosen(topic)) continue;
    if (entry.timer === undefined) entry.again = Math.min(after, entry.again ?? after);
    // One that is read soon already is not put off by every further event.
    if (entry.timer === undefined || entry.due <= Date.now() + after) continue;
    clearTimeout(entry.timer);
    schedule(entry, after);
  }
}
