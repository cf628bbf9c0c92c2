import type * as S3 from '@aws-sdk/client-s3';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { bucketOrThrow, versions, type ObjectVersion } from './buckets';
import { encoder, pageSize } from './listing';

const invalidMarker = (message: string, value: string): AwsError =>
  new AwsError('InvalidArgument', message, {
    status: 400,
    members: { ArgumentName: 'version-id-marker', ArgumentValue: value },
  });

interface Marker {
  readonly key: string;
  readonly versionId: string | undefined;
}

function markerOf(key: string | undefined, versionId: string | undefined): Marker | undefined {
  if (versionId !== undefined && !key)
    throw invalidMarker('A version-id marker cannot be specified without a key marker.', versionId);
  if (versionId === '') throw invalidMarker('A version-id marker cannot be empty.', versionId);
  return key ? { key, versionId } : undefined;
}

/** What comes behind a marker: of its own key the versions behind the one that it names, or none. */
function behind(all: readonly ObjectVersion[], marker: Marker | undefined): ObjectVersion[] {
  if (!marker) return [...all];
  const { key, versionId } = marker;
  const own = versionId === undefined ? [] : all.filter((v) => v.key === key);
  const at = own.findIndex((v) => v.versionId === versionId);
  const rest = all.filter((v) => v.key > key);
  // A version that is gone meanwhile ends its key's part of the list.
  return at < 0 ? rest : [...own.slice(at + 1), ...rest];
}

/** A common prefix, or one version. */
type Entry = { readonly prefix: string } | { readonly version: ObjectVersion };

function* entries(
  all: readonly ObjectVersion[],
  prefix: string,
  delimiter: string | undefined,
  after: string,
): Generator<Entry> {
  let last: string | undefined;
  for (const version of all) {
    const cut = delimiter ? version.key.indexOf(delimiter, prefix.length) : -1;
    if (cut < 0 || !delimiter) {
      yield { version };
      continue;
    }
    const common = version.key.slice(0, cut + delimiter.length);
    // The page before has named it already.
    if (common === last || common <= after) continue;
    last = common;
    yield { prefix: common };
  }
}

function page(ctx: Ctx, input: S3.ListObjectVersionsRequest, max: number) {
  const prefix = input.Prefix ?? '';
  const marker = markerOf(input.KeyMarker, input.VersionIdMarker);
  const all = ctx.store.list(versions, `${input.Bucket ?? ''}\u0001${prefix}`);
  const found = [...entries(behind(all, marker), prefix, input.Delimiter, marker?.key ?? '')];
  const newest = new Map<string, ObjectVersion>();
  for (const v of all) if (!newest.has(v.key)) newest.set(v.key, v);
  return {
    shown: found.slice(0, max),
    isTruncated: max > 0 && found.length > max,
    isLatest: (v: ObjectVersion) => newest.get(v.key) === v,
  };
}

export const listObjectVersions: Handler<
  S3.ListObjectVersionsRequest,
  S3.ListObjectVersionsOutput
> = (input, ctx) => {
  bucketOrThrow(ctx, input.Bucket);
  const max = pageSize(input.MaxKeys);
  const { shown, isTruncated, isLatest } = page(ctx, input, max);
  const encoded = encoder(input.EncodingType);
  const found = shown.flatMap((e) => ('version' in e ? [e.version] : []));
  const last = isTruncated ? shown.at(-1) : undefined;
  const common = (v: ObjectVersion) => ({
    Key: encoded(v.key),
    VersionId: v.versionId,
    IsLatest: isLatest(v),
    LastModified: new Date(v.modifiedAt),
    Owner: { ID: ctx.accountId },
  });
  return {
    Name: input.Bucket,
    EncodingType: input.EncodingType,
    Prefix: encoded(input.Prefix ?? ''),
    Delimiter: encoded(input.Delimiter),
    KeyMarker: encoded(input.KeyMarker ?? ''),
    VersionIdMarker: input.VersionIdMarker ?? '',
    MaxKeys: max,
    IsTruncated: isTruncated,
    NextKeyMarker: last && encoded('version' in last ? last.version.key : last.prefix),
    NextVersionIdMarker: last && 'version' in last ? last.version.versionId : undefined,
    Versions: found
      .filter((v) => !v.deleteMarker)
      .map((v) => ({ ...common(v), Size: v.size, ETag: v.etag, StorageClass: 'STANDARD' })),
    DeleteMarkers: found.filter((v) => v.deleteMarker).map(common),
    CommonPrefixes: shown.flatMap((e) => ('prefix' in e ? [{ Prefix: encoded(e.prefix) }] : [])),
  };
};
