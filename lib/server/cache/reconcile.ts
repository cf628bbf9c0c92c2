import 'server-only';
import { listening } from './listening';

/** A share of an age that differs by name, three quarters to the whole: five hundred pipelines are not looked at in the same second. */
export function spread(name: string, age: number): number {
  let hash = 0;
  for (const c of name) hash = (hash * 31 + (c.codePointAt(0) ?? 0)) % 997;
  // Names that differ in their last letters alone lie far apart.
  return age * (0.75 + ((hash * 613) % 997) / 997 / 4);
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
    LOOKS[backend === 'local' ? 'local' : listening() ? 'events' : 'polling'];
  return Math.min(most, Math.max(least, pipelines * each));
}
