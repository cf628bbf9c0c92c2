export interface Held<T> {
  readonly shown: readonly T[];
  /** New rows that would have moved others. */
  readonly held: number;
}

/**
 * Rows while somebody points at one: each stays where it is, with what is new of it. Rows that come below all of them are
 * shown, others wait.
 */
export function holdRows<T>(
  rows: readonly T[],
  keys: readonly string[],
  keyOf: (row: T) => string,
): Held<T> {
  const place = new Map(rows.map((row, i) => [keyOf(row), i]));
  const stay = keys.flatMap((key) => {
    const at = place.get(key);
    return at === undefined ? [] : [at];
  });
  const last = Math.max(-1, ...stay);
  const known = new Set(stay);
  const below = rows.filter((_, i) => i > last);
  return {
    shown: [...stay.flatMap((at) => rows.slice(at, at + 1)), ...below],
    held: rows.filter((_, i) => i <= last && !known.has(i)).length,
  };
}
