import type * as S3 from '@aws-sdk/client-s3';
import { allowsVisitor } from '../../core/website/policy';
import {
  visit,
  type Decision,
  type Look,
  type WebsiteConfiguration,
} from '../../core/website/website';
import type { Internal } from '../../ports/module';
import type { Ctx, Handler } from '../../ports/context';
import type { Site, SiteAnswer, SiteRequest } from '../../ports/sites';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { bucketOrThrow, buckets, type Bucket } from './buckets';
import { current, shown } from './versions';
import { blocks, isPublicAcl } from './public-access';

const RETRY_MS = 2000;
/** What is being served, by bucket. */
const serving = new WeakMap<object, Map<string, Site>>();

function sites(ctx: Ctx): Map<string, Site> {
  let map = serving.get(ctx.store);
  if (!map) serving.set(ctx.store, (map = new Map()));
  return map;
}

export const websiteUrl = (bucket: Bucket): string =>
  bucket.website ? `http://127.0.0.1:${bucket.website.port}` : '';

/** A bucket's website has a port of its own as long as it lives; the first one is kept through every later change. */
export const putBucketWebsite: Handler<S3.PutBucketWebsiteRequest, object> = async (input, ctx) => {
  const configuration = input.WebsiteConfiguration as WebsiteConfiguration;
  const suffix = configuration.IndexDocument?.Suffix;
  if (!configuration.RedirectAllRequestsTo && (!suffix || suffix.includes('/')))
    throw new AwsError('InvalidArgument', 'The IndexDocument Suffix is not well formed', {
      status: 400,
    });
  const taken = new Set(ctx.store.list(buckets).map((b) => b.website?.port));
  let port = bucketOrThrow(ctx, input.Bucket).website?.port ?? (await ctx.machines.freePort());
  while (bucketOrThrow(ctx, input.Bucket).website === undefined && taken.has(port))
    port = await ctx.machines.freePort();
  ctx.store.transaction(() => {
    ctx.store.put(buckets, input.Bucket, {
      ...bucketOrThrow(ctx, input.Bucket),
      website: { port, configuration },
    });
    ctx.enqueue('s3.website', input.Bucket);
  });
  return {};
};

export const getBucketWebsite: Handler<S3.GetBucketWebsiteRequest, S3.GetBucketWebsiteOutput> = (
  input,
  ctx,
) => {
  const { website } = bucketOrThrow(ctx, input.Bucket);
  if (!website)
    throw new AwsError(
      'NoSuchWebsiteConfiguration',
      'The specified bucket does not have a website configuration',
      { status: 404, members: { BucketName: input.Bucket } },
    );
  return website.configuration as S3.GetBucketWebsiteOutput;
};

export const deleteBucketWebsite: Handler<S3.DeleteBucketWebsiteRequest, object> = (input, ctx) => {
  ctx.store.transaction(() => {
    ctx.store.put(buckets, input.Bucket, {
      ...bucketOrThrow(ctx, input.Bucket),
      website: undefined,
    });
    ctx.enqueue('s3.website', input.Bucket);
  });
  return {};
};

/** The website endpoint of a bucket; on AWS its form is known, here the port is. */
export const websiteAddress: Internal<'s3'>['websiteAddress'] = (input, ctx) => ({
  Url: websiteUrl(bucketOrThrow(ctx, input.Bucket)),
});

/** What a visitor without credentials may see of a key. A missing key is only admitted to who may list (S3, GetObject). */
function look(ctx: Ctx, bucket: Bucket, key: string, address: string): Look {
  const visitor = { address, secure: false };
  const arn = `arn:${ctx.partition}:s3:::${bucket.name}`;
  const policy = bucket.settings['Policy'] as string | undefined;
  const byPolicy = (action: string, resource: string): boolean =>
    !blocks(bucket, 'RestrictPublicBuckets', policy) &&
    allowsVisitor(policy, action, resource, visitor);
  const v = current(ctx, bucket.name, key);
  if (!v || v.deleteMarker) return { status: byPolicy('s3:ListBucket', arn) ? 404 : 403 };
  const byAcl = isPublicAcl(v.acl) && !blocks(bucket, 'IgnorePublicAcls');
  return byAcl || byPolicy('s3:GetObject', `${arn}/${key}`)
    ? { status: 200, redirect: v.redirect }
    : { status: 403 };
}

const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

function answer(ctx: Ctx, bucket: Bucket, decision: Decision, request: SiteRequest): SiteAnswer {
  if (decision.kind === 'redirect')
    return {
      status: decision.status,
      headers: { location: decision.location, 'content-length': 0 },
    };
  if (decision.kind === 'error') {
    const title = `${decision.status} ${decision.code}`;
    const body = `<!doctype html>\n<html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1><ul><li>Code: ${decision.code}</li><li>Message: ${escape(decision.message)}</li></ul></body></html>\n`;
    return {
      status: decision.status,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-length': Buffer.byteLength(body),
      },
      body,
    };
  }
  const v = current(ctx, bucket.name, decision.key);
  if (!v) return { status: 404, headers: { 'content-length': 0 } };
  const headers = Object.fromEntries(
    Object.entries({
      'content-type': v.contentType,
      etag: v.etag,
      'last-modified': new Date(v.modifiedAt).toUTCString(),
      'x-amz-version-id': shown(v),
      'cache-control': v.headers['CacheControl'],
      'content-disposition': v.headers['ContentDisposition'],
      'content-encoding': v.headers['ContentEncoding'],
      'content-language': v.headers['ContentLanguage'],
    }).filter((e): e is [string, string] => e[1] !== undefined),
  );
  if (decision.status === 200 && request.headers['if-none-match'] === v.etag)
    return { status: 304, headers };
  return {
    status: decision.status,
    headers: { ...headers, 'content-length': v.size },
    body: ctx.blobs.read(v.blob),
  };
}

/** Job: a bucket's website is served as it is configured now. A port that another program has is tried again until it is free. */
export async function serveWebsite(job: Job, ctx: Ctx): Promise<void> {
  const wanted = ctx.store.get(buckets, job.key)?.website;
  const open = sites(ctx).get(job.key);
  if (!wanted || open) {
    if (!wanted && open) {
      sites(ctx).delete(job.key);
      await open.close();
    }
    return;
  }
  const site = await ctx.sites.serve(wanted.port, async (request) => {
    const bucket = ctx.store.get(buckets, job.key);
    if (!bucket?.website) return { status: 404, headers: { 'content-length': 0 } };
    return answer(
      ctx,
      bucket,
      await visit(
        bucket.website.configuration,
        { method: request.method, path: request.path, host: request.host ?? '' },
        (key) => look(ctx, bucket, key, request.address),
      ),
      request,
    );
  });
  if ('problem' in site)
    ctx.enqueue('s3.website', job.key, { problem: site.problem }, ctx.clock.now() + RETRY_MS);
  else sites(ctx).set(job.key, site);
}

/** After a start every website answers on its own port again. */
export function recover(ctx: Ctx): void {
  for (const b of ctx.store.list(buckets)) if (b.website) ctx.enqueue('s3.website', b.name);
}

export async function stop(ctx: Ctx): Promise<void> {
  const open = [...sites(ctx).values()];
  sites(ctx).clear();
  await Promise.all(open.map((s) => s.close()));
}
