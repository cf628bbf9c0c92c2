import { createHash } from 'node:crypto';
import { Transform, type Readable } from 'node:stream';
import type * as S3 from '@aws-sdk/client-s3';
import type { Ctx, Handler } from '../../ports/context';
import { ALNUM } from '../../ports/ids';
import { kind } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { bucketOrThrow, versions, type ObjectVersion } from './buckets';
import { BodyChecksum, type ChecksumInput } from './checksums';
import { expiration, isExpired } from './lifecycle';
import { checkedAcl } from './public-access';

export const versionsOf = (bucket: string, key: string): string => `${bucket}\u0001${key}\u0001`;

export function current(ctx: Ctx, bucket: string, key: string): ObjectVersion | undefined {
  const newest = ctx.store.list(versions, versionsOf(bucket, key))[0];
  // What has expired is not there any more, whenever the midnight's job gets to it.
  return newest && isExpired(ctx, newest) ? undefined : newest;
}

const sequence = kind<number>('s3.sequence');
const documentKey = (v: ObjectVersion): string =>
  `${versionsOf(v.bucket, v.key)}${v.order ?? ''}\u0001${v.versionId}`;

/** Makes a version the current one; without versioning it takes the place of the one before. Returns blobs that are not needed any more. */
export function addVersion(ctx: Ctx, version: ObjectVersion): string[] {
  const replaced =
    version.versionId === 'null'
      ? ctx.store
          .list(versions, versionsOf(version.bucket, version.key))
          .filter((v) => v.versionId === 'null')
      : [];
  for (const old of replaced) removeVersion(ctx, old);
  const serial = (ctx.store.get(sequence, 'last') ?? 0) + 1;
  ctx.store.put(sequence, 'last', serial);
  const placed = { ...version, order: String(Number.MAX_SAFE_INTEGER - serial).padStart(16, '0') };
  ctx.store.put(versions, documentKey(placed), placed);
  return replaced.map((v) => v.blob).filter(Boolean);
}

export function removeVersion(ctx: Ctx, version: ObjectVersion): void {
  ctx.store.delete(versions, documentKey(version));
}

export function find(
  ctx: Ctx,
  bucket: string,
  key: string,
  versionId: string | undefined,
): ObjectVersion {
  bucketOrThrow(ctx, bucket);
  if (versionId !== undefined) {
    const found = ctx.store
      .list(versions, versionsOf(bucket, key))
      .find((v) => v.versionId === versionId);
    if (!found)
      throw new AwsError('NoSuchVersion', 'The specified version does not exist.', { status: 404 });
    if (found.deleteMarker)
      throw new AwsError(
        'MethodNotAllowed',
        'The specified method is not allowed against this resource.',
        { status: 405 },
      );
    return found;
  }
  const found = current(ctx, bucket, key);
  if (!found || found.deleteMarker)
    throw new AwsError('NoSuchKey', 'The specified key does not exist.', {
      status: 404,
      members: { Key: key },
    });
  return found;
}

export function newVersionId(ctx: Ctx, bucket: string): string {
  return bucketOrThrow(ctx, bucket).versioning === 'Enabled' ? ctx.ids.random(32, ALNUM) : 'null';
}

export async function dropBlobs(ctx: Ctx, blobs: readonly string[]): Promise<void> {
  for (const blob of blobs) await ctx.blobs.delete(blob);
}

interface Stored {
  readonly blob: string;
  /** Bytes. */
  readonly size: number;
  readonly md5: string;
  /** The checksum that the client asked for, by its member. */
  readonly checksum: Readonly<Record<string, string>> | undefined;
}

/** Streams a body to disk; the hashes are made on the way. `expected` is the signed SHA-256: all that the client has said of the body is checked before the object appears. */
export async function storeBody(
  ctx: Ctx,
  body: Readable | Uint8Array | undefined,
  expected?: string,
  said: ChecksumInput = {},
): Promise<Stored> {
  const checksum = BodyChecksum.of(said);
  const { blob, size, md5 } = await writeBody(ctx, body, expected, checksum);
  try {
    return { blob, size, md5, checksum: await checksum?.end() };
  } catch (error) {
    await ctx.blobs.delete(blob);
    throw error;
  }
}

async function writeBody(
  ctx: Ctx,
  body: Readable | Uint8Array | undefined,
  expected: string | undefined,
  checksum: BodyChecksum | undefined,
): Promise<Omit<Stored, 'checksum'>> {
  const blob = `objects/${ctx.ids.uuid()}`;
  const md5 = createHash('md5');
  const sha = createHash('sha256');
  if (body === undefined || body instanceof Uint8Array) {
    const bytes = body ?? new Uint8Array();
    await ctx.blobs.put(blob, bytes);
    checksum?.update(bytes);
    return { blob, size: bytes.length, md5: md5.update(bytes).digest('hex') };
  }
  const tap = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      md5.update(chunk);
      checksum?.update(chunk);
      if (expected) sha.update(chunk);
      done(null, chunk);
    },
  });
  let broken: Error | undefined;
  body.on('error', (error: Error) => {
    broken = error;
    tap.destroy(error);
  });
  // It may break before anybody reads it: an error that nobody hears would end the engine.
  tap.on('error', () => undefined);
  const size = await ctx.blobs.putStream(blob, body.pipe(tap)).catch((error: unknown) => {
    throw broken ?? error;
  });
  if (expected && sha.digest('hex') !== expected) {
    await ctx.blobs.delete(blob);
    throw new AwsError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
      { status: 400 },
    );
  }
  return { blob, size, md5: md5.digest('hex') };
}

/** Headers that an object keeps and is answered with. */
export const headersOf = (
  input: Pick<
    S3.PutObjectRequest,
    'CacheControl' | 'ContentDisposition' | 'ContentEncoding' | 'ContentLanguage'
  >,
): ObjectVersion['headers'] => ({
  CacheControl: input.CacheControl,
  ContentDisposition: input.ContentDisposition,
  ContentEncoding: input.ContentEncoding?.replace(/(^|,\s*)aws-chunked(,\s*|$)/, '') || undefined,
  ContentLanguage: input.ContentLanguage,
});

/** [doc] PutObject: what has no type of its own. */
const DEFAULT_TYPE = 'binary/octet-stream';

type Put = S3.PutObjectRequest & {
  Body?: unknown;
  starboardBodyHash?: string;
  starboardTrailers?: ReadonlyMap<string, string>;
};

export const putObject: Handler<Put, S3.PutObjectOutput> = async (input, ctx) => {
  bucketOrThrow(ctx, input.Bucket);
  if (input.IfNoneMatch === '*' && current(ctx, input.Bucket, input.Key)?.deleteMarker === false)
    throw new AwsError(
      'PreconditionFailed',
      'At least one of the pre-conditions you specified did not hold',
      { status: 412 },
    );
  const acl = checkedAcl(ctx, input.Bucket, input.ACL);
  const { blob, size, md5, checksum } = await storeBody(
    ctx,
    input.Body as Readable | undefined,
    input.starboardBodyHash,
    input,
  );
  if (
    input.ContentMD5 !== undefined &&
    Buffer.from(input.ContentMD5, 'base64').toString('hex') !== md5
  ) {
    await ctx.blobs.delete(blob);
    throw new AwsError(
      'BadDigest',
      'The Content-MD5 you specified did not match what we received.',
      { status: 400 },
    );
  }
  const version: ObjectVersion = {
    bucket: input.Bucket,
    key: input.Key,
    versionId: newVersionId(ctx, input.Bucket),
    deleteMarker: false,
    size,
    etag: `"${md5}"`,
    blob,
    modifiedAt: ctx.clock.now(),
    contentType: input.ContentType ?? DEFAULT_TYPE,
    headers: headersOf(input),
    metadata: (input.Metadata ?? {}) as Record<string, string>,
    acl,
    redirect: input.WebsiteRedirectLocation,
    checksum,
  };
  await dropBlobs(
    ctx,
    ctx.store.transaction(() => addVersion(ctx, version)),
  );
  return {
    ETag: version.etag,
    VersionId: shown(version),
    Expiration: expiration(ctx, version),
    ServerSideEncryption: 'AES256',
    ...checksum,
  };
};

export const shown = (v: ObjectVersion): string | undefined =>
  v.versionId === 'null' ? undefined : v.versionId;

function head(ctx: Ctx, v: ObjectVersion, input: Asked): S3.HeadObjectOutput {
  return {
    ...v.headers,
    // Every object is encrypted with S3's own keys unless told otherwise (since January 2023).
    ServerSideEncryption: 'AES256',
    ...(input.ChecksumMode === 'ENABLED' && input.Range === undefined ? v.checksum : {}),
    Expiration: expiration(ctx, v),
    ETag: v.etag,
    ContentLength: v.size,
    ContentType: v.contentType,
    LastModified: new Date(Math.floor(v.modifiedAt / 1000) * 1000),
    VersionId: shown(v),
    Metadata: { ...v.metadata },
    WebsiteRedirectLocation: v.redirect,
    AcceptRanges: 'bytes',
    ...overrides(input),
  };
}

type Asked = Pick<
  S3.GetObjectRequest,
  | 'ChecksumMode'
  | 'IfMatch'
  | 'IfModifiedSince'
  | 'IfNoneMatch'
  | 'IfUnmodifiedSince'
  | 'Range'
  | 'ResponseCacheControl'
  | 'ResponseContentDisposition'
  | 'ResponseContentEncoding'
  | 'ResponseContentLanguage'
  | 'ResponseContentType'
  | 'ResponseExpires'
>;

/** Headers that the one who asks wants to get (GetObject, "Overriding response header values"). */
function overrides(input: Asked): Record<string, unknown> {
  const wanted = {
    CacheControl: input.ResponseCacheControl,
    ContentDisposition: input.ResponseContentDisposition,
    ContentEncoding: input.ResponseContentEncoding,
    ContentLanguage: input.ResponseContentLanguage,
    ContentType: input.ResponseContentType,
    ExpiresString: input.ResponseExpires?.toUTCString(),
  };
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
}

const isSameTag = (given: string, etag: string): boolean =>
  given === '*' || given.replaceAll('"', '') === etag.replaceAll('"', '');

/** RFC 9110, 13.2.2, as S3 documents it: a tag that is asked for counts before a date. */
function conditions(input: Asked, v: ObjectVersion): void {
  const modified = Math.floor(v.modifiedAt / 1000) * 1000;
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = input;
  const holds =
    IfMatch !== undefined
      ? isSameTag(IfMatch, v.etag)
      : IfUnmodifiedSince === undefined || modified <= IfUnmodifiedSince.getTime();
  if (!holds)
    throw new AwsError(
      'PreconditionFailed',
      'At least one of the pre-conditions you specified did not hold',
      { status: 412 },
    );
  const isNew =
    IfNoneMatch !== undefined
      ? !isSameTag(IfNoneMatch, v.etag)
      : IfModifiedSince === undefined || modified > IfModifiedSince.getTime();
  if (!isNew) throw new AwsError('NotModified', 'Not Modified', { status: 304 });
}

export const getObject: Handler<S3.GetObjectRequest, Record<string, unknown>> = (input, ctx) => {
  const v = find(ctx, input.Bucket, input.Key, input.VersionId);
  conditions(input, v);
  const m = /^bytes=(\d*)-(\d*)$/.exec(input.Range ?? '');
  if (!m || (m[1] === '' && m[2] === ''))
    return { ...head(ctx, v, input), Body: ctx.blobs.read(v.blob) };
  const start = m[1] === '' ? Math.max(0, v.size - Number(m[2])) : Number(m[1]);
  const end = m[1] === '' || m[2] === '' ? v.size - 1 : Math.min(v.size - 1, Number(m[2]));
  if (start > end || start >= v.size)
    throw new AwsError('InvalidRange', 'The requested range is not satisfiable', { status: 416 });
  return {
    ...head(ctx, v, input),
    ContentLength: end - start + 1,
    ContentRange: `bytes ${start}-${end}/${v.size}`,
    Body: ctx.blobs.read(v.blob, { start, end }),
  };
};

export const headObject: Handler<S3.HeadObjectRequest, S3.HeadObjectOutput> = (input, ctx) => {
  try {
    const v = find(ctx, input.Bucket, input.Key, input.VersionId);
    conditions(input, v);
    return head(ctx, v, input);
  } catch (cause) {
    if (cause instanceof AwsError && cause.status === 404)
      throw new AwsError('NotFound', 'Not Found', { status: 404, cause });
    throw cause;
  }
};

/** Deletes a version, or puts a delete marker on a versioned object. */
export async function deleteOne(
  ctx: Ctx,
  bucket: string,
  key: string,
  versionId: string | undefined,
): Promise<S3.DeleteObjectOutput> {
  const versioned = bucketOrThrow(ctx, bucket).versioning !== undefined;
  const blobs: string[] = [];
  const result = ctx.store.transaction((): S3.DeleteObjectOutput => {
    if (versionId !== undefined || !versioned) {
      const found = ctx.store
        .list(versions, versionsOf(bucket, key))
        .find((v) => v.versionId === (versionId ?? 'null'));
      if (found) {
        removeVersion(ctx, found);
        if (found.blob) blobs.push(found.blob);
      }
      return { VersionId: versionId, DeleteMarker: found?.deleteMarker || undefined };
    }
    const marker: ObjectVersion = {
      bucket,
      key,
      versionId: newVersionId(ctx, bucket),
      deleteMarker: true,
      size: 0,
      etag: '',
      blob: '',
      modifiedAt: ctx.clock.now(),
      headers: {},
      metadata: {},
    };
    blobs.push(...addVersion(ctx, marker));
    return { VersionId: shown(marker), DeleteMarker: true };
  });
  await dropBlobs(ctx, blobs);
  return result;
}

export const deleteObject: Handler<S3.DeleteObjectRequest, S3.DeleteObjectOutput> = (input, ctx) =>
  deleteOne(ctx, input.Bucket, input.Key, input.VersionId);

export const deleteObjects: Handler<S3.DeleteObjectsRequest, S3.DeleteObjectsOutput> = async (
  input,
  ctx,
) => {
  const deleted: S3.DeletedObject[] = [];
  for (const o of input.Delete.Objects) {
    const result = await deleteOne(ctx, input.Bucket, o.Key, o.VersionId);
    deleted.push({
      Key: o.Key,
      VersionId: o.VersionId,
      DeleteMarker: result.DeleteMarker,
      DeleteMarkerVersionId: result.DeleteMarker ? result.VersionId : undefined,
    });
  }
  return input.Delete.Quiet ? {} : { Deleted: deleted };
};

export const copyObject: Handler<S3.CopyObjectRequest, S3.CopyObjectOutput> = async (
  input,
  ctx,
) => {
  const [path = '', query = ''] = input.CopySource.replace(/^\//, '').split('?versionId=');
  const slash = path.indexOf('/');
  const source = find(
    ctx,
    decodeURIComponent(path.slice(0, slash)),
    decodeURIComponent(path.slice(slash + 1)),
    query || undefined,
  );
  const { blob, size } = await storeBody(ctx, ctx.blobs.read(source.blob));
  const replace = input.MetadataDirective === 'REPLACE';
  // Neither the ACL nor the redirect is copied (S3, CopyObject).
  const acl = checkedAcl(ctx, input.Bucket, input.ACL);
  const version: ObjectVersion = {
    ...source,
    bucket: input.Bucket,
    key: input.Key,
    versionId: newVersionId(ctx, input.Bucket),
    blob,
    size,
    modifiedAt: ctx.clock.now(),
    acl,
    redirect: input.WebsiteRedirectLocation,
    ...(replace
      ? {
          metadata: (input.Metadata ?? {}) as Record<string, string>,
          headers: headersOf(input),
          contentType: input.ContentType ?? DEFAULT_TYPE,
        }
      : {}),
  };
  await dropBlobs(
    ctx,
    ctx.store.transaction(() => addVersion(ctx, version)),
  );
  return {
    VersionId: shown(version),
    CopyObjectResult: { ETag: version.etag, LastModified: new Date(version.modifiedAt) },
  };
};
