import type { Cron } from 'croner';
import { quartz } from '../quartz';

/** A schedule that cannot be read; EventBridge says no more than this. */
export class ScheduleError extends Error {
  override name = 'ScheduleError';
  constructor(cause?: unknown) {
    super('Parameter ScheduleExpression is not valid.', { cause });
  }
}

const UNIT_MS: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** EventBridge's cron: six fields from minutes to years, in UTC, weekdays from 1 = Sunday; one of the two days must be `?`. */
function cronOf(fields: readonly string[]): Cron {
  if (fields.length !== 6 || (fields[2] === '?') === (fields[4] === '?')) throw new ScheduleError();
  try {
    return quartz(['0', ...fields], { timezone: 'UTC' });
  } catch (cause) {
    throw new ScheduleError(cause);
  }
}

/**
 * When a `rate(…)` or `cron(…)` is due next after `now` (epoch milliseconds); undefined if never again. A rate counts
 * from `since`, the moment the rule was made.
 */
export function nextSchedule(expression: string, since: number, now: number): number | undefined {
  const rate = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression);
  if (rate) {
    const [, count = '', unit = '', plural] = rate;
    const n = Number(count);
    if (n < 1 || (n === 1) !== (plural === '')) throw new ScheduleError();
    const every = n * (UNIT_MS[unit] ?? 0);
    return since + (Math.floor(Math.max(0, now - since) / every) + 1) * every;
  }
  const cron = /^cron\((.*)\)$/.exec(expression)?.[1];
  if (cron === undefined) throw new ScheduleError();
  return cronOf(cron.trim().split(/\s+/)).nextRun(new Date(now))?.getTime();
}
