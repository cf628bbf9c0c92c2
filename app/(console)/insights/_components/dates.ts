'use client';
import { useMemo } from 'react';
import type { Period, Window } from '@/lib/domain/insights/period';
import { labelled } from '@/lib/domain/insights/ticks';
import { duration } from '@/lib/domain/time';
import { dateText, dayText, inputText } from '@/lib/domain/zone';
import { useZone } from '@/lib/client/zone';

const DAY = 86_400_000;

export interface Dates {
  /** `28 Nov` */ readonly day: (at: number) => string;
  /** `28 Nov 2026`, or `22 to 28 Nov 2026` of a week. */ readonly span: (w: Window) => string;
  /** `2026-11-28`: what an address and a file hold. */ readonly key: (at: number) => string;
  readonly moment: (at: number) => string;
}

/** Days as this person reads them. */
export function useDates(): Dates {
  const { zone, moment } = useZone();
  return useMemo(
    () => ({
      moment,
      day: (at) => dayText(at, zone),
      key: (at) => inputText(at, zone).slice(0, 10),
      span: ({ from, to }) => {
        const last = to - DAY / 2;
        return last - from < DAY
          ? dateText(from, zone)
          : `${dayText(from, zone)} to ${dateText(last, zone)}`;
      },
    }),
    [zone, moment],
  );
}

/** The dates of an axis over a period: the first moments of its days or weeks. */
export const axisDates =
  ({ parts }: Period, { day }: Dates) =>
  (fit: number): { at: number; text: string }[] =>
    labelled(parts.length, fit).flatMap((i) => {
      const part = parts[i];
      return part ? [{ at: part.from, text: day(part.from) }] : [];
    });

/** A duration on an axis, which begins at nought. */
export const durationTick = (ms: number): string => (ms === 0 ? '0' : duration(ms));

/** How long a test takes: most of them less than a second. */
export const testDuration = (ms: number): string =>
  ms < 1000 ? `${ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms)} ms` : duration(ms);

/** A moment as a spreadsheet reads it. */
export const isoText = (at: number): string => new Date(at).toISOString();

/** Seconds to a thousandth: what a spreadsheet can add up. */
export const secondsOf = (ms: number | undefined): number | undefined =>
  ms === undefined ? undefined : Math.round(ms) / 1000;

/** The address of this page with one of its values set. */
export function hrefWith(key: string, value: string): string {
  if (typeof window === 'undefined') return `?${key}=${encodeURIComponent(value)}`;
  const search = new URLSearchParams(window.location.search);
  search.set(key, value);
  return `?${search.toString()}`;
}
