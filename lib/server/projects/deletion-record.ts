import 'server-only';
import { z } from 'zod';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { isSealed, sealOf } from './seal';
import { seedBucket } from './seed-bucket';

const schema = z.object({
  project: z.string(),
  stackId: z.string(),
  keepCode: z.boolean(),
  /** The repository that the stack made; another one of that name is not deleted. */
  repositoryId: z.string().optional(),
  /** ms since the epoch */
  askedAt: z.number(),
  /** ARN of whoever asked for it. */
  askedBy: z.string(),
  /** Of the home that has written it. */
  seal: z.string().optional(),
});

/**
 * A deletion that was asked for, and how. AWS knows nothing of it before the stack is deleted, nor what is to be done
 * afterwards, and the process that does it may end: so it is written down before the first step and removed after the
 * last. It is continued by the next process of the same home that finds it.
 */
export type DeletionRecord = Readonly<Omit<z.infer<typeof schema>, 'seal'>>;

/** A record as it was found. */
export interface FoundDeletion extends DeletionRecord {
  /**
   * This very home has written it. Others can write to the bucket too: theirs is shown, and continued by whoever asks
   * for it again, but by nobody else's dashboard.
   */
  readonly isOurs: boolean;
}

const textOf = (r: DeletionRecord): string =>
  JSON.stringify([r.project, r.stackId, r.keepCode, r.repositoryId, r.askedAt, r.askedBy]);

/** What is written of a record. */
export const recordText = (record: DeletionRecord): string =>
  JSON.stringify({ ...record, seal: sealOf(textOf(record)) });

/** Where the deletion of a project is recorded. */
export const deletionKey = (project: string): string => `deletions/${project}.json`;

/** The project whose deletion is recorded there; undefined for anything else. */
export const projectOfDeletion = (key: string): string | undefined =>
  /^deletions\/([a-z][a-z0-9-]*)\.json$/.exec(key)?.[1];

/** Undefined where no deletion of this project is recorded. Rejects when that cannot be read. */
export async function readDeletion(
  connection: Connection,
  project: string,
): Promise<FoundDeletion | undefined> {
  const s3 = await client('s3', connection);
  try {
    const { Body } = await s3.getObject({
      ...(await seedBucket(connection)),
      Key: deletionKey(project),
    });
    const read = schema.safeParse(JSON.parse((await Body?.transformToString()) ?? ''));
    if (!read.success || read.data.project !== project) return undefined;
    const { seal = '', ...record } = read.data;
    return { ...record, isOurs: isSealed(textOf(record), seal) };
  } catch (error) {
    if (isAwsError(error, 'NoSuchKey', 'NoSuchBucket') || error instanceof SyntaxError)
      return undefined;
    throw error;
  }
}
