import type Database from 'libsql';
import { closeSync, lstatSync, openSync, readSync } from 'node:fs';

/** Each entry brings the store from the version of its index to the next; never edit one that has shipped. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE docs (kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
   CREATE TABLE jobs (id INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL, key TEXT NOT NULL, payload TEXT NOT NULL, run_at REAL NOT NULL, attempts INTEGER NOT NULL);
   CREATE INDEX jobs_due ON jobs (run_at);
   CREATE TABLE log_events (id INTEGER PRIMARY KEY AUTOINCREMENT, stream TEXT NOT NULL, timestamp REAL NOT NULL, ingestion REAL NOT NULL, message TEXT NOT NULL);
   CREATE INDEX log_events_stream ON log_events (stream, id);`,
  // What lists show of documents, and in which form of each kind (sqlite-listings.ts).
  `CREATE TABLE listed (kind TEXT NOT NULL, key TEXT NOT NULL, place TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
   CREATE INDEX listed_places ON listed (kind, place, key);
   CREATE TABLE listings (kind TEXT PRIMARY KEY, form INTEGER NOT NULL) WITHOUT ROWID;`,
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/** A home written by a newer Starboard: refused, nothing touched. */
export class NewerHomeError extends Error {
  constructor(version: number) {
    super(
      `This home was written by a newer Starboard (schema ${version}, this version reads ${SCHEMA_VERSION}). Update Starboard, or set STARBOARD_HOME to another folder.`,
    );
    this.name = 'NewerHomeError';
  }
}

/** SQLite's file header: its first words, and where `user_version` lies (sqlite.org/fileformat2.html). */
const MAGIC = 'SQLite format 3\0';
const HEADER_BYTES = 100;
const USER_VERSION_AT = 60;

/**
 * Refuses a newer store by its file's header alone, before anything else of the home is read or
 * made. What is no store at all is for others to judge.
 */
export function refuseNewerStore(file: string): void {
  if (!lstatSync(file, { throwIfNoEntry: false })?.isFile()) return;
  const header = Buffer.alloc(HEADER_BYTES);
  const fd = openSync(file, 'r');
  try {
    readSync(fd, header, 0, HEADER_BYTES, 0);
  } finally {
    closeSync(fd);
  }
  if (!header.toString('latin1').startsWith(MAGIC)) return;
  const version = header.readUInt32BE(USER_VERSION_AT);
  if (version > SCHEMA_VERSION) throw new NewerHomeError(version);
}

export function migrate(db: Database.Database): void {
  const row = db.prepare('PRAGMA user_version').get() as { user_version: number };
  const version = row.user_version;
  if (version > SCHEMA_VERSION) throw new NewerHomeError(version);
  for (let v = version; v < SCHEMA_VERSION; v++) {
    db.exec(`BEGIN; ${MIGRATIONS[v] ?? ''} PRAGMA user_version = ${v + 1}; COMMIT;`);
  }
}
