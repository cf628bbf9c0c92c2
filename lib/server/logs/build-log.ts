import 'server-only';
import { createGunzip } from 'node:zlib';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { createInterface } from 'node:readline';
import type { LogLine } from '@/lib/domain/views';
import { isOver, statusOf } from '@/lib/domain/status';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { getBuild } from '../data/builds';
import { readerOf } from './readers';
import type { Batch, StreamReader, Upstream } from './stream-reader';

/** [doc] GetLogEvents gives at most 10,000 events, 1 MB. */
const PAGE = 10_000;
const NOTHING_YET: Batch = { lines: [], cursor: '', more: false, end: false };

const NEVER_WRITTEN = 'This build ended before it wrote a line.';
/** A build that has come as far as a stream has written to it. */
const EXPIRED =
  'CloudWatch Logs has no lines of this build. The retention period of its log group has probably passed.';
const SWITCHED_OFF =
  'CloudWatch logs are switched off for this build project, so its output was not kept. Switch them on in its settings.';
const gone = (group: string): string =>
  `CloudWatch Logs no longer has the log of this build. Its stream, or the log group ${group}, was deleted.`;

/** One event may hold several lines (AWS-SEMANTICS 7): each becomes one, with the event's time. */
const linesOf = (
  events: readonly { timestamp?: number | undefined; message?: string | undefined }[],
): LogLine[] =>
  events.flatMap((e) =>
    (e.message ?? '')
      .replace(/\n$/, '')
      .split('\n')
      .map((text) => ({ at: e.timestamp ?? 0, text: text.replace(/\r$/, '') })),
  );

/** A build's log in CloudWatch Logs, by documented calls alone. The stream has no name and is not there until the build has been provisioned. */
async function fromCloudWatch(connection: Connection, id: string, cursor: string): Promise<Batch> {
  const build = await getBuild(connection, id);
  const over = isOver(statusOf(build.buildStatus));
  const { groupName, streamName } = build.logs ?? {};
  if (!groupName || !streamName) return { ...NOTHING_YET, end: over, absent: NEVER_WRITTEN };
  const logs = await client('logs', connection);
  try {
    const page = await logs.getLogEvents({
      logGroupName: groupName,
      logStreamName: streamName,
      startFromHead: true,
      limit: PAGE,
      ...(cursor ? { nextToken: cursor } : {}),
    });
    const events = page.events ?? [];
    // At the end the token that was sent comes back. Looked at after the build had ended, an empty page is the last one.
    return {
      lines: linesOf(events),
      cursor: page.nextForwardToken ?? cursor,
      more: events.length > 0 && page.nextForwardToken !== cursor,
      end: over && events.length === 0,
      absent: EXPIRED,
    };
  } catch (error) {
    if (isAwsError(error, 'ResourceNotFoundException'))
      return { ...NOTHING_YET, end: over, absent: gone(groupName) };
    throw error;
  }
}

const STAMP = /^\[Container\] (\d{4})\/(\d\d)\/(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{3})/;

/** A log that a project keeps in S3 alone: one gzip object, there once the build has ended. Lines have no times of their own: those of the service's lines count. */
async function fromS3(connection: Connection, id: string): Promise<Batch> {
  const build = await getBuild(connection, id);
  if (!isOver(statusOf(build.buildStatus))) return NOTHING_YET;
  const [, bucket, key] = /^arn:[^:]+:s3:::([^/]+)\/(.+)$/.exec(build.logs?.s3LogsArn ?? '') ?? [];
  const s3 = await client('s3', connection);
  const { Body } = await s3.getObject({ Bucket: bucket ?? '', Key: key ?? '' });
  const lines: LogLine[] = [];
  let at = build.startTime?.getTime() ?? 0;
  if (Body) {
    const text = createInterface({
      input: Readable.fromWeb(Body.transformToWebStream() as ReadableStream).pipe(createGunzip()),
      crlfDelay: Infinity,
    });
    for await (const line of text) {
      const m = STAMP.exec(line);
      if (m)
        at = Date.UTC(
          Number(m[1]),
          Number(m[2]) - 1,
          Number(m[3]),
          Number(m[4]),
          Number(m[5]),
          Number(m[6]),
          Number(m[7]),
        );
      lines.push({ at, text: line });
    }
  }
  return { lines, cursor: '', more: false, end: true };
}

async function switchedOff(connection: Connection, id: string): Promise<Batch> {
  const build = await getBuild(connection, id);
  return { ...NOTHING_YET, end: isOver(statusOf(build.buildStatus)), absent: SWITCHED_OFF };
}

/** The reader of a build's log: from CloudWatch Logs, or from S3 where the project keeps it there alone. */
export const buildLogReader = (connection: Connection, id: string): Promise<StreamReader> =>
  readerOf(`build ${id}`, async (): Promise<Upstream> => {
    const build = await getBuild(connection, id);
    if (build.logs?.cloudWatchLogs?.status === 'DISABLED' && build.logs.s3LogsArn !== undefined)
      return { next: () => fromS3(connection, id), pauseMs: 5000, origin: 'S3' };
    if (build.logs?.cloudWatchLogs?.status === 'DISABLED')
      return { next: () => switchedOff(connection, id), pauseMs: 5000 };
    return {
      next: (cursor) => fromCloudWatch(connection, id, cursor),
      pauseMs: connection.pacing.logMs,
    };
  });
