import 'server-only';
import { Readable } from 'node:stream';
import type { S3 } from '@aws-sdk/client-s3';
import { MAX_EVIDENCE_BYTES, type Evidence } from '@/lib/domain/evidence/evidence';
import { recognise } from '@/lib/domain/evidence/recognise';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { ms } from '../data/dates';
import { AppError, toAppError } from '../aws/errors';
import { cache } from '../cache/cache';
import { forever } from '../cache/policy';
import { refusedRead } from '../diff/refused-read';
import { candidatesOf, contentOf, isMeant } from './candidates';
import { NOTHING, unreadAt, type Found } from './found';
import { inTurnOf } from './in-turn';
import type { MadeArtifact } from './places';
import { openRemoteZip, type RemoteZip } from './remote-zip';

/** An artifact as it is in its bucket now. */
export interface Version {
  readonly etag: string | undefined;
  /** What tells it from others at the same place. */
  readonly name: string;
  readonly size: number;
}

type Place = Pick<MadeArtifact, 'bucket' | 'key'>;

const GONE = 'It is no longer in S3: a lifecycle rule or a person deleted it.';

/** Which version of an artifact is there. Rejects in words where it is gone, or may not be read. */
export async function versionOf(connection: Connection, at: Place): Promise<Version> {
  const s3 = await client('s3', connection);
  const where = { Bucket: at.bucket, Key: at.key };
  try {
    const { ETag, ContentLength = 0, LastModified } = await s3.headObject(where);
    return {
      etag: ETag,
      name: ETag ?? `${ContentLength} ${ms(LastModified)}`,
      size: ContentLength,
    };
  } catch (error) {
    const { kind } = toAppError(error);
    if (kind === 'not_found') throw new AppError('not_found', GONE, error);
    // S3 refuses HEAD without a word; why it does it says to GET.
    const said = await s3.getObject({ ...where, Range: 'bytes=0-0' }).then(
      () => error,
      (why: unknown) => why,
    );
    throw await refusedRead(connection, at.bucket, said);
  }
}

const isOther = (error: unknown): boolean => isAwsError(error, 'PreconditionFailed', '412');

/** Ranges of that version and no other. */
const rangesOf =
  (s3: S3, at: Place, { etag }: Version) =>
  async (start: number, end: number): Promise<Readable> => {
    const { Body } = await s3
      .getObject({
        Bucket: at.bucket,
        Key: at.key,
        Range: `bytes=${start}-${end - 1}`,
        ...(etag ? { IfMatch: etag } : {}),
      })
      .catch((error: unknown) => {
        if (isOther(error))
          throw new AppError('unavailable', 'It was replaced while it was read.', error);
        throw error;
      });
    if (!(Body instanceof Readable)) throw new AppError('unavailable', 'S3 sent nothing.');
    return Body;
  };

async function open(connection: Connection, at: Place, version: Version): Promise<RemoteZip> {
  const s3 = await client('s3', connection);
  try {
    return await openRemoteZip(rangesOf(s3, at, version), version.size);
  } catch (error) {
    if (error instanceof AppError || isAwsError(error)) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new AppError('invalid', `It is not a zip archive that can be read: ${message}.`, error);
  }
}

/** The content of a source's files: a copy of one of them in another artifact was not made there. */
export const sourceContent = (
  connection: Connection,
  at: Place,
  version: Version,
): Promise<ReadonlySet<string>> =>
  cache.read(
    ['artifact-content', at.bucket, at.key, version.name],
    [],
    { ...forever<ReadonlySet<string>>(), sizeOf: (all) => all.size * 32 + 1 },
    async () => new Set((await open(connection, at, version)).entries.map(contentOf)),
  );

/** What is known of one version of an artifact. */
type Looked = Pick<Found, 'pieces' | 'leftOut' | 'unread' | 'files'>;

/** More than one large file is never in memory. */
const LARGE = 1024 * 1024;

async function lookInto(
  connection: Connection,
  made: MadeArtifact,
  version: Version,
  sources: ReadonlySet<string>,
): Promise<Looked> {
  const zip = await open(connection, made, version);
  const { read, leftOut } = candidatesOf(zip.entries, sources);
  const place = (path: string) => ({ action: made.action, artifact: made.name, path });
  const of = { files: zip.entries.length, isDeployed: made.isDeployed };
  const pieces: Evidence[] = [];
  const unread: Found['unread'][number][] = [];
  for (const entry of read) {
    const one = async (): Promise<void> => {
      const file = await zip.read(entry, MAX_EVIDENCE_BYTES);
      const piece = recognise({ ...file, place: place(entry.path), size: entry.size });
      if (piece && isMeant(piece.kind, entry.path, of)) pieces.push(piece);
    };
    try {
      await (entry.size > LARGE ? inTurnOf('large-evidence', one) : one());
    } catch (error) {
      unread.push(...unreadAt(place(entry.path), error).unread);
    }
    // A page that is being served does not wait for a long list of files.
    await new Promise(setImmediate);
  }
  const cut = zip.isCut
    ? [
        {
          path: '',
          bytes: 0,
          why: 'It has more files than are listed, and only those are looked at.',
        },
      ]
    : [];
  return {
    pieces,
    unread,
    leftOut: [...leftOut, ...cut].map(({ path, bytes, why }) => ({
      place: place(path),
      bytes,
      why,
    })),
    files: zip.entries.length,
  };
}

const lengthOf = (looked: Looked): number => JSON.stringify(looked.pieces).length + 1;
/** A file that could not be read is looked for again. */
const isWhole = ({ unread }: Looked): boolean => unread.length === 0;

/** What evidence an artifact holds; kept for ever by its version. `sources`: content that came from the sources, and a name for all of it. */
export async function lookAt(
  connection: Connection,
  made: MadeArtifact,
  sources: { readonly content: ReadonlySet<string>; readonly name: string },
): Promise<Found> {
  const place = { action: made.action, artifact: made.name, path: '' };
  try {
    const version = await versionOf(connection, made);
    const looked = await cache.read(
      [
        'artifact-evidence',
        made.bucket,
        made.key,
        version.name,
        `${sources.name} ${made.isDeployed}`,
      ],
      [],
      { ...forever<Looked>(isWhole), sizeOf: lengthOf },
      () => lookInto(connection, made, version, sources.content),
    );
    return {
      ...NOTHING,
      ...looked,
      artifacts: 1,
      versions: [JSON.stringify([made.name, version.name])],
    };
  } catch (error) {
    return unreadAt(place, error);
  }
}
