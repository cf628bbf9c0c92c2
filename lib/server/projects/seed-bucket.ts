import 'server-only';
import { randomUUID } from 'node:crypto';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { whoAmI } from '../aws/identity';
import { pages } from '../aws/pages';

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
