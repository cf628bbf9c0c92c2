interface Row {
  readonly name: string;
}
interface Rows {
  readonly rows: readonly Row[];
}

/** The change of a list of named rows: rows that are new or differ, names that are gone, and all that is beside the rows. */
export interface RowsDelta {
  readonly changed: readonly Row[];
  readonly gone: readonly string[];
  readonly rest: object;
}

const isRows = (data: unknown): data is Rows =>
  typeof data === 'object' &&
  data !== null &&
  'rows' in data &&
  Array.isArray(data.rows) &&
  data.rows.every((r) => typeof r === 'object' && r !== null && 'name' in r);

/** Fewer rows than these are sent whole. */
const WORTH = 20;

/** What changed from one list to the next; undefined where sending it whole costs no more, or the order is another. */
export function rowsDelta(before: unknown, after: unknown): RowsDelta | undefined {
  if (!isRows(before) || !isRows(after) || after.rows.length < WORTH) return undefined;
  const old = new Map(before.rows.map((r) => [r.name, JSON.stringify(r)]));
  const changed = after.rows.filter((r) => old.get(r.name) !== JSON.stringify(r));
  if (changed.length > after.rows.length / 2) return undefined;
  const names = new Set(after.rows.map((r) => r.name));
  const gone = before.rows.filter((r) => !names.has(r.name)).map((r) => r.name);
  const rest = Object.fromEntries(Object.entries(after).filter(([key]) => key !== 'rows'));
  const delta = { changed, gone, rest };
  // New rows are put at the end: where they belong elsewhere, the whole is sent.
  return applyRows(before, delta)?.rows.every((r, i) => r.name === after.rows[i]?.name)
    ? delta
    : undefined;
}

/** The list with a change applied; undefined where there is no list to apply it to. Rows that did not change stay the same objects. */
export function applyRows(before: unknown, { changed, gone, rest }: RowsDelta): Rows | undefined {
  if (!isRows(before)) return undefined;
  const next = new Map(changed.map((r) => [r.name, r]));
  const left = new Set(gone);
  const kept = before.rows
    .filter((r) => !left.has(r.name))
    .map((r) => {
      const n = next.get(r.name);
      next.delete(r.name);
      return n ?? r;
    });
  return { ...rest, rows: [...kept, ...next.values()] };
}
