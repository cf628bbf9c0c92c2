import 'server-only';
import type { Looks, Pacing } from '../aws/pacing';
import { listening } from '../cache/listening';

/** A share of an age that differs by name, three quarters to the whole: five hundred pipelines are not looked at in the same second. */
export function spread(name: string, age: number): number {
  let hash = 0;
  for (const c of name) hash = (hash * 31 + (c.codePointAt(0) ?? 0)) % 997;
  // Names that differ in their last letters alone lie far apart.
  return age * (0.75 + ((hash * 613) % 997) / 997 / 4);
}

/** How old each of so many pipelines may get, in ms. */
export const between = ({ each, least, most }: Looks, pipelines: number): number =>
  Math.min(most, Math.max(least, pipelines * each));

/**
 * How old a pipeline's facts may get without an event, in ms: a minute or so at most, less where there are few of them,
 * so that what has no event (a transition closed by another tool) is seen soon at a bounded number of calls.
 */
export function reconcileAfter(looks: Pacing['looks'], pipelines: number): number {
  return between(listening() ? looks.events : looks.polling, pipelines);
}
