import { Cron } from 'croner';

/** A scheduled action: once at its start, or again and again between start and end. Times in ms since the epoch. */
export interface Schedule {
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  /** Five fields of Unix cron. */
  readonly recurrence?: string | undefined;
  readonly timeZone?: string | undefined;
}

const FIELDS = 5;

/** Throws where it cannot be read. */
const cronOf = (recurrence: string, timeZone: string | undefined): Cron => {
  const fields = recurrence.trim().split(/\s+/);
  if (fields.length !== FIELDS) throw new Error(`${fields.length} fields, expected ${FIELDS}`);
  return new Cron(fields.join(' '), { paused: true, timezone: timeZone ?? 'Etc/UTC' });
};

/** Why a recurrence cannot be read; undefined where it can. */
export function problemOf({ recurrence, timeZone }: Schedule): string | undefined {
  if (recurrence === undefined) return undefined;
  try {
    cronOf(recurrence, timeZone).nextRun();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** When it is due next, after a moment; undefined where it is over. */
export function nextDue(schedule: Schedule, after: number): number | undefined {
  const { start, end, recurrence, timeZone } = schedule;
  if (recurrence === undefined) return start !== undefined && start > after ? start : undefined;
  const from = start === undefined ? after : Math.max(after, start - 1);
  const next = cronOf(recurrence, timeZone).nextRun(new Date(from))?.getTime();
  return next !== undefined && (end === undefined || next < end) ? next : undefined;
}
