import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type * as S3 from '@aws-sdk/client-s3';
import type { Ctx, Handler } from '../../ports/context';
import { ALNUM } from '../../ports/ids';
import { kind } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { bucketOrThrow, type ObjectVersion } from './buckets';
import { checkedAcl } from './public-access';
import { addVersion, dropBlobs, headersOf, newVersionId, shown, storeBody } from './objects';

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
  readonly parts: readonly Part[];
}

export const uploads = kind<Upload>('s3.upload');
const MAX_LISTED = 1000;
const MIN_PART = 5 * 1024 * 1024;

function uploadOrThrow(ctx: Ctx, id: string): Upload {
  const upload = ctx.store.get(uploads, id);
  if (!upload)
    throw new AwsError(
      'NoSuchUpload',
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
      { status: 404 },
    );
  return upload;
}

export const createMultipartUpload: Handler<
  S3.CreateMultipartUploadRequest,
  S3.CreateMultipartUploadOutput
> = (input, ctx) => {
  bucketOrThrow(ctx, input.Bucket);
  const id = ctx.ids.random(64, ALNUM);
  ctx.store.put(uploads, id, {
    id,
    bucket: input.Bucket,
    key: input.Key,
    contentType: input.ContentType,
    metadata: (input.Metadata ?? {}) as Record<string, string>,
    headers: headersOf(input),
    acl: checkedAcl(ctx, input.Bucket, input.ACL),
    redirect: input.WebsiteRedirectLocation,
    parts: [],
  });
  return { Bucket: input.Bucket, Key: input.Key, UploadId: id };
};

export const uploadPart: Handler<
  S3.UploadPartRequest & {
    Body?: unknown;
    starboardBodyHash?: string;
    starboardTrailers?: ReadonlyMap<string, string>;
  },
  S3.UploadPartOutput
> = async (input, ctx) => {
  uploadOrThrow(ctx, input.UploadId);
  const { blob, size, md5, checksum } = await storeBody(
    ctx,
    input.Body as Readable | undefined,
    input.starboardBodyHash,
    input,
  );
  const replaced = ctx.store.transaction(() => {
    const upload = uploadOrThrow(ctx, input.UploadId);
    const part = { number: input.PartNumber, blob, md5, size, at: ctx.clock.now() };
    ctx.store.put(uploads, upload.id, {
      ...upload,
      parts: [...upload.parts.filter((p) => p.number !== part.number), part].sort(
        (a, b) => a.number - b.number,
      ),
    });
    return upload.parts.filter((p) => p.number === part.number).map((p) => p.blob);
  });
  await dropBlobs(ctx, replaced);
  return { ETag: `"${md5}"`, ServerSideEncryption: 'AES256', ...checksum };
};

export const listParts: Handler<S3.ListPartsRequest, S3.ListPartsOutput> = (input, ctx) => {
  const upload = uploadOrThrow(ctx, input.UploadId);
  const rest = upload.parts.filter((p) => p.number > Number(input.PartNumberMarker ?? 0));
  const parts = rest.slice(0, Math.min(input.MaxParts ?? MAX_LISTED, MAX_LISTED));
  const isTruncated = parts.length < rest.length;
  return {
    Bucket: upload.bucket,
    Key: upload.key,
    UploadId: upload.id,
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
  const upload = uploadOrThrow(ctx, input.UploadId);
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
  if (found.slice(0, -1).some((p) => p.size < MIN_PART))
    throw new AwsError(
      'EntityTooSmall',
      'Your proposed upload is smaller than the minimum allowed size',
      { status: 400 },
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
    Location: `${ctx.endpoint()}/${upload.bucket}/${upload.key}`,
  };
};

export const abortMultipartUpload: Handler<S3.AbortMultipartUploadRequest, object> = async (
  input,
  ctx,
) => {
  const upload = uploadOrThrow(ctx, input.UploadId);
  ctx.store.delete(uploads, upload.id);
  await dropBlobs(
    ctx,
    upload.parts.map((p) => p.blob),
  );
  return {};
};
