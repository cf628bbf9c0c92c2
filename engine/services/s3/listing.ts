import type * as S3 from '@aws-sdk/client-s3';
import { placeOf, tokenOf } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { bucketOrThrow, versions, type ObjectVersion } from './buckets';
import { isExpired } from './lifecycle';
import { newestVersions } from './newest';

interface Wanted {
  readonly prefix: string;
  readonly delimiter: string | undefined;
  readonly after: string;
  readonly max: number;
}
interface Listed {
  readonly objects: ObjectVersion[];
  readonly prefixes: string[];
  readonly next: string | undefined;
}

function live(ctx: Ctx, bucket: string, prefix: string): ObjectVersion[] {
  return newestVersions(ctx.store.list(versions, `${bucket}\u0001${prefix}`)).filter(
    (v) => !isExpired(ctx, v),
  );
}

function list(ctx: Ctx, bucket: string, wanted: Wanted): Listed {
  bucketOrThrow(ctx, bucket);
  const objects: ObjectVersion[] = [];
  const prefixes: string[] = [];
  let last = '';
  for (const v of live(ctx, bucket, wanted.prefix)) {
    if (v.key <= wanted.after) continue;
    const cut = wanted.delimiter ? v.key.indexOf(wanted.delimiter, wanted.prefix.length) : -1;
    const common =
      cut < 0 || !wanted.delimiter ? undefined : v.key.slice(0, cut + wanted.delimiter.length);
    if (common !== undefined && (prefixes.includes(common) || common <= wanted.after)) continue;
    if (objects.length + prefixes.length >= wanted.max) return { objects, prefixes, next: last };
    if (common === undefined) objects.push(v);
    else prefixes.push(common);
    last = common ?? v.key;
  }
  return { objects, prefixes, next: undefined };
}

const LONGEST_PAGE = 1000;
const LARGEST = 2 ** 31 - 1;

/** How many a list may name: no more than AWS's thousand. */
export function pageSize(asked: number | undefined): number {
  if (asked !== undefined && !(Number.isInteger(asked) && asked >= 0 && asked <= LARGEST))
    throw new AwsError(
      'InvalidArgument',
      `Argument maxKeys must be an integer between 0 and ${LARGEST}`,
      { status: 400, members: { ArgumentName: 'maxKeys', ArgumentValue: asked } },
    );
  return Math.min(asked ?? LONGEST_PAGE, LONGEST_PAGE);
}

/** Keys as a client asks for them: with `url` no character of a key can spoil the list. */
export const encoder =
  (type: string | undefined) =>
  <T extends string | undefined>(text: T): T =>
    (type === 'url' && text !== undefined
      ? encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'))
          .replaceAll('%2F', '/')
          .replaceAll('%20', '+')
      : text) as T;

const dto = (v: ObjectVersion, shown: (key: string) => string): S3._Object => ({
  Key: shown(v.key),
  Size: v.size,
  ETag: v.etag,
  LastModified: new Date(v.modifiedAt),
  StorageClass: 'STANDARD',
});

export const listObjectsV2: Handler<S3.ListObjectsV2Request, S3.ListObjectsV2Output> = (
  input,
  ctx,
) => {
  const token =
    input.ContinuationToken === undefined ? undefined : placeOf(input.ContinuationToken);
  const max = pageSize(input.MaxKeys);
  const found = list(ctx, input.Bucket, {
    prefix: input.Prefix ?? '',
    delimiter: input.Delimiter,
    after: token ?? input.StartAfter ?? '',
    max,
  });
  const shown = encoder(input.EncodingType);
  return {
    Name: input.Bucket,
    EncodingType: input.EncodingType,
    Prefix: shown(input.Prefix ?? ''),
    Delimiter: shown(input.Delimiter),
    StartAfter: shown(input.StartAfter),
    MaxKeys: max,
    KeyCount: found.objects.length + found.prefixes.length,
    IsTruncated: found.next !== undefined,
    NextContinuationToken: found.next === undefined ? undefined : tokenOf(found.next),
    ContinuationToken: input.ContinuationToken,
    Contents: found.objects.map((v) => dto(v, shown)),
    CommonPrefixes: found.prefixes.map((Prefix) => ({ Prefix: shown(Prefix) })),
  };
};

export const listObjects: Handler<S3.ListObjectsRequest, S3.ListObjectsOutput> = (input, ctx) => {
  const max = pageSize(input.MaxKeys);
  const found = list(ctx, input.Bucket, {
    prefix: input.Prefix ?? '',
    delimiter: input.Delimiter,
    after: input.Marker ?? '',
    max,
  });
  const shown = encoder(input.EncodingType);
  return {
    Name: input.Bucket,
    EncodingType: input.EncodingType,
    Prefix: shown(input.Prefix ?? ''),
    Delimiter: shown(input.Delimiter),
    Marker: shown(input.Marker ?? ''),
    MaxKeys: max,
    IsTruncated: found.next !== undefined,
    // [doc] ListObjects: without a delimiter the last key is the marker.
    NextMarker: input.Delimiter === undefined ? undefined : shown(found.next),
    Contents: found.objects.map((v) => dto(v, shown)),
    CommonPrefixes: found.prefixes.map((Prefix) => ({ Prefix: shown(Prefix) })),
  };
};
