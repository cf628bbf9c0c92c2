import 'server-only';
import { z } from 'zod';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
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
});

/**
 * A deletion that was asked for, and how. AWS knows nothing of it before the stack is deleted, nor what is to be done
 * afterwards, and the process that does it may end: so it is written down before the first step and removed after the
 * last. It is continued by the next process that finds it.
 */
export type DeletionRecord = Readonly<z.infer<typeof schema>>;

/** Where the deletion of a project is recorded. */
export const deletionKey = (project: string): string => `deletions/${project}.json`;

/** The project whose deletion is recorded there; undefined for anything else. */
export const projectOfDeletion = (key: string): string | undefined =>
  /^deletions\/([a-z][a-z0-9-]*)\.json$/.exec(key)?.[1];

/** Undefined where no deletion of this project is recorded. Rejects when that cannot be read. */
export async function readDeletion(
  connection: Connection,
  project: string,
): Promise<DeletionRecord | undefined> {
  const s3 = await client('s3', connection);
  try {
    const { Body } = await s3.getObject({
      ...(await seedBucket(connection)),
      Key: deletionKey(project),
    });
    const read = schema.safeParse(JSON.parse((await Body?.transformToString()) ?? ''));
    return read.success && read.data.project === project ? read.data : undefined;
  } catch (error) {
    if (isAwsError(error, 'NoSuchKey', 'NoSuchBucket') || error instanceof SyntaxError)
      return undefined;
    throw error;
  }
}
