import { duration } from '@/lib/domain/time';

/** How lines tell their time. */
export type Stamps = 'clock' | 'since' | 'off';

export const STAMPS: readonly (readonly [Stamps, string])[] = [
  ['clock', 'Time of day'],
  ['since', 'Since the start'],
  ['off', 'No times'],
];

export const stampOf = (at: number, stamps: Stamps, start: number): string =>
  stamps === 'since'
    ? `+${duration(Math.max(0, at - start))}`
    : new Date(at).toISOString().slice(11, 19);
