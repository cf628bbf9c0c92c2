import type { Readable } from 'node:stream';
import type { Ctx } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { buildOrThrow, objectAt } from './builds';
import { withoutEnd } from '../../core/trim';

/** `bucket` or `bucket/prefix`, as `cache.location` has it; each key is one archive below it. */
function place(ctx: Ctx, buildId: string): { bucket: string; prefix: string } {
  const { bucket, key } = objectAt(buildOrThrow(ctx, buildId).cache?.location ?? '');
  const prefix = withoutEnd(key, '/');
  return { bucket, prefix: prefix === '' ? '' : `${prefix}/` };
}

/** The archive of a key, else the newest whose key begins with one of the fallbacks, in their order (AWS-SEMANTICS 1.8 [doc]). */
export async function cacheObject(
  ctx: Ctx,
  buildId: string,
  key: string,
  fallbacks: readonly string[],
): Promise<{ key: string; body: Readable } | undefined> {
  const { bucket, prefix } = place(ctx, buildId);
  const get = async (full: string): Promise<Readable> =>
    (await ctx.call.s3.getObject({ Bucket: bucket, Key: full })).Body;
  try {
    return { key, body: await get(prefix + key) };
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'NoSuchKey') throw error;
  }
  for (const fallback of fallbacks) {
    const { Contents = [] } = await ctx.call.s3.listObjectsV2({
      Bucket: bucket,
      Prefix: prefix + fallback,
    });
    const [newest] = Contents.sort(
      (a, b) => (b.LastModified?.getTime() ?? 0) - (a.LastModified?.getTime() ?? 0),
    );
    if (newest?.Key) return { key: newest.Key.slice(prefix.length), body: await get(newest.Key) };
  }
  return undefined;
}

export async function saveCacheObject(
  ctx: Ctx,
  buildId: string,
  key: string,
  body: Readable,
): Promise<void> {
  const { bucket, prefix } = place(ctx, buildId);
  await ctx.call.s3.putObject({
    Bucket: bucket,
    Key: prefix + key,
    Body: body,
    ContentType: 'application/zip',
  });
}
