import 'server-only';
import type { Announcement } from './missed-events';
import { shared } from './shared';
import { forgetReads } from './single-flight';

/** What an event says may have changed. Never more than a hint: whatever it names is read again from AWS. */
export interface Hint {
  readonly pipeline?: string | undefined;
  readonly buildProject?: string | undefined;
  readonly build?: string | undefined;
  readonly application?: string | undefined;
  readonly deployment?: string | undefined;
  readonly repository?: string | undefined;
  /** The execution whose start or end it announces. */
  readonly announces?: { readonly execution: string; readonly what: Announcement } | undefined;
}

interface Staleness {
  listening: boolean;
  allAt: number;
  readonly at: Map<string, number>;
}
const state = shared('staleness', (): Staleness => ({ listening: false, allAt: 0, at: new Map() }));

/** While events come, what none has named is still what was read. */
export const listening = (): boolean => state.listening;

export function setListening(on: boolean): void {
  state.listening = on;
  // Events of the time before, or of a gap between two queues, were not heard.
  state.allAt = Date.now();
}

export function markStale(key: string): void {
  state.at.set(key, Date.now());
}

/** Everything is read anew: a change was made here, and it is to be seen as it is now. */
export function forgetAll(): void {
  state.allAt = Date.now();
  forgetReads();
}

/** A share of an age that differs by name, three quarters to the whole: five hundred pipelines are not looked at in the same second. */
export function spread(name: string, age: number): number {
  let hash = 0;
  for (const c of name) hash = (hash * 31 + (c.codePointAt(0) ?? 0)) % 997;
  // Names that differ in their last letters alone lie far apart.
  return age * (0.75 + ((hash * 613) % 997) / 997 / 4);
}

/**
 * Whether what was read at `readAt` (when the read began) is still good: not older than `maxAge`, no event has named it
 * since, and nothing of ours has changed it. Without events nothing of the engine's is: it costs nothing to ask.
 */
export function isFresh(
  backend: 'local' | 'aws',
  key: string,
  readAt: number,
  maxAge: number,
  now = Date.now(),
): boolean {
  return (
    (state.listening || backend === 'aws') &&
    readAt > state.allAt &&
    readAt > (state.at.get(key) ?? 0) &&
    now - readAt < maxAge
  );
}

/** How old, in ms, what is known of a pipeline may get while nothing tells of it, by how many there are. */
const LOOKS = {
  local: { each: 120, least: 2000, most: 60_000 },
  // With events. For three hundred pipelines five calls a second.
  events: { each: 1500, least: 15_000, most: 60_000 },
  // Without: 0.9 calls a minute and pipeline, what one look in twenty costs more included.
  polling: { each: 1500, least: 15_000, most: 90_000 },
} as const;

/**
 * How old a pipeline's facts may get without an event, in ms: a minute or so at most, less where there are few of them,
 * so that what has no event (a transition closed by another tool) is seen soon at a bounded number of calls.
 */
export function reconcileAfter(backend: 'local' | 'aws', pipelines: number): number {
  const { each, least, most } =
    LOOKS[backend === 'local' ? 'local' : state.listening ? 'events' : 'polling'];
  return Math.min(most, Math.max(least, pipelines * each));
}
