import { Cron } from 'croner';

/** The last value of each field of a Quartz expression: seconds to years. */
const LAST = [59, 59, 23, 31, 12, 7, 2199];

/**
 * A Quartz expression of 6 or 7 fields (seconds first, weekdays from 1 = Sunday) as AWS takes it, for a library that
 * reads two things differently: `?` is no restriction, and `5/10` begins at 5 and goes on to the field's end. A day must
 * fit both the month's and the week's field. Throws where the expression cannot be read.
 */
export function quartz(
  fields: readonly string[],
  zone: { readonly timezone: string } | { readonly utcOffset: number },
): Cron {
  const plain = fields.map((field, i) =>
    field === '?'
      ? '*'
      : field
          .split(',')
          .map((part) =>
            part.replace(/^(\d+)\//, (_all, from: string) => `${from}-${LAST[i] ?? 59}/`),
          )
          .join(','),
  );
  return new Cron(plain.join(' '), {
    paused: true,
    alternativeWeekdays: true,
    domAndDow: true,
    ...zone,
  });
}
