import type * as S3 from '@aws-sdk/client-s3';
import { placeOf, tokenOf } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
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

/** Keys as a client asks for them: with `url` no character of a key can spoil the list. */
const encoder =
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
  const max = Math.min(input.MaxKeys ?? 1000, 1000);
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
  const max = Math.min(input.MaxKeys ?? 1000, 1000);
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

export const listObjectVersions: Handler<
  S3.ListObjectVersionsRequest,
  S3.ListObjectVersionsOutput
> = (input, ctx) => {
  bucketOrThrow(ctx, input.Bucket);
  const all = ctx.store.list(versions, `${input.Bucket}\u0001${input.Prefix ?? ''}`);
  const newest = new Map<string, ObjectVersion>();
  for (const v of all) if (!newest.has(v.key)) newest.set(v.key, v);
  const shown = encoder(input.EncodingType);
  const common = (
    v: ObjectVersion,
  ): { Key: string; VersionId: string; IsLatest: boolean; LastModified: Date } => ({
    Key: shown(v.key),
    VersionId: v.versionId,
    IsLatest: newest.get(v.key) === v,
    LastModified: new Date(v.modifiedAt),
  });
  return {
    Name: input.Bucket,
    EncodingType: input.EncodingType,
    Prefix: shown(input.Prefix ?? ''),
    IsTruncated: false,
    MaxKeys: all.length,
    Versions: all
      .filter((v) => !v.deleteMarker)
      .map((v) => ({ ...common(v), Size: v.size, ETag: v.etag, StorageClass: 'STANDARD' })),
    DeleteMarkers: all.filter((v) => v.deleteMarker).map(common),
  };
};
