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

/** A date that was sent comes back from the store as text. */
type Stored<T extends { Date?: Date | undefined }> = Omit<T, 'Date'> & { Date?: Date | string };
type Rule = Omit<S3.LifecycleRule, 'Expiration' | 'Transitions'> & {
  Expiration?: Stored<S3.LifecycleExpiration>;
  Transitions?: Stored<S3.Transition>[];
};
const withDate = <T extends { Date?: Date | undefined }>(stored: Stored<T>): T =>
  (stored.Date === undefined ? stored : { ...stored, Date: new Date(stored.Date) }) as T;

const rulesOf = (bucket: Bucket | undefined): readonly Rule[] =>
  (bucket?.settings['LifecycleConfiguration'] as { Rules?: Rule[] } | undefined)?.Rules ?? [];

/** The next midnight UTC at or after a moment: S3 rounds up to it (S3 user guide, "Lifecycle configuration elements"). */
const midnight = (at: number): number => Math.ceil(at / DAY) * DAY;

function applies(rule: Rule, v: ObjectVersion): boolean {
  const f = rule.Filter;
  const prefix = f?.And?.Prefix ?? f?.Prefix ?? rule.Prefix ?? '';
  const tags = [...(f?.Tag ? [f.Tag] : []), ...(f?.And?.Tags ?? [])];
  const more = f?.And?.ObjectSizeGreaterThan ?? f?.ObjectSizeGreaterThan;
  const less = f?.And?.ObjectSizeLessThan ?? f?.ObjectSizeLessThan;
  return (
    rule.Status === 'Enabled' &&
    tags.every((tag) => v.tags?.some((t) => t.Key === tag.Key && t.Value === tag.Value)) &&
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

const invalid = (message: string): AwsError =>
  new AwsError('InvalidArgument', message, { status: 400 });

function checkDate(date: Date | string | undefined): void {
  // A moment that is no date at all has no remainder either.
  if (date !== undefined && new Date(date).getTime() % DAY !== 0)
    throw invalid("'Date' must be at midnight GMT");
}

function checked(rules: readonly Rule[]): Rule[] {
  return rules.map((rule, i) => {
    const { Days: days } = rule.Expiration ?? {};
    if (days !== undefined && !(Number.isInteger(days) && days > 0))
      throw invalid("'Days' for Expiration action must be a positive integer");
    checkDate(rule.Expiration?.Date);
    for (const t of rule.Transitions ?? []) {
      if ((t.Date === undefined) === (t.Days === undefined))
        throw new AwsError(
          'MalformedXML',
          'The XML you provided was not well-formed or did not validate against our published schema',
          { status: 400 },
        );
      if (t.Days !== undefined && !(Number.isInteger(t.Days) && t.Days >= 0))
        throw invalid("'Days' for Transition action must be nonnegative");
      checkDate(t.Date);
    }
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
    Rules: Rules.map((r): S3.LifecycleRule => ({
      ...r,
      Expiration: r.Expiration && withDate<S3.LifecycleExpiration>(r.Expiration),
      Transitions: r.Transitions?.map((t) => withDate<S3.Transition>(t)),
    })),
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
  for (const v of expired) await ctx.call.s3.deleteObject({ Bucket: v.bucket, Key: v.key });
  plan(ctx, bucket.name);
}

export const jobs = { [JOB]: runLifecycle };
