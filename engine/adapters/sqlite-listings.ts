import type Database from 'libsql';
import type { Kind, ListedKind, ListPlace, Shown, ShownRange } from '../ports/store';

/** Place, key and value: rows as arrays, for their members are half of what reading them costs. */
type Row = readonly [string, string, string];

/** Rows that are read at a time: the longest page that most lists have, and the one behind it. */
const CHUNK = 101;
/** Behind every key and place: those are shorter, or do not begin with it. */
const LAST = '\u{10FFFF}';

type Sql = (text: string) => Database.Statement;
type Transaction = (body: () => void) => void;

/**
 * What lists show of documents, as rows beside them that are written in the same transaction. A
 * kind whose rows are of another form, or of a home that had none, gets new ones when it is first
 * listed.
 */
export class SqliteListings {
  /** Kinds whose rows are known to be there. */
  private readonly made = new Set<string>();

  constructor(
    private readonly sql: Sql,
    private readonly transaction: Transaction,
  ) {}

  /** To be called with the document's own change, in one transaction. */
  put<T>(kind: Kind<T>, key: string, value: T): void {
    const { listing } = kind;
    if (!listing) return;
    // Most changes of a document change nothing of what lists show.
    this.sql(
      `INSERT INTO listed (kind, key, place, value) VALUES (?, ?, ?, ?)
       ON CONFLICT (kind, key) DO UPDATE SET place = excluded.place, value = excluded.value
       WHERE place <> excluded.place OR value <> excluded.value`,
    ).run(kind.name, key, listing.placeOf?.(value) ?? '', JSON.stringify(listing.show(value)));
  }

  delete<T>(kind: Kind<T>, key: string): void {
    if (kind.listing) this.sql('DELETE FROM listed WHERE kind = ? AND key = ?').run(kind.name, key);
  }

  /** What was made in a transaction that was given up has never been. */
  forget(): void {
    this.made.clear();
  }

  *shown<T, S>(kind: ListedKind<T, S>, range: ShownRange): Generator<Shown<S>> {
    this.make(kind);
    for (let after = range.after; ;) {
      const rows = this.read(kind, range, after);
      for (const [place, key, value] of rows) yield { place, key, value: JSON.parse(value) as S };
      const last = rows.at(-1);
      after = last && { place: last[0], key: last[1] };
      if (rows.length < CHUNK) return;
    }
  }

  private read<T, S>(
    { name, listing }: ListedKind<T, S>,
    { prefix = '', reverse = false }: ShownRange,
    after: ListPlace | undefined,
  ): Row[] {
    const [is, order] = reverse ? ['<', 'DESC'] : ['>', 'ASC'];
    const end = `${prefix}${LAST}`;
    const from = after ?? (reverse ? { place: LAST, key: end } : { place: '', key: '' });
    if (!listing.placeOf)
      return this.sql(
        `SELECT place, key, value FROM listed
         WHERE kind = ? AND key >= ? AND key < ? AND key ${is} ? ORDER BY key ${order} LIMIT ?`,
      )
        .raw()
        .all(name, prefix, end, from.key, CHUNK) as Row[];
    // The pluses keep SQLite from gathering all of a prefix to sort it: read in order, a page is enough.
    return this.sql(
      `SELECT place, key, value FROM listed
       WHERE kind = ? AND +key >= ? AND +key < ? AND (place, key) ${is} (?, ?)
       ORDER BY place ${order}, key ${order} LIMIT ?`,
    )
      .raw()
      .all(name, prefix, end, from.place, from.key, CHUNK) as Row[];
  }

  /** Sees to it that a kind's rows are there, in the form that they have now. */
  private make<T, S>(kind: ListedKind<T, S>): void {
    if (this.made.has(kind.name)) return;
    const { form } = kind.listing;
    const kept = this.sql('SELECT form FROM listings WHERE kind = ?').get(kind.name) as
      { form: number } | undefined;
    if (kept?.form !== form)
      this.transaction(() => {
        this.sql('DELETE FROM listed WHERE kind = ?').run(kind.name);
        for (const [key, value] of this.documents(kind)) this.put(kind, key, value);
        this.sql('INSERT OR REPLACE INTO listings (kind, form) VALUES (?, ?)').run(kind.name, form);
      });
    this.made.add(kind.name);
  }

  /** A few at a time: all of a long past would fill the memory. */
  private *documents<T>(kind: Kind<T>): Generator<readonly [string, T]> {
    for (let after = ''; ;) {
      const rows = this.sql(
        'SELECT key, value FROM docs WHERE kind = ? AND key > ? ORDER BY key LIMIT ?',
      ).all(kind.name, after, CHUNK) as { key: string; value: string }[];
      for (const { key, value } of rows) yield [key, JSON.parse(value) as T];
      after = rows.at(-1)?.key ?? '';
      if (rows.length < CHUNK) return;
    }
  }
}
