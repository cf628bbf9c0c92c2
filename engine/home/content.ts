import type Database from 'libsql';
import { ENTRY, EVERY, extents, segmentFile, type Segment } from '../adapters/log-format';
import { repositories, type Repository } from '../services/codecommit/repositories';
import { instances, isLive, type Instance } from '../services/ec2/instances';
import { versions } from '../services/s3/buckets';
import { uploads } from '../services/s3/multipart';

/** A file that the store names, by its path in the home, and how long it must be. */
export interface NamedFile {
  readonly path: string;
  readonly bytes: number;
  /** The file of a log grows behind what counts of it, the bytes of an object never change. */
  readonly kind: 'object' | 'log' | 'index' | 'journal';
}

/** What the store of a home says its folders hold. */
export interface Content {
  readonly files: readonly NamedFile[];
  readonly repositories: readonly Repository[];
  readonly instances: readonly Instance[];
}

function rows<T>(db: Database.Database, sql: string, kind: string): T[] {
  return db.prepare(sql).all(kind) as T[];
}

const values = <T>(db: Database.Database, kind: string): T[] =>
  rows<{ value: string }>(db, 'SELECT value FROM docs WHERE kind = ?', kind).map(
    (r) => JSON.parse(r.value) as T,
  );

interface Blob {
  readonly blob: string | null;
  readonly size: number;
}

function objects(db: Database.Database): NamedFile[] {
  const whole = rows<Blob>(
    db,
    "SELECT json_extract(value, '$.blob') AS blob, json_extract(value, '$.size') AS size FROM docs WHERE kind = ?",
    versions.name,
  );
  const parts = rows<Blob>(
    db,
    "SELECT json_extract(p.value, '$.blob') AS blob, json_extract(p.value, '$.size') AS size FROM docs, json_each(docs.value, '$.parts') AS p WHERE kind = ?",
    uploads.name,
  );
  return [...whole, ...parts].flatMap((r) =>
    r.blob ? [{ path: `blobs/${r.blob}`, bytes: Number(r.size), kind: 'object' as const }] : [],
  );
}

interface LogRow {
  readonly folder: string;
  readonly segments: string;
}

function logs(db: Database.Database): NamedFile[] {
  const found = rows<LogRow>(
    db,
    "SELECT json_extract(value, '$.folder') AS folder, json_extract(value, '$.segments') AS segments FROM docs WHERE kind = ?",
    extents.name,
  );
  return found.flatMap(({ folder, segments }) =>
    (JSON.parse(segments) as Segment[]).flatMap((s): NamedFile[] => [
      { path: `logs/${segmentFile(folder, s.first, 'seg')}`, bytes: s.bytes, kind: 'log' },
      {
        path: `logs/${segmentFile(folder, s.first, 'idx')}`,
        bytes: Math.ceil(s.count / EVERY) * ENTRY,
        kind: 'index',
      },
    ]),
  );
}

/** Reads from a store what must be in the folders beside it. */
export function contentOf(db: Database.Database): Content {
  const live = values<Instance>(db, instances.name).filter(isLive);
  const journals = live
    .filter((i) => i.offset > 0)
    .map((i): NamedFile => ({
      path: `instances/${i.id}/journal.ndjson`,
      bytes: i.offset,
      kind: 'journal',
    }));
  return {
    files: [...objects(db), ...logs(db), ...journals],
    repositories: values<Repository>(db, repositories.name),
    instances: live,
  };
}
