import type * as S3 from '@aws-sdk/client-s3';
import { parseCopySource, type CopySource } from '../../core/copy-source';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import type { ObjectVersion } from './buckets';
import { failedCondition, preconditionFailed } from './conditions';
import { expiration } from './lifecycle';
import { keepPart, partOf } from './multipart';
import { DEFAULT_TYPE, headersOf } from './objects';
import { checkedAcl } from './public-access';
import { rangeOfCopy } from './ranges';
import { storeBody } from './store-body';
import { tagsOfHeader } from './tags';
import { addVersion, dropBlobs, find, newVersionId, shown } from './versions';

type Copying = Pick<
  S3.UploadPartCopyRequest,
  | 'CopySourceIfMatch'
  | 'CopySourceIfModifiedSince'
  | 'CopySourceIfNoneMatch'
  | 'CopySourceIfUnmodifiedSince'
> & { CopySource: string };

function parsed(text: string): CopySource {
  try {
    return parseCopySource(text);
  } catch (cause) {
    throw new AwsError('InvalidArgument', 'Invalid copy source encoding.', {
      status: 400,
      cause,
      members: { ArgumentName: 'x-amz-copy-source', ArgumentValue: text },
    });
  }
}

/** What is to be copied, if it is as the caller wants it (S3, CopyObject: a failed condition is 412 in any case). */
function sourceOf(ctx: Ctx, input: Copying): ObjectVersion {
  const { bucket, key, versionId } = parsed(input.CopySource);
  let source: ObjectVersion;
  try {
    source = find(ctx, bucket, key, versionId);
  } catch (cause) {
    if (cause instanceof AwsError && cause.code === 'MethodNotAllowed')
      throw new AwsError(
        'InvalidRequest',
        'The source of a copy request may not specifically refer to a delete marker by version id.',
        { status: 400, cause },
      );
    throw cause;
  }
  const failed = failedCondition(
    {
      IfMatch: input.CopySourceIfMatch,
      IfModifiedSince: input.CopySourceIfModifiedSince,
      IfNoneMatch: input.CopySourceIfNoneMatch,
      IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
    },
    source,
  );
  if (failed) throw preconditionFailed();
  return source;
}

/** A copy of an object to itself must change something of it. */
function checkChange(input: S3.CopyObjectRequest): void {
  const { bucket, key, versionId } = parsed(input.CopySource ?? '');
  const changes =
    versionId !== undefined ||
    input.MetadataDirective === 'REPLACE' ||
    input.WebsiteRedirectLocation !== undefined ||
    input.StorageClass !== undefined ||
    input.ServerSideEncryption !== undefined;
  if (bucket === input.Bucket && key === input.Key && !changes)
    throw new AwsError(
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
      { status: 400 },
    );
}

export const copyObject: Handler<S3.CopyObjectRequest, S3.CopyObjectOutput> = async (
  input,
  ctx,
) => {
  const source = sourceOf(ctx, input);
  checkChange(input);
  // Neither the ACL nor the redirect is copied (S3, CopyObject).
  const acl = checkedAcl(ctx, input.Bucket, input.ACL);
  const tags = input.TaggingDirective === 'REPLACE' ? tagsOfHeader(input.Tagging) : source.tags;
  const versionId = newVersionId(ctx, input.Bucket);
  const { blob, size, md5 } = await storeBody(ctx, ctx.blobs.read(source.blob));
  const version: ObjectVersion = {
    ...source,
    bucket: input.Bucket,
    key: input.Key,
    versionId,
    blob,
    size,
    // A copy is in one piece, whatever its source was.
    etag: `"${md5}"`,
    parts: undefined,
    modifiedAt: ctx.clock.now(),
    acl,
    redirect: input.WebsiteRedirectLocation,
    tags,
    ...(input.MetadataDirective === 'REPLACE'
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
    CopySourceVersionId: shown(source),
    Expiration: expiration(ctx, version),
    ServerSideEncryption: 'AES256',
    CopyObjectResult: { ETag: version.etag, LastModified: new Date(version.modifiedAt) },
  };
};

export const uploadPartCopy: Handler<S3.UploadPartCopyRequest, S3.UploadPartCopyOutput> = async (
  input,
  ctx,
) => {
  const number = partOf(ctx, input);
  const source = sourceOf(ctx, input);
  const range = rangeOfCopy(input.CopySourceRange, source.size);
  const stored = await storeBody(ctx, ctx.blobs.read(source.blob, range));
  const part = await keepPart(ctx, input, number, stored);
  return {
    CopySourceVersionId: shown(source),
    ServerSideEncryption: 'AES256',
    CopyPartResult: { ETag: `"${part.md5}"`, LastModified: new Date(part.at) },
  };
};
