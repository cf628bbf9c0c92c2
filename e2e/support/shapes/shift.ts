/** Seconds since the epoch that a recorded answer can hold: 2015 to 2040. */
const isTime = (n: number): boolean => n > 1_420_000_000 && n < 2_200_000_000;
/** CodeCommit's dates are text: `1700000000 +0100`. */
const DATE = /^(\d{10}) ([+-]\d{4})$/;

/** An answer with all its times moved by so many seconds. */
export function shifted<T>(value: T, by: number): T {
  if (typeof value === 'number') return (isTime(value) ? value + by : value) as T;
  if (typeof value === 'string') {
    const found = DATE.exec(value);
    return (found ? `${Number(found[1]) + Math.round(by)} ${found[2] ?? ''}` : value) as T;
  }
  if (Array.isArray(value)) return value.map((v: unknown) => shifted(v, by)) as T;
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([k, v]) => [k, shifted(v as unknown, by)]),
    ) as T;
  return value;
}
