import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import Database from 'libsql';
import type {
  Job,
  Kind,
  ListedKind,
  LogEvent,
  LogRange,
  NewLogEvent,
  Shown,
  ShownRange,
  Store,
} from '../ports/store';
import { LogFiles } from './log-files';
import { extents } from './log-format';
import { SqliteListings } from './sqlite-listings';
import { migrate } from './sqlite-migrations';
import { markStore } from './store-file';

type Row = Record<string, unknown>;

const CACHED = 5000;

function prefixEnd(prefix: string): string {
  return `${prefix}\u{10FFFF}`;
}

/** Documents as JSON rows and jobs in one SQLite file in WAL mode (survives a killed process at any moment); log events in files beside it, of which the rows say how far they count. */
export class SqliteStore implements Store {
  private readonly db: Database.Database;
  private depth = 0;
  /** Documents as text by kind and key; null = known to be absent. This process alone writes the file. */
  private readonly cache = new Map<string, string | null>();
  private readonly statements = new Map<string, Database.Statement>();
  private readonly listings = new SqliteListings(
    (text) => this.sql(text),
    (body) => this.transaction(body),
  );
  private readonly logs: LogFiles;
  /** Files to be removed once the transaction that let go of them has been kept. */
  private readonly gone: (() => void)[] = [];

  /** `afterCommit` is told whenever a transaction that may have made jobs has committed. */
  constructor(
    private readonly file: string,
    private readonly afterCommit: () => void = () => undefined,
  ) {
    this.db = new Database(file);
    this.db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=2000;');
    migrate(this.db);
    markStore(file, 'open');
    this.logs = new LogFiles(join(dirname(file), 'logs'));
    this.moveRows();
  }

  private sql(text: string): Database.Statement {
    let statement = this.statements.get(text);
    if (!statement) this.statements.set(text, (statement = this.db.prepare(text)));
    return statement;
  }

  get<T>(kind: Kind<T>, key: string): T | undefined {
    const id = `${kind.name}\0${key}`;
    let text = this.cache.get(id);
    if (text === undefined) {
      const row = this.sql('SELECT value FROM docs WHERE kind = ? AND key = ?').get(
        kind.name,
        key,
      ) as Row | undefined;
      text = row ? String(row['value']) : null;
      this.remember(id, text);
    }
    // Parsed anew each time: what a handler does to its copy is its own.
    return text === null ? undefined : (JSON.parse(text) as T);
  }

  private remember(id: string, text: string | null): void {
    if (this.cache.size >= CACHED) this.cache.clear();
    this.cache.set(id, text);
  }

  put<T>(kind: Kind<T>, key: string, value: T): void {
    if (kind.listing && this.depth === 0) return this.transaction(() => this.put(kind, key, value));
    const text = JSON.stringify(value);
    this.sql(
      'INSERT INTO docs (kind, key, value) VALUES (?, ?, ?) ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value',
    ).run(kind.name, key, text);
    this.remember(`${kind.name}\0${key}`, text);
    this.listings.put(kind, key, value);
  }

  delete<T>(kind: Kind<T>, key: string): void {
    if (kind.listing && this.depth === 0) return this.transaction(() => this.delete(kind, key));
    this.sql('DELETE FROM docs WHERE kind = ? AND key = ?').run(kind.name, key);
    this.remember(`${kind.name}\0${key}`, null);
    this.listings.delete(kind, key);
  }

  list<T>(kind: Kind<T>, prefix = ''): T[] {
    const rows =
      prefix === ''
        ? this.sql('SELECT value FROM docs WHERE kind = ? ORDER BY key').all(kind.name)
        : this.sql(
            'SELECT value FROM docs WHERE kind = ? AND key >= ? AND key < ? ORDER BY key',
          ).all(kind.name, prefix, prefixEnd(prefix));
    return (rows as Row[]).map((row) => JSON.parse(String(row['value'])) as T);
  }

  newest<T>(kind: Kind<T>, prefix: string, limit: number, before = prefixEnd(prefix)): T[] {
    const rows = this.sql(
      'SELECT value FROM docs WHERE kind = ? AND key >= ? AND key < ? ORDER BY key DESC LIMIT ?',
    ).all(kind.name, prefix, before, limit) as Row[];
    return rows.map((row) => JSON.parse(String(row['value'])) as T);
  }

  oldest<T>(kind: Kind<T>, prefix: string, limit: number, after = prefix): T[] {
    const rows = this.sql(
      'SELECT value FROM docs WHERE kind = ? AND key > ? AND key < ? ORDER BY key LIMIT ?',
    ).all(kind.name, after, prefixEnd(prefix), limit) as Row[];
    return rows.map((row) => JSON.parse(String(row['value'])) as T);
  }

  shown<T, S>(kind: ListedKind<T, S>, range: ShownRange = {}): Iterable<Shown<S>> {
    return this.listings.shown(kind, range);
  }

  transaction<T>(body: () => T): T {
    if (this.depth > 0) return body();
    this.db.exec('BEGIN IMMEDIATE');
    this.depth++;
    let result: T;
    try {
      result = body();
      this.db.exec('COMMIT');
    } catch (error) {
      this.gone.length = 0;
      // What was remembered in this transaction has never been.
      this.cache.clear();
      this.listings.forget();
      this.rollBack();
      throw error;
    } finally {
      this.depth--;
    }
    for (const sweep of this.gone.splice(0)) sweep();
    this.afterCommit();
    return result;
  }

  /** A full disk has SQLite roll back by itself: that there is nothing left to roll back must not hide why. */
  private rollBack(): void {
    try {
      this.db.exec('ROLLBACK');
    } catch (error) {
      if (!/no transaction is active/.test((error as Error).message)) throw error;
    }
  }

  enqueue(type: string, key: string, payload: unknown, runAt: number): number {
    const result = this.sql(
      'INSERT INTO jobs (type, key, payload, run_at, attempts) VALUES (?, ?, ?, ?, 0)',
    ).run(type, key, JSON.stringify(payload ?? null), runAt);
    if (this.depth === 0) this.afterCommit();
    return Number(result.lastInsertRowid);
  }

  dueJobs(now: number): Job[] {
    return (
      this.sql('SELECT * FROM jobs WHERE run_at <= ? ORDER BY id LIMIT 500').all(now) as Row[]
    ).map((row) => ({
      id: Number(row['id']),
      type: String(row['type']),
      key: String(row['key']),
      payload: JSON.parse(String(row['payload'])) as unknown,
      runAt: Number(row['run_at']),
      attempts: Number(row['attempts']),
    }));
  }

  nextJobAt(): number | undefined {
    const row = this.sql('SELECT MIN(run_at) AS at FROM jobs').get() as Row | undefined;
    return row?.['at'] === null || row === undefined ? undefined : Number(row['at']);
  }

  retryJob(id: number, runAt: number): void {
    this.sql('UPDATE jobs SET run_at = ?, attempts = attempts + 1 WHERE id = ?').run(runAt, id);
  }

  finishJob(id: number): void {
    this.sql('DELETE FROM jobs WHERE id = ?').run(id);
  }

  cancelJobs(type: string, key: string): void {
    this.sql('DELETE FROM jobs WHERE type = ? AND key = ?').run(type, key);
  }

  appendLog(stream: string, events: readonly NewLogEvent[]): void {
    if (!events.length) return;
    this.transaction(() =>
      this.put(extents, stream, this.logs.append(this.get(extents, stream), randomUUID(), events)),
    );
  }

  readLog(stream: string, range: LogRange): LogEvent[] {
    const extent = this.get(extents, stream);
    return extent ? this.logs.read(extent, range) : [];
  }

  deleteLog(stream: string): void {
    const extent = this.get(extents, stream);
    if (!extent) return;
    this.transaction(() => {
      this.delete(extents, stream);
      this.gone.push(() => this.logs.sweep(extent.folder, undefined));
    });
  }

  expireLog(stream: string, time: number): void {
    const extent = this.get(extents, stream);
    const left = extent && this.logs.expire(extent, time);
    if (!extent || left === extent) return;
    this.transaction(() => {
      this.put(extents, stream, left);
      this.gone.push(() => this.logs.sweep(extent.folder, left));
    });
  }

  /** Events of a home that kept them as rows become files, once. */
  private moveRows(): void {
    const streams = this.sql('SELECT DISTINCT stream FROM log_events').all() as Row[];
    for (const { stream } of streams) {
      const rows = this.sql(
        'SELECT timestamp, ingestion, message FROM log_events WHERE stream = ? ORDER BY id',
      ).all(String(stream)) as Row[];
      this.transaction(() => {
        this.appendLog(
          String(stream),
          rows.map((r) => ({
            timestamp: Number(r['timestamp']),
            ingestionTime: Number(r['ingestion']),
            message: String(r['message']),
          })),
        );
        this.sql('DELETE FROM log_events WHERE stream = ?').run(String(stream));
      });
    }
  }

  clear(): void {
    this.cache.clear();
    this.transaction(() => this.db.exec('DELETE FROM docs; DELETE FROM listed; DELETE FROM jobs;'));
    this.logs.removeAll();
  }

  /** Everything goes into the one file, so that a copy of it alone is whole; nothing is left in the log beside it. */
  close(): void {
    this.statements.clear();
    const { busy } = this.db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number };
    this.db.close();
    markStore(this.file, busy ? 'read' : 'closed');
  }
}
