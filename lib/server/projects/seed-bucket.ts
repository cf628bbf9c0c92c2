import 'server-only';
import { randomUUID } from 'node:crypto';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { whoAmI } from '../aws/identity';
import { pages } from '../aws/pages';
import { AppError } from '../data/errors';

/**
 * The bucket outside all stacks that carries first commits, and what a deletion that is under way must not forget. Its
 * name can be guessed, so its owner is named in each call: in the bucket of another account nothing is read or written.
 */
export interface SeedBucket {
  readonly Bucket: string;
  readonly ExpectedBucketOwner: string;
}

export interface SeedObject {
  readonly key: string;
  /** Since it was written, in ms; by this machine's clock. */
  readonly ageMs: number;
}

export async function seedBucket(connection: Connection): Promise<SeedBucket> {
  const { account, region } = await whoAmI(connection);
  return { Bucket: `starboard-${account}-${region}`, ExpectedBucketOwner: account };
}

/** Where a creation's first commit lies: a key of its own, so that no other creation of that name can remove it. */
export const newSeedKey = (project: string): string => `seeds/${project}/${randomUUID()}.zip`;

/** The project whose first commit lies there; undefined for anything else. Before, each name had one key. */
export const projectOfSeed = (key: string): string | undefined =>
  /^seeds\/([a-z][a-z0-9-]*)(?:\/[0-9a-f-]+)?\.zip$/.exec(key)?.[1];

/** Makes the bucket unless it is there. */
export async function makeSeedBucket(connection: Connection): Promise<SeedBucket> {
  const s3 = await client('s3', connection);
  const bucket = await seedBucket(connection);
  const region = await s3.config.region();
  // us-east-1 is the one region that must not be named (S3 API, CreateBucket).
  const where =
    region === 'us-east-1'
      ? {}
      : { CreateBucketConfiguration: { LocationConstraint: region as 'eu-west-1' } };
  await s3.createBucket({ Bucket: bucket.Bucket, ...where }).catch((error: unknown) => {
    if (isAwsError(error, 'BucketAlreadyExists'))
      throw new AppError(
        'conflict',
        `The bucket ${bucket.Bucket} belongs to another AWS account, so the first commit cannot be put there. Ask AWS Support: its name contains your account ID.`,
        error,
      );
    if (!isAwsError(error, 'BucketAlreadyOwnedByYou')) throw error;
  });
  return bucket;
}

/** All that lies in it; nothing where there is no such bucket. */
export async function seedObjects(connection: Connection): Promise<SeedObject[]> {
  const s3 = await client('s3', connection);
  const bucket = await seedBucket(connection);
  const found = await pages(async (ContinuationToken) => {
    const p = await s3.listObjectsV2({ ...bucket, ContinuationToken });
    return [p.Contents, p.NextContinuationToken] as const;
  }).catch((error: unknown) => {
    if (isAwsError(error, 'NoSuchBucket')) return [];
    throw error;
  });
  return found.flatMap(({ Key, LastModified }) =>
    Key === undefined
      ? []
      : [{ key: Key, ageMs: Date.now() - (LastModified?.getTime() ?? Date.now()) }],
  );
}

export async function deleteSeedObject(connection: Connection, key: string): Promise<void> {
  const s3 = await client('s3', connection);
  await s3.deleteObject({ ...(await seedBucket(connection)), Key: key }).catch((error: unknown) => {
    if (!isAwsError(error, 'NoSuchBucket')) throw error;
  });
}
