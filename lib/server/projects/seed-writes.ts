import 'server-only';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { AppError } from '../aws/errors';
import { seedBucket, type SeedBucket } from './seed-bucket';

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

/** Removes an object from the bucket; one that is not there is removed already. */
export async function deleteSeedObject(connection: Connection, key: string): Promise<void> {
  const s3 = await client('s3', connection);
  await s3.deleteObject({ ...(await seedBucket(connection)), Key: key }).catch((error: unknown) => {
    if (!isAwsError(error, 'NoSuchBucket')) throw error;
  });
}
