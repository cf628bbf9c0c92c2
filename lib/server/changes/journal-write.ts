import 'server-only';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { toAppError } from '../aws/errors';
import { JOURNAL_STREAM, journalGroup, type JournalEntry } from '../data/journal';

const ignoreExisting = (error: unknown): void => {
  if (!isAwsError(error, 'ResourceAlreadyExistsException')) throw error;
};

/** Writes a line to a stream of a project's journal; makes both where there are none. */
export async function writeLine(
  connection: Connection,
  project: string,
  logStreamName: string,
  message: string,
  timestamp: number,
): Promise<void> {
  const logs = await client('logs', connection);
  const at = { logGroupName: journalGroup(project), logStreamName };
  const write = () => logs.putLogEvents({ ...at, logEvents: [{ timestamp, message }] });
  await write().catch(async (error: unknown) => {
    if (!isAwsError(error, 'ResourceNotFoundException')) throw error;
    await logs
      .createLogGroup({
        logGroupName: at.logGroupName,
        tags: { 'starboard:project': project },
      })
      .catch(ignoreExisting);
    await logs.createLogStream(at).catch(ignoreExisting);
    await write();
  });
}

/** Keeps what a person said about a change. Returns why it could not be kept; the change itself has happened by then. */
export async function writeJournal(
  connection: Connection,
  project: string,
  entry: JournalEntry,
): Promise<string | undefined> {
  try {
    await writeLine(connection, project, JOURNAL_STREAM, JSON.stringify(entry), Date.now());
    return undefined;
  } catch (error) {
    return `Could not save the reason in the journal: ${toAppError(error).message}`;
  }
}
