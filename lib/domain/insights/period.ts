const DAY = 86_400_000;

/** From a moment up to another one, which is not in it. In ms since the epoch. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

export const isIn = (w: Window, at: number): boolean => at >= w.from && at < w.to;

/** The days up to now, in parts of whole days, and the same days before them to compare with. */
export interface Period extends Window {
  readonly days: number;
  /** Days in each part. */
  readonly step: number;
  /** Oldest first. The last one is not over yet: it ends with today. */
  readonly parts: readonly Window[];
  /** As long as this period is up to now, so that both can be compared before today is over. */
  readonly before: Window;
  readonly partsBefore: readonly Window[];
}

/** The lengths there are, in days, each with the days of one part. */
export const LENGTHS = [
  [7, 1],
  [30, 1],
  [91, 7],
] as const;

const formats = new Map<string, Intl.DateTimeFormat>();

function dayFormat(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, made);
  return made;
}

/** The zone of this name, or UTC where there is none. */
export function knownZone(zone: string): string {
  try {
    dayFormat(zone);
    return zone;
  } catch (error) {
    if (error instanceof RangeError) return 'UTC';
    throw error;
  }
}

/** What a clock in the zone shows at a moment, as if it were UTC. */
function wallClock(at: number, zone: string): number {
  const parts = Object.fromEntries(
    dayFormat(zone)
      .formatToParts(at)
      .map((p) => [p.type, Number(p.value)]),
  ) as Record<string, number>;
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The first moment of the day that is `offset` days from that of `at`, in the zone. */
export function startOfDay(at: number, zone: string, offset = 0): number {
  const midnight = Math.floor(wallClock(at, zone) / DAY) * DAY + offset * DAY;
  // Summer time begins and ends at an hour of some day: what the clock is off by is asked at the day itself.
  let found = midnight;
  for (let i = 0; i < 3; i++) found += midnight - wallClock(found, zone);
  return found;
}

function partsOf(now: number, zone: string, days: number, step: number, back: number): Window[] {
  return Array.from({ length: days / step }, (_, i) => {
    const first = i * step - days + 1 - back;
    return {
      from: startOfDay(now, zone, first),
      to: startOfDay(now, zone, first + step),
    };
  });
}

/** The last `length` days in the zone (IANA's name of it), today included; 30 where there is no such length. */
export function periodOf(length: number, now: number, zone: string): Period {
  const [days, step] = LENGTHS.find(([d]) => d === length) ?? LENGTHS[1];
  const parts = partsOf(now, zone, days, step, 0);
  const partsBefore = partsOf(now, zone, days, step, days);
  const from = parts[0]?.from ?? now;
  const before = partsBefore[0]?.from ?? from;
  return {
    from,
    to: now,
    days,
    step,
    parts,
    before: { from: before, to: Math.min(from, before + now - from) },
    partsBefore,
  };
}
