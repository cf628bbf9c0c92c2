import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type * as S3 from '@aws-sdk/client-s3';
import type { Ctx, Handler } from '../../ports/context';
import { ALNUM } from '../../core/alphabets';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';
import { bucketOrThrow, type ObjectVersion, type Tag } from './buckets';
import { expiration } from './lifecycle';
import { DEFAULT_TYPE, headersOf } from './objects';
import { BodyChecksum, type ChecksumInput } from './checksums';
import { checkedAcl } from './public-access';
import { checkPartNumber } from './ranges';
import { storeBody, type Stored } from './store-body';
import { tagsOfHeader } from './tags';
import { addVersion, dropBlobs, newVersionId, shown } from './versions';

export interface Part {
  readonly number: number;
  readonly blob: string;
  readonly md5: string;
  readonly size: number;
  readonly at: number;
}
export interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly contentType?: string | undefined;
  readonly metadata: Record<string, string>;
  readonly headers?: ObjectVersion['headers'];
  readonly acl?: string | undefined;
  readonly redirect?: string | undefined;
  readonly tags?: readonly Tag[] | undefined;
  /** Of each part's checksum; any or none where it is not named. */
  readonly checksumAlgorithm?: string | undefined;
  readonly parts: readonly Part[];
}

export const uploads = kind<Upload>('s3.upload');
const MAX_LISTED = 1000;
const MIN_PART = 5 * 1024 * 1024;

/** Which upload a call is about: its id counts for its own bucket and key alone. */
interface UploadName {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string;
}

function uploadOrThrow(ctx: Ctx, { Bucket, Key, UploadId }: UploadName): Upload {
  bucketOrThrow(ctx, Bucket);
  const upload = ctx.store.get(uploads, UploadId);
  if (upload?.bucket !== Bucket || upload.key !== Key)
    throw new AwsError(
      'NoSuchUpload',
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
      { status: 404, members: { UploadId } },
    );
  return upload;
}

export const createMultipartUpload: Handler<
  S3.CreateMultipartUploadRequest,
  S3.CreateMultipartUploadOutput
> = (input, ctx) => {
  bucketOrThrow(ctx, input.Bucket);
  const id = ctx.ids.random(64, ALNUM);
  const checksumAlgorithm = BodyChecksum.algorithmOf(input);
  ctx.store.put(uploads, id, {
    id,
    bucket: input.Bucket,
    key: input.Key,
    contentType: input.ContentType ?? DEFAULT_TYPE,
    metadata: (input.Metadata ?? {}) as Record<string, string>,
    headers: headersOf(input),
    acl: checkedAcl(ctx, input.Bucket, input.ACL),
    redirect: input.WebsiteRedirectLocation,
    tags: tagsOfHeader(input.Tagging),
    checksumAlgorithm,
    parts: [],
  });
  return {
    ChecksumAlgorithm: checksumAlgorithm as S3.ChecksumAlgorithm | undefined,
    Bucket: input.Bucket,
    Key: input.Key,
    UploadId: id,
    ServerSideEncryption: 'AES256',
  };
};

/** The number of a part that is about to come, once its upload is there. */
export function partOf(ctx: Ctx, input: UploadName & { readonly PartNumber: number }): number {
  checkPartNumber(input.PartNumber);
  uploadOrThrow(ctx, input);
  return input.PartNumber;
}

/** Makes stored bytes a part of an upload, in the place of what had its number. They are dropped again if the upload has ended. */
export async function keepPart(
  ctx: Ctx,
  name: UploadName,
  number: number,
  { blob, md5, size }: Stored,
): Promise<Part> {
  const part: Part = { number, blob, md5, size, at: ctx.clock.now() };
  let replaced: readonly Part[];
  try {
    replaced = ctx.store.transaction(() => {
      const upload = uploadOrThrow(ctx, name);
      const others = upload.parts.filter((p) => p.number !== number);
      const parts = [...others, part].sort((a, b) => a.number - b.number);
      ctx.store.put(uploads, upload.id, { ...upload, parts });
      return upload.parts.filter((p) => p.number === number);
    });
  } catch (error) {
    await ctx.blobs.delete(blob);
    throw error;
  }
  await dropBlobs(
    ctx,
    replaced.map((p) => p.blob),
  );
  return part;
}

/** [doc] Each part has a checksum of the algorithm that its upload began with (S3 user guide, "Checking object integrity"). */
function checkAlgorithm({ checksumAlgorithm: expected }: Upload, input: ChecksumInput): void {
  const actual = BodyChecksum.algorithmOf(input);
  if (expected === undefined || expected === actual) return;
  const name = (algorithm: string | undefined): string => algorithm?.toLowerCase() ?? 'null';
  throw new AwsError(
    'InvalidRequest',
    `Checksum Type mismatch occurred, expected checksum Type: ${name(expected)}, actual checksum Type: ${name(actual)}`,
    { status: 400 },
  );
}

export const uploadPart: Handler<
  S3.UploadPartRequest & { Body?: unknown },
  S3.UploadPartOutput
> = async (input, ctx) => {
  const number = partOf(ctx, input);
  checkAlgorithm(uploadOrThrow(ctx, input), input);
  const stored = await storeBody(ctx, input.Body as Readable | undefined, input, ctx.body);
  const part = await keepPart(ctx, input, number, stored);
  return { ETag: `"${part.md5}"`, ServerSideEncryption: 'AES256', ...stored.checksum };
};

export const listParts: Handler<S3.ListPartsRequest, S3.ListPartsOutput> = (input, ctx) => {
  const upload = uploadOrThrow(ctx, input);
  const rest = upload.parts.filter((p) => p.number > Number(input.PartNumberMarker ?? 0));
  const parts = rest.slice(0, Math.min(input.MaxParts ?? MAX_LISTED, MAX_LISTED));
  const isTruncated = parts.length < rest.length;
  return {
    Bucket: upload.bucket,
    Key: upload.key,
    UploadId: upload.id,
    ChecksumAlgorithm: upload.checksumAlgorithm as S3.ChecksumAlgorithm | undefined,
    IsTruncated: isTruncated,
    MaxParts: input.MaxParts,
    PartNumberMarker: input.PartNumberMarker,
    NextPartNumberMarker: isTruncated ? String(parts.at(-1)?.number ?? 0) : undefined,
    Parts: parts.map((p) => ({
      PartNumber: p.number,
      ETag: `"${p.md5}"`,
      Size: p.size,
      LastModified: new Date(p.at),
    })),
  };
};

export const completeMultipartUpload: Handler<
  S3.CompleteMultipartUploadRequest,
  S3.CompleteMultipartUploadOutput
> = async (input, ctx) => {
  const upload = uploadOrThrow(ctx, input);
  const wanted = input.MultipartUpload?.Parts ?? [];
  const parts = wanted.map((w) =>
    upload.parts.find(
      (p) =>
        p.number === w.PartNumber && `"${p.md5}"` === `"${(w.ETag ?? '').replaceAll('"', '')}"`,
    ),
  );
  const found = parts.filter((p): p is Part => p !== undefined);
  if (!found.length || found.length !== parts.length)
    throw new AwsError('InvalidPart', 'One or more of the specified parts could not be found.', {
      status: 400,
    });
  if (found.some((p, i) => i > 0 && p.number <= (found[i - 1]?.number ?? 0)))
    throw new AwsError('InvalidPartOrder', 'The list of parts was not in ascending order.', {
      status: 400,
    });
  const small = found.slice(0, -1).find((p) => p.size < MIN_PART);
  if (small)
    throw new AwsError(
      'EntityTooSmall',
      'Your proposed upload is smaller than the minimum allowed size',
      {
        status: 400,
        members: {
          ProposedSize: small.size,
          MinSizeAllowed: MIN_PART,
          PartNumber: small.number,
          ETag: small.md5,
        },
      },
    );
  async function* joined(): AsyncGenerator<Buffer> {
    for (const part of found)
      for await (const chunk of ctx.blobs.read(part.blob)) yield chunk as Buffer;
  }
  const { blob, size } = await storeBody(ctx, Readable.from(joined()));
  const md5 = createHash('md5')
    .update(Buffer.concat(found.map((p) => Buffer.from(p.md5, 'hex'))))
    .digest('hex');
  const version: ObjectVersion = {
    bucket: upload.bucket,
    key: upload.key,
    versionId: newVersionId(ctx, upload.bucket),
    deleteMarker: false,
    size,
    etag: `"${md5}-${found.length}"`,
    blob,
    modifiedAt: ctx.clock.now(),
    contentType: upload.contentType,
    headers: upload.headers ?? {},
    metadata: upload.metadata,
    acl: upload.acl,
    redirect: upload.redirect,
    tags: upload.tags,
    parts: found.map(({ number, size: bytes }) => ({ number, size: bytes })),
  };
  const old = ctx.store.transaction(() => {
    ctx.store.delete(uploads, upload.id);
    return addVersion(ctx, version);
  });
  await dropBlobs(ctx, [...old, ...upload.parts.map((p) => p.blob)]);
  return {
    Bucket: upload.bucket,
    Key: upload.key,
    ETag: version.etag,
    VersionId: shown(version),
    Expiration: expiration(ctx, version),
    ServerSideEncryption: 'AES256',
    Location: `${ctx.endpoint()}/${upload.bucket}/${upload.key}`,
  };
};

export const abortMultipartUpload: Handler<S3.AbortMultipartUploadRequest, object> = async (
  input,
  ctx,
) => {
  const upload = uploadOrThrow(ctx, input);
  ctx.store.delete(uploads, upload.id);
  await dropBlobs(
    ctx,
    upload.parts.map((p) => p.blob),
  );
  return {};
};
