import type { Readable } from 'node:stream';
import type * as S3 from '@aws-sdk/client-s3';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { bucketOrThrow, versions, type ObjectVersion } from './buckets';
import { preconditionFailed } from './conditions';
import { expiration } from './lifecycle';
import { checkedAcl } from './public-access';
import { storeBody } from './store-body';
import { tagsOfHeader } from './tags';
import {
  addVersion,
  current,
  dropBlobs,
  newVersionId,
  removeVersion,
  shown,
  versionsOf,
} from './versions';

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

/** What has no type of its own (S3, PutObject). */
export const DEFAULT_TYPE = 'binary/octet-stream';

export const putObject: Handler<
  S3.PutObjectRequest & { Body?: unknown },
  S3.PutObjectOutput
> = async (input, ctx) => {
  bucketOrThrow(ctx, input.Bucket);
  // [doc] "Expects the '*' (asterisk) character."
  if (input.IfNoneMatch !== undefined && input.IfNoneMatch !== '*')
    throw new AwsError(
      'NotImplemented',
      'A header you provided implies functionality that is not implemented',
      { status: 501, members: { Header: 'If-None-Match' } },
    );
  if (input.IfNoneMatch === '*' && current(ctx, input.Bucket, input.Key)?.deleteMarker === false)
    throw preconditionFailed('If-None-Match');
  const acl = checkedAcl(ctx, input.Bucket, input.ACL);
  const tags = tagsOfHeader(input.Tagging);
  const { blob, size, md5, checksum } = await storeBody(
    ctx,
    input.Body as Readable | undefined,
    input,
    ctx.body,
  );
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
    tags,
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
