import type { Ctx } from '../../ports/context';
import { ALNUM } from '../../core/alphabets';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';
import { bucketOrThrow, versions, type ObjectVersion } from './buckets';
import { isExpired } from './lifecycle';

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

/** Puts a version in its own place, with what has changed of it. */
export function replaceVersion(ctx: Ctx, version: ObjectVersion): void {
  ctx.store.put(versions, documentKey(version), version);
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

/** As the API names a version: not at all where there is no versioning. */
export const shown = (v: ObjectVersion): string | undefined =>
  v.versionId === 'null' ? undefined : v.versionId;
