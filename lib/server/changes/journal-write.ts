import 'server-only';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { toAppError } from '../aws/errors';
import { JOURNAL_STREAM, journalGroup, type JournalEntry } from '../data/journal';

const ignoreExisting = (error: unknown): void => {
  if (!isAwsError(error, 'ResourceAlreadyExistsException')) throw error;
};

/** Keeps what a person said about a change. Returns why it could not be kept; the change itself has happened by then. */
export async function writeJournal(
  connection: Connection,
  project: string,
  entry: JournalEntry,
): Promise<string | undefined> {
  try {
    const logs = await client('logs', connection);
    const put = () =>
      logs.putLogEvents({
        logGroupName: journalGroup(project),
        logStreamName: JOURNAL_STREAM,
        logEvents: [{ timestamp: Date.now(), message: JSON.stringify(entry) }],
      });
    await put().catch(async (error: unknown) => {
      if (!isAwsError(error, 'ResourceNotFoundException')) throw error;
      await logs
        .createLogGroup({
          logGroupName: journalGroup(project),
          tags: { 'starboard:project': project },
        })
        .catch(ignoreExisting);
      await logs
        .createLogStream({ logGroupName: journalGroup(project), logStreamName: JOURNAL_STREAM })
        .catch(ignoreExisting);
      await put();
    });
    return undefined;
  } catch (error) {
    return `Could not save the reason in the journal: ${toAppError(error).message}`;
  }
}
