import { duration } from '@/lib/domain/time';
import { clockText, momentText, type Zone } from '@/lib/domain/zone';

/** How lines tell their time. */
export type Stamps = 'clock' | 'since' | 'off';

export const STAMPS: readonly (readonly [Stamps, string])[] = [
  ['clock', 'Time of day'],
  ['since', 'Since the start'],
  ['off', 'No times'],
];

/** A line's time, and the whole moment for whoever points at it. */
export const stampOf = (
  at: number,
  stamps: Stamps,
  start: number,
  zone: Zone,
): { readonly text: string; readonly title: string } => ({
  text: stamps === 'since' ? `+${duration(Math.max(0, at - start))}` : clockText(at, zone),
  title: momentText(at, zone),
});
