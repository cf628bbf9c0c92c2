import type Database from 'libsql';

/** Each entry brings the store from the version of its index to the next; never edit one that has shipped. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE docs (kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
   CREATE TABLE jobs (id INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL, key TEXT NOT NULL, payload TEXT NOT NULL, run_at REAL NOT NULL, attempts INTEGER NOT NULL);
   CREATE INDEX jobs_due ON jobs (run_at);
   CREATE TABLE log_events (id INTEGER PRIMARY KEY AUTOINCREMENT, stream TEXT NOT NULL, timestamp REAL NOT NULL, ingestion REAL NOT NULL, message TEXT NOT NULL);
   CREATE INDEX log_events_stream ON log_events (stream, id);`,
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/** A home written by a newer Starboard: refused, nothing touched. */
export class NewerHomeError extends Error {
  constructor(version: number) {
    super(`This home was written by a newer Starboard (schema ${version}, this one knows ${SCHEMA_VERSION}). Update Starboard, or set STARBOARD_HOME to another folder.`);
    this.name = 'NewerHomeError';
  }
}

export function migrate(db: Database.Database): void {
  const row = db.prepare('PRAGMA user_version').get() as { user_version: number };
  const version = row.user_version;
  if (version > SCHEMA_VERSION) throw new NewerHomeError(version);
  for (let v = version; v < SCHEMA_VERSION; v++) {
    db.exec(`BEGIN; ${MIGRATIONS[v] ?? ''} PRAGMA user_version = ${v + 1}; COMMIT;`);
  }
}
