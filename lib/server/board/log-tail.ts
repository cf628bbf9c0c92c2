import 'server-only';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';

/** A command that fails says why in its last words. */
const LINES = 400;

/** The end of a log in CloudWatch Logs; none where it is not there, or has been deleted. */
export async function logTail(
  connection: Connection,
  logGroupName: string,
  logStreamName: string,
): Promise<string[]> {
  const logs = await client('logs', connection);
  try {
    const { events = [] } = await logs.getLogEvents({
      logGroupName,
      logStreamName,
      limit: LINES,
      startFromHead: false,
    });
    return events.flatMap((e) => (e.message ?? '').replace(/\n$/, '').split('\n'));
  } catch (error) {
    if (isAwsError(error, 'ResourceNotFoundException')) return [];
    throw error;
  }
}

/** The group and stream that a log stream's ARN names. */
export function logOfArn(
  arn: string | undefined,
): { readonly group: string; readonly stream: string } | undefined {
  const [, group, stream] = /:log-group:(.+?):log-stream:(.+)$/.exec(arn ?? '') ?? [];
  return group && stream ? { group, stream } : undefined;
}
