import { duration } from '@/lib/domain/time';
import type { Upstream } from '@/lib/domain/account/upstream';

const apis = (names: readonly string[]): string => names.map((n) => n.split(':')[1]).join(', ');

/** How news comes, and what it costs. */
export function aboutConnection(u: Upstream): string {
  if (u.throttled.length)
    return `AWS is throttling ${apis(u.throttled)}. Starboard polls less often until it stops.`;
  if (u.via === 'polling')
    return `Polled at intervals${u.why ? `: ${u.why}` : ''}. ${u.callsPerMinute} calls in the last minute.`;
  const by = u.queue === undefined ? '' : ` through the queue ${u.queue}`;
  const missing = u.why === undefined ? '' : ` ${u.why}.`;
  return `Changes arrive as events${by}. Everything is re-read at least once a minute.${missing}`;
}

/** Older than this, the oldest row of a board is told. */
const OLD_ROW_MS = 20_000;

/** Pipelines of which nothing is known yet, of all that there are. */
export interface Reading {
  readonly left: number;
  readonly of: number;
}

/** What of a page over many pipelines is not known yet, or not of now. */
function lacking(now: number, { oldest }: Upstream, reading: Reading): string | undefined {
  if (reading.left) return `Reading ${reading.of - reading.left} of ${reading.of}`;
  const age = oldest === undefined ? 0 : now - oldest;
  return age > OLD_ROW_MS ? `Rows up to ${duration(age)} old` : undefined;
}

const costOf = ({ callsPerMinute: n }: Upstream): string =>
  `Connected, ${n} ${n === 1 ? 'call' : 'calls'}/min`;

/** One thing at a time, what matters most: there is room for a few words. */
export function connectionWords(
  now: number,
  upstream: Upstream | undefined,
  reading: Reading | undefined,
): string {
  if (upstream?.throttled.length) return 'AWS is throttling us';
  if (!upstream || !reading || !now) return 'Connected';
  return lacking(now, upstream, reading) ?? costOf(upstream);
}

/** How old what is shown is, where nothing newer comes; a page of which nothing was ever read shows nothing old. */
export const staleWords = (now: number, readAt: number): string =>
  readAt > 0 ? `Updated ${duration(now - readAt)} ago` : 'Not read yet';
