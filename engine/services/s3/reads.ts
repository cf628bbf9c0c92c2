import type * as S3 from '@aws-sdk/client-s3';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import type { ObjectVersion } from './buckets';
import { failedCondition, preconditionFailed } from './conditions';
import { expiration } from './lifecycle';
import { contentRange, rangeOfHeader, rangeOfPart, type ByteRange } from './ranges';
import { tagCount } from './tags';
import { find, shown } from './versions';

type Asked = Pick<
  S3.GetObjectRequest,
  | 'ChecksumMode'
  | 'PartNumber'
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

/** What is answered of an object, or of a range of it, besides its bytes. */
function head(
  ctx: Ctx,
  v: ObjectVersion,
  input: Asked,
  range: ByteRange | undefined,
): S3.HeadObjectOutput {
  return {
    ...v.headers,
    // Every object is encrypted with S3's own keys unless told otherwise (since January 2023).
    ServerSideEncryption: 'AES256',
    ...(input.ChecksumMode === 'ENABLED' && range === undefined ? v.checksum : {}),
    Expiration: expiration(ctx, v),
    ETag: v.etag,
    ContentLength: range ? range.end - range.start + 1 : v.size,
    ContentRange: range && contentRange(range, v.size),
    PartsCount: input.PartNumber === undefined ? undefined : v.parts?.length,
    TagCount: tagCount(v),
    ContentType: v.contentType,
    LastModified: new Date(Math.floor(v.modifiedAt / 1000) * 1000),
    VersionId: shown(v),
    Metadata: { ...v.metadata },
    WebsiteRedirectLocation: v.redirect,
    AcceptRanges: 'bytes',
    ...overrides(input),
  };
}

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

function checkConditions(input: Asked, v: ObjectVersion): void {
  const failed = failedCondition(input, v);
  if (failed === 'changed') throw preconditionFailed();
  if (failed === 'not changed') throw new AwsError('NotModified', 'Not Modified', { status: 304 });
}

/** The bytes that are asked for: undefined is all of them. */
function rangeOf(
  { Range: text, PartNumber: number }: Asked,
  v: ObjectVersion,
): ByteRange | undefined {
  if (text !== undefined && number !== undefined)
    throw new AwsError(
      'InvalidRequest',
      'Cannot specify both Range header and partNumber query parameter',
      { status: 400 },
    );
  return number === undefined ? rangeOfHeader(text, v.size) : rangeOfPart(v, number);
}

export const getObject: Handler<S3.GetObjectRequest, Record<string, unknown>> = (input, ctx) => {
  const v = find(ctx, input.Bucket, input.Key, input.VersionId);
  checkConditions(input, v);
  const range = rangeOf(input, v);
  return { ...head(ctx, v, input, range), Body: ctx.blobs.read(v.blob, range) };
};

export const headObject: Handler<S3.HeadObjectRequest, S3.HeadObjectOutput> = (input, ctx) => {
  try {
    const v = find(ctx, input.Bucket, input.Key, input.VersionId);
    checkConditions(input, v);
    return head(ctx, v, input, rangeOf(input, v));
  } catch (cause) {
    if (cause instanceof AwsError && cause.status === 404)
      throw new AwsError('NotFound', 'Not Found', { status: 404, cause });
    throw cause;
  }
};
