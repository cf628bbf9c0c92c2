/**
 * An entry of a table, by a key that comes from outside: `constructor` and `__proto__` are no
 * entries, though every object answers to them.
 */
export const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;
