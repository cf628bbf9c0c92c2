import 'server-only';
import type { Build } from '@aws-sdk/client-codebuild';
import { factsOf, type Cause } from '@/lib/domain/logs/log-facts';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { ms } from '../data/dates';
import { cache } from '../cache/cache';
import { forever } from '../cache/policy';

/** A build fails at the end of its log. */
const TAIL = 400;
/** CloudWatch Logs may show a line some seconds after it was written. */
const SETTLED_MS = 60_000;

export interface LogTail {
  readonly lines: readonly { readonly text: string }[];
  /** Where among these lines it says what went wrong. */
  readonly cause: Cause | undefined;
}

const NOTHING: LogTail = { lines: [], cause: undefined };

/** The last lines of an ended build's log in CloudWatch Logs; none where its retention has taken them. */
export const logTail = (connection: Connection, build: Build): Promise<LogTail> => {
  const isSettled = Date.now() - ms(build.endTime) > SETTLED_MS;
  const isWhole = ({ cause }: LogTail): boolean => isSettled || cause !== undefined;
  return cache.read(['build-log-tail', build.id ?? ''], [], forever(isWhole), async () => {
    const { groupName, streamName } = build.logs ?? {};
    if (!groupName || !streamName) return NOTHING;
    try {
      const logs = await client('logs', connection);
      const { events = [] } = await logs.getLogEvents({
        logGroupName: groupName,
        logStreamName: streamName,
        limit: TAIL,
      });
      const lines = events
        .flatMap((e) => (e.message ?? '').replace(/\n$/, '').split('\n'))
        .map((text) => ({ text }));
      return { lines, cause: factsOf(lines, 'Log').cause };
    } catch (error) {
      if (isAwsError(error, 'ResourceNotFoundException')) return NOTHING;
      throw error;
    }
  });
};
