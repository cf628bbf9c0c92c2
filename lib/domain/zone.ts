/** The zone in which times are shown: the person's own, or the one that AWS's own records use. */
export type Zone = 'local' | 'UTC';

const formats = new Map<string, Intl.DateTimeFormat>();
function format(zone: Zone, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([zone, options]);
  const known =
    formats.get(key) ??
    new Intl.DateTimeFormat('en-GB', {
      hourCycle: 'h23',
      timeZone: zone === 'UTC' ? 'UTC' : undefined,
      ...options,
    });
  formats.set(key, known);
  return known;
}

const CLOCK = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
const DAY = { day: 'numeric', month: 'short', year: 'numeric' } as const;

/** `14:32:07` of a moment in ms since the epoch. */
export const clockText = (at: number, zone: Zone): string => format(zone, CLOCK).format(at);

/** The zone's name at a moment, as its summer time has another: `CET`, `GMT+1`, `UTC`. */
export const zoneName = (at: number, zone: Zone): string =>
  format(zone, { timeZoneName: 'short' })
    .formatToParts(at)
    .find((p) => p.type === 'timeZoneName')?.value ?? '';

/** `28 Nov 2026, 14:32:07 CET`. */
export const momentText = (at: number, zone: Zone): string =>
  `${format(zone, { ...DAY, ...CLOCK }).format(at)} ${zoneName(at, zone)}`;

/** `28 Nov`, for an axis whose year is said elsewhere. */
export const dayText = (at: number, zone: Zone): string =>
  format(zone, { day: 'numeric', month: 'short' }).format(at);

/** `28 Nov 2026`. */
export const dateText = (at: number, zone: Zone): string => format(zone, DAY).format(at);

/** A moment as an input of the type `datetime-local` holds it, which knows no zone. */
export function inputText(at: number, zone: Zone): string {
  const offset = zone === 'UTC' ? 0 : new Date(at).getTimezoneOffset() * 60_000;
  return new Date(at - offset).toISOString().slice(0, 19);
}

/** The moment that such an input names, in ms since the epoch; NaN while it names none. */
export const inputTime = (text: string, zone: Zone): number =>
  new Date(zone === 'UTC' ? `${text}Z` : text).getTime();
