import type { Cron } from 'croner';
import { quartz } from '../quartz';

/** `UTC+05:30` and the like as minutes; undefined for a named zone. */
function offsetMinutes(zone: string): number | undefined {
  const match = /^(?:UTC|GMT)([+-])(\d{1,2})(?::(\d{2}))?$/.exec(zone);
  return match
    ? (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3] ?? 0))
    : undefined;
}

/**
 * A deployment window: a Quartz expression of 6 or 7 fields (seconds first, weekdays from 1 = Sunday) in a time zone
 * (AWS-SEMANTICS 3.6 [doc]). Throws an Error that names what is wrong.
 */
function parseWindow(expression: string, zone = 'UTC'): Cron {
  const fields = expression.trim().split(/\s+/);
  if (fields.length !== 6 && fields.length !== 7)
    throw new Error(
      `the Cron expression '${expression}' has ${fields.length} fields; 6 or 7 are needed`,
    );
  if (fields[0] !== '*' && fields[0] !== '0')
    throw new Error(`the seconds of the Cron expression '${expression}' must be * or 0`);
  const utcOffset = offsetMinutes(zone);
  // Any second of a minute in the window counts.
  return quartz(
    ['*', ...fields.slice(1)],
    utcOffset === undefined ? { timezone: zone } : { utcOffset },
  );
}

/** Why a window cannot be read; undefined if it can. */
export function windowProblem(expression: string, zone?: string): string | undefined {
  try {
    parseWindow(expression, zone).nextRun(new Date(0));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Whether `now` (epoch milliseconds) lies in the window. */
export function inWindow(expression: string, zone: string | undefined, now: number): boolean {
  return parseWindow(expression, zone).match(new Date(now));
}

/** When the window opens next, in epoch milliseconds; undefined if never. */
export function nextWindow(
  expression: string,
  zone: string | undefined,
  now: number,
): number | undefined {
  return parseWindow(expression, zone).nextRun(new Date(now))?.getTime();
}
