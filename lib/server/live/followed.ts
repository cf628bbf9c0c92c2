import 'server-only';
import type { LiveMessage } from '@/lib/domain/live-message';
import { shared } from '../shared';
import { forgetReads } from '../single-flight';

export type Listener = (message: LiveMessage) => void;

/** A topic that somebody looks at. `timer` is unset while it is being read. */
export interface Followed {
  readonly listeners: Set<Listener>;
  readonly readNow: () => void;
  timer: ReturnType<typeof setTimeout> | undefined;
  print: string;
  last: LiveMessage | undefined;
  trouble: number;
  again: boolean;
}

export const followed = shared('followed', () => new Map<string, Followed>());

/** What a topic's last round brought, kept a moment longer than somebody looks at it: a page that is opened then needs no read of its own. */
export const recent = shared('recent', () => new Map<string, { readonly readAt: number; readonly data: unknown }>());
const RECENT = 200;

export function remember(topic: string, data: unknown): void {
  recent.delete(topic);
  recent.set(topic, { readAt: Date.now(), data });
  if (recent.size > RECENT) recent.delete(recent.keys().next().value ?? '');
}

/** A change was made here: what is followed is read at once, not at the next round. */
export function stir(): void {
  forgetReads();
  recent.clear();
  for (const entry of followed.values()) {
    entry.again = true;
    if (entry.timer === undefined) continue;
    clearTimeout(entry.timer);
    entry.readNow();
  }
}
