import 'server-only';
import type { Readable } from 'node:stream';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { AppError, toAppError } from '../aws/errors';
import { cache } from '../cache/cache';
import { forever } from '../cache/policy';
import { refusedRead } from './refused-read';
import { ATTRIBUTES, MAX_BYTES, type Change, type SourceTree } from './source-tree';
import { openZip, type ZipEntry } from './zip';

export interface ArtifactLocation {
  readonly bucket: string;
  readonly key: string;
}
type Files = ReadonlyMap<string, ZipEntry>;

const MAX_ZIP_BYTES = 100 * 1024 * 1024;

interface Archive {
  readonly files: Files;
  readonly bytes: number;
}

/** An artifact that S3 no longer has. */
export class ArtifactGone extends AppError {}

async function read(connection: Connection, { bucket, key }: ArtifactLocation): Promise<Archive> {
  const s3 = await client('s3', connection);
  const found = await s3.getObject({ Bucket: bucket, Key: key }).catch(async (error: unknown) => {
    const { kind, message } = toAppError(error);
    if (kind === 'not_found') throw new ArtifactGone(kind, message, error);
    throw await refusedRead(connection, bucket, error);
  });
  if ((found.ContentLength ?? 0) > MAX_ZIP_BYTES) {
    // What is not read would keep its connection.
    (found.Body as Readable | undefined)?.destroy();
    throw new AppError(
      'invalid',
      `The source archive has ${Math.round((found.ContentLength ?? 0) / 1024 / 1024)} MB, which is too large to compare here.`,
    );
  }
  const bytes = Buffer.from((await found.Body?.transformToByteArray()) ?? []);
  return { files: await openZip(bytes), bytes: bytes.length };
}

/** An artifact's files; the newest few archives stay open. Rejects on what is no zip. */
export async function archiveFiles(connection: Connection, at: ArtifactLocation): Promise<Files> {
  const { files } = await cache.read(
    ['archive', at.bucket, at.key],
    [],
    { ...forever<Archive>(), sizeOf: ({ bytes }) => bytes },
    () => read(connection, at),
  );
  return files;
}

/** How large an artifact is; 0 where S3 does not say: why not it says to whoever reads it. */
async function bytesOf(connection: Connection, at: ArtifactLocation | undefined): Promise<number> {
  if (!at) return 0;
  const s3 = await client('s3', connection);
  return s3.headObject({ Bucket: at.bucket, Key: at.key }).then(
    ({ ContentLength = 0 }) => ContentLength,
    () => 0,
  );
}

/** What differs between two archives, by size and CRC-32. */
export function compareFiles(before: Files, after: Files): Change[] {
  const changes: Change[] = [];
  for (const [path, b] of after) {
    const a = before.get(path);
    if (!a) changes.push({ path, change: 'added' });
    else if (a.crc !== b.crc || a.size !== b.size) changes.push({ path, change: 'modified' });
  }
  for (const path of before.keys()) if (!after.has(path)) changes.push({ path, change: 'deleted' });
  return changes.sort((x, y) => (x.path < y.path ? -1 : 1));
}

/** The source artifacts of two executions compared: for every source that is not CodeCommit. */
export function artifactTree(
  connection: Connection,
  before: ArtifactLocation | undefined,
  after: ArtifactLocation,
): SourceTree {
  const both = async (): Promise<[Files, Files]> => [
    before ? await archiveFiles(connection, before) : new Map(),
    await archiveFiles(connection, after),
  ];
  return {
    by: 'artifacts',
    changes: async () => compareFiles(...(await both())),
    async bytes() {
      const [a, b] = await Promise.all([before, after].map((at) => bytesOf(connection, at)));
      return (a ?? 0) + (b ?? 0);
    },
    async attributes() {
      const [first, second] = await both();
      const entry = second.get(ATTRIBUTES) ?? first.get(ATTRIBUTES);
      return entry && entry.size <= MAX_BYTES ? (await entry.read()).toString() : undefined;
    },
    async sides(path) {
      const [a, b] = (await both()).map((files) => files.get(path));
      if (!a && !b) return undefined;
      const size = Math.max(a?.size ?? 0, b?.size ?? 0);
      return size > MAX_BYTES
        ? { tooLarge: size }
        : { before: await a?.read(), after: await b?.read() };
    },
  };
}
