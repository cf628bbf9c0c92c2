import type * as S3 from '@aws-sdk/client-s3';
import type { Ctx, Handler } from '../../ports/context';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import {
  bucketOrThrow,
  buckets,
  setting,
  versions,
  type Bucket,
  type ObjectVersion,
} from './buckets';
import { newestVersions } from './newest';

const DAY = 86_400_000;
const JOB = 's3.lifecycle';
const kept = setting(
  'LifecycleConfiguration',
  'NoSuchLifecycleConfiguration',
  'The lifecycle configuration does not exist',
);

/** A rule as it was sent: dates come back from the store as text. */
type Rule = Omit<S3.LifecycleRule, 'Expiration'> & {
  Expiration?: { Days?: number; Date?: Date | string; ExpiredObjectDeleteMarker?: boolean };
};
const rulesOf = (bucket: Bucket | undefined): readonly Rule[] =>
  (bucket?.settings['LifecycleConfiguration'] as { Rules?: Rule[] } | undefined)?.Rules ?? [];

/** The next midnight UTC at or after a moment: S3 rounds up to it (S3 user guide, "Lifecycle configuration elements"). */
const midnight = (at: number): number => Math.ceil(at / DAY) * DAY;

function applies(rule: Rule, v: ObjectVersion): boolean {
  const f = rule.Filter;
  const prefix = f?.And?.Prefix ?? f?.Prefix ?? rule.Prefix ?? '';
  // The engine keeps no object tags, so a rule that asks for one matches nothing.
  const tagged = f?.Tag !== undefined || (f?.And?.Tags?.length ?? 0) > 0;
  const more = f?.And?.ObjectSizeGreaterThan ?? f?.ObjectSizeGreaterThan;
  const less = f?.And?.ObjectSizeLessThan ?? f?.ObjectSizeLessThan;
  return (
    rule.Status === 'Enabled' &&
    !tagged &&
    v.key.startsWith(prefix) &&
    (more === undefined || v.size > more) &&
    (less === undefined || v.size < less)
  );
}

/** When the current version of an object expires, by the earliest rule that applies; undefined if never. In ms since the epoch. */
export function expiryOf(
  bucket: Bucket | undefined,
  v: ObjectVersion,
): { readonly at: number; readonly rule: string } | undefined {
  if (v.deleteMarker) return undefined;
  const found = rulesOf(bucket).flatMap((rule) => {
    const { Days, Date: date } = rule.Expiration ?? {};
    const at =
      Days !== undefined
        ? midnight(v.modifiedAt + Days * DAY)
        : date !== undefined
          ? new Date(date).getTime()
          : undefined;
    return at !== undefined && applies(rule, v) ? [{ at, rule: rule.ID ?? '' }] : [];
  });
  return found.sort((a, b) => a.at - b.at)[0];
}

export const isExpired = (ctx: Ctx, v: ObjectVersion): boolean => {
  const expiry = expiryOf(ctx.store.get(buckets, v.bucket), v);
  return expiry !== undefined && expiry.at <= ctx.clock.now();
};

/** The header that tells of it: `expiry-date="Fri, 23 Dec 2012 00:00:00 GMT", rule-id="..."` (S3 API reference, HeadObject). */
export function expiration(ctx: Ctx, v: ObjectVersion): string | undefined {
  const found = expiryOf(ctx.store.get(buckets, v.bucket), v);
  return (
    found &&
    `expiry-date="${new Date(found.at).toUTCString()}", rule-id="${encodeURIComponent(found.rule)}"`
  );
}

function checked(rules: readonly Rule[]): Rule[] {
  return rules.map((rule, i) => {
    const { Days, Date: date } = rule.Expiration ?? {};
    if (Days !== undefined && !(Number.isInteger(Days) && Days > 0))
      throw new AwsError(
        'InvalidArgument',
        "'Days' for Expiration action must be a positive integer",
        { status: 400 },
      );
    if (date !== undefined && new Date(date).getTime() % DAY !== 0)
      throw new AwsError('InvalidArgument', "'Date' must be at midnight GMT", { status: 400 });
    return { ...rule, ID: rule.ID ?? `rule-${i + 1}` };
  });
}

/** Plans the next look at a bucket, at the coming midnight; none without rules. */
function plan(ctx: Ctx, bucket: string): void {
  ctx.store.cancelJobs(JOB, bucket);
  if (rulesOf(ctx.store.get(buckets, bucket)).length)
    ctx.enqueue(JOB, bucket, {}, midnight(ctx.clock.now() + 1));
}

export const putLifecycle: Handler<S3.PutBucketLifecycleConfigurationRequest, object> = (
  input,
  ctx,
) =>
  ctx.store.transaction(() => {
    const rules = checked((input.LifecycleConfiguration?.Rules ?? []) as Rule[]);
    void kept.put(
      { Bucket: input.Bucket, LifecycleConfiguration: { Rules: rules } } as { Bucket: string },
      ctx,
    );
    plan(ctx, input.Bucket);
    return {};
  });

export const getLifecycle: Handler<
  S3.GetBucketLifecycleConfigurationRequest,
  S3.GetBucketLifecycleConfigurationOutput
> = async (input, ctx) => {
  const { Rules } = (await kept.get({ Bucket: input.Bucket }, ctx)) as { Rules: Rule[] };
  return {
    Rules: Rules.map(
      (r) =>
        ({
          ...r,
          ...(r.Expiration?.Date === undefined
            ? {}
            : { Expiration: { ...r.Expiration, Date: new Date(r.Expiration.Date) } }),
        }) as S3.LifecycleRule,
    ),
  };
};

export const deleteLifecycle: Handler<S3.DeleteBucketLifecycleRequest, object> = (input, ctx) =>
  ctx.store.transaction(() => {
    bucketOrThrow(ctx, input.Bucket);
    void kept.remove({ Bucket: input.Bucket }, ctx);
    plan(ctx, input.Bucket);
    return {};
  });

/** Job: midnight. What has expired is deleted; of a versioned bucket its current version gets a delete marker, as DeleteObject does. */
export async function runLifecycle(job: Job, ctx: Ctx): Promise<void> {
  const bucket = ctx.store.get(buckets, job.key);
  if (!bucket) return;
  const expired = newestVersions(ctx.store.list(versions, `${bucket.name}\u0001`)).filter((v) =>
    isExpired(ctx, v),
  );
  for (const v of expired) await ctx.invoke('s3', 'DeleteObject', { Bucket: v.bucket, Key: v.key });
  plan(ctx, bucket.name);
}

export const jobs = { [JOB]: runLifecycle };
