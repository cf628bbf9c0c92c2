import type * as S3 from '@aws-sdk/client-s3';
import { page } from '../../core/paging';
import type { WebsiteConfiguration } from '../../core/website/website';
import type { Ctx, Handler } from '../../ports/context';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';

export interface Bucket {
  readonly name: string;
  readonly createdAt: number;
  readonly versioning?: 'Enabled' | 'Suspended' | undefined;
  /** Sub-resources that are kept and given back: policy, encryption, lifecycle, public access block, tags. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly website?:
    { readonly port: number; readonly configuration: WebsiteConfiguration } | undefined;
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** A part of an object that was uploaded in parts; what its bytes are follows from the parts before it. */
export interface ObjectPart {
  readonly number: number;
  /** Bytes. */
  readonly size: number;
}

export interface ObjectVersion {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly deleteMarker: boolean;
  readonly size: number;
  readonly etag: string;
  readonly blob: string;
  readonly modifiedAt: number;
  /** Its place among the versions of its key, newest first in key order; given by `addVersion`. */
  readonly order?: string;
  readonly contentType?: string | undefined;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly acl?: string | undefined;
  /** Where a website sends who asks for it (x-amz-website-redirect-location). */
  readonly redirect?: string | undefined;
  /** By its member: `ChecksumSHA256`, in base64. */
  readonly checksum?: Readonly<Record<string, string>> | undefined;
  readonly tags?: readonly Tag[] | undefined;
  /** In their order; not of an object that came in one piece. */
  readonly parts?: readonly ObjectPart[] | undefined;
}

export const buckets = kind<Bucket>('s3.bucket');
export const versions = kind<ObjectVersion>('s3.version');

export function bucketOrThrow(ctx: Ctx, name: string): Bucket {
  const bucket = ctx.store.get(buckets, name);
  if (!bucket)
    throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', {
      status: 404,
      members: { BucketName: name },
    });
  return bucket;
}

/** The region that has no location constraint. */
const FIRST_REGION = 'us-east-1';

function checkLocation(region: string, asked: string | undefined): void {
  if (asked === undefined || (asked === region && region !== FIRST_REGION)) return;
  const known = /^([a-z]{2}(-[a-z]+)+-\d|EU)$/.test(asked);
  throw known && asked !== FIRST_REGION
    ? new AwsError(
        'IllegalLocationConstraintException',
        `The ${asked} location constraint is incompatible for the region specific endpoint this request was sent to.`,
        { status: 400 },
      )
    : new AwsError('InvalidLocationConstraint', 'The specified location-constraint is not valid', {
        status: 400,
      });
}

export const createBucket: Handler<S3.CreateBucketRequest, S3.CreateBucketOutput> = (
  input,
  ctx,
) => {
  if (
    !/^(?!xn--|sthree-)(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(
      input.Bucket,
    )
  )
    throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.', { status: 400 });
  checkLocation(ctx.region, input.CreateBucketConfiguration?.LocationConstraint);
  if (ctx.store.get(buckets, input.Bucket)) {
    // [doc] CreateBucket: in us-east-1 it answers as if it had made it.
    if (ctx.region === FIRST_REGION) return { Location: `/${input.Bucket}` };
    throw new AwsError(
      'BucketAlreadyOwnedByYou',
      'Your previous request to create the named bucket succeeded and you already own it.',
      { status: 409 },
    );
  }
  ctx.store.put(buckets, input.Bucket, {
    name: input.Bucket,
    createdAt: ctx.clock.now(),
    settings: {},
  });
  return { Location: `/${input.Bucket}` };
};

export const deleteBucket: Handler<S3.DeleteBucketRequest, object> = (input, ctx) => {
  bucketOrThrow(ctx, input.Bucket);
  if (ctx.store.list(versions, `${input.Bucket}\u0001`).length)
    throw new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty', {
      status: 409,
    });
  ctx.store.delete(buckets, input.Bucket);
  ctx.enqueue('s3.website', input.Bucket);
  return {};
};

export const headBucket: Handler<S3.HeadBucketRequest, S3.HeadBucketOutput> = (input, ctx) => {
  if (!ctx.store.get(buckets, input.Bucket))
    throw new AwsError('NotFound', 'Not Found', { status: 404 });
  return { BucketRegion: ctx.region };
};

const MAX_BUCKETS = 10_000;

export const listBuckets: Handler<S3.ListBucketsRequest, S3.ListBucketsOutput> = (input, ctx) => {
  const all = ctx.store.list(buckets, input.Prefix);
  const { items, nextToken } = page(all, input.MaxBuckets ?? MAX_BUCKETS, input.ContinuationToken);
  return {
    Buckets: items.map((b) => ({ Name: b.name, CreationDate: new Date(b.createdAt) })),
    ContinuationToken: nextToken,
    Prefix: input.Prefix,
    Owner: { ID: ctx.accountId, DisplayName: 'starboard' },
  };
};

export const getBucketLocation: Handler<S3.GetBucketLocationRequest, S3.GetBucketLocationOutput> = (
  input,
  ctx,
) => {
  bucketOrThrow(ctx, input.Bucket);
  return {
    LocationConstraint:
      ctx.region === 'us-east-1' ? undefined : (ctx.region as S3.BucketLocationConstraint),
  };
};

export const putBucketVersioning: Handler<S3.PutBucketVersioningRequest, object> = (input, ctx) => {
  const status = input.VersioningConfiguration.Status;
  ctx.store.put(buckets, input.Bucket, {
    ...bucketOrThrow(ctx, input.Bucket),
    versioning: status === 'Enabled' || status === 'Suspended' ? status : undefined,
  });
  return {};
};

export const getBucketVersioning: Handler<
  S3.GetBucketVersioningRequest,
  S3.GetBucketVersioningOutput
> = (input, ctx) => ({ Status: bucketOrThrow(ctx, input.Bucket).versioning });

/** Put, get and delete of a sub-resource that is kept as it was sent. */
export function setting(
  name: string,
  missing: string,
  message: string,
): {
  put: Handler<{ Bucket: string | undefined }, object>;
  get: Handler<{ Bucket: string | undefined }, object>;
  remove: Handler<{ Bucket: string | undefined }, object>;
} {
  return {
    put: (input, ctx) => {
      const bucket = bucketOrThrow(ctx, input.Bucket);
      const value = (input as Record<string, unknown>)[name];
      ctx.store.put(buckets, bucket.name, {
        ...bucket,
        settings: { ...bucket.settings, [name]: value },
      });
      return {};
    },
    get: (input, ctx) => {
      const value = bucketOrThrow(ctx, input.Bucket).settings[name];
      if (value === undefined) throw new AwsError(missing, message, { status: 404 });
      return name === 'LifecycleConfiguration' || name === 'Tagging'
        ? (value as object)
        : { [name]: value };
    },
    remove: (input, ctx) => {
      const bucket = bucketOrThrow(ctx, input.Bucket);
      ctx.store.put(buckets, bucket.name, {
        ...bucket,
        settings: Object.fromEntries(Object.entries(bucket.settings).filter(([k]) => k !== name)),
      });
      return {};
    },
  };
}

export const policy = setting('Policy', 'NoSuchBucketPolicy', 'The bucket policy does not exist');
export const encryption = setting(
  'ServerSideEncryptionConfiguration',
  'ServerSideEncryptionConfigurationNotFoundError',
  'The server side encryption configuration was not found',
);
export const publicAccess = setting(
  'PublicAccessBlockConfiguration',
  'NoSuchPublicAccessBlockConfiguration',
  'The public access block configuration was not found',
);
export const ownership = setting(
  'OwnershipControls',
  'OwnershipControlsNotFoundError',
  'The bucket ownership controls were not found',
);
export const tagging = setting('Tagging', 'NoSuchTagSet', 'The TagSet does not exist');
