import 'server-only';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { deletionKey, readDeletion, recordText, type DeletionRecord } from './deletion-record';
import { deleteSeedObject, makeSeedBucket } from './seed-writes';

/** Writes down what is to be deleted, and how. */
export async function writeDeletion(connection: Connection, record: DeletionRecord): Promise<void> {
  const s3 = await client('s3', connection);
  await s3.putObject({
    ...(await makeSeedBucket(connection)),
    Key: deletionKey(record.project),
    Body: recordText(record),
    ContentType: 'application/json',
  });
}

/** Removes a record after its deletion has ended; that of a later deletion by the same name stays. */
export async function forgetDeletion(
  connection: Connection,
  { project, stackId }: DeletionRecord,
): Promise<void> {
  const now = await readDeletion(connection, project);
  if (now?.stackId === stackId) await deleteSeedObject(connection, deletionKey(project));
}
