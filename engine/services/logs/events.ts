import type * as Logs from '@aws-sdk/client-cloudwatch-logs';
import type { Ctx, Handler } from '../../ports/context';
import { FilterError } from '../../core/logs/filter-error';
import { PageTokenError, placeOf, tokenOf } from '../../core/paging';
import { costOf, parseFilterPattern } from '../../core/logs/filter-pattern';
import { AwsError } from '../../wire/errors';
import {
  logStreams as streams,
  streamKey,
  type LogGroup,
  type LogStream,
} from '../../shared/log-sink';
import { groupName, groupOrThrow } from './groups';
import { since } from './retention';

const MAX_PAGE_BYTES = 1_048_576;

function streamOrThrow(ctx: Ctx, group: string, name: string): LogStream {
  groupOrThrow(ctx, group);
  const stream = ctx.store.get(streams, streamKey(group, name));
  if (!stream)
    throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
  return stream;
}

const DAY_MS = 86_400_000;
/** [model: PutLogEvents] No event may be older than this, or than its group's retention, or so much in the future. */
const OLDEST_MS = 14 * DAY_MS;
const FUTURE_MS = 2 * 3_600_000;

/** The events that are taken, and where those begin and end that are not; they are in order of time. */
function sorted<E extends { readonly timestamp: number }>(
  events: readonly E[],
  now: number,
  group: LogGroup,
): {
  readonly kept: readonly E[];
  readonly rejected: Logs.RejectedLogEventsInfo | undefined;
} {
  const before = (time: number): number => {
    const at = events.findIndex((e) => e.timestamp >= time);
    return at < 0 ? events.length : at;
  };
  const tooOld = before(now - OLDEST_MS);
  const expired = before(now - (group.retentionInDays ?? Infinity) * DAY_MS);
  const tooNew = before(now + FUTURE_MS + 1);
  const rejected = {
    ...(tooNew < events.length ? { tooNewLogEventStartIndex: tooNew } : {}),
    ...(tooOld > 0 ? { tooOldLogEventEndIndex: tooOld } : {}),
    ...(expired > 0 ? { expiredLogEventEndIndex: expired } : {}),
  };
  return {
    kept: events.slice(Math.max(tooOld, expired), tooNew),
    rejected: Object.keys(rejected).length ? rejected : undefined,
  };
}

/** Limits of AWS-SEMANTICS 5: 10,000 events, 1 MB with 26 bytes an event, in order of time, within a day. */
export const putLogEvents: Handler<Logs.PutLogEventsRequest, Logs.PutLogEventsResponse> = (
  input,
  ctx,
) => {
  const stream = streamOrThrow(ctx, input.logGroupName, input.logStreamName);
  const events = input.logEvents;
  const size = events.reduce((sum, e) => sum + Buffer.byteLength(e.message) + 26, 0);
  if (events.length === 0 || events.length > 10_000 || size > MAX_PAGE_BYTES)
    throw new AwsError(
      'InvalidParameterException',
      `Upload too large or empty: ${events.length} events, ${size} bytes exceeds limit of ${MAX_PAGE_BYTES}`,
    );
  if (events.some((e, i) => i > 0 && e.timestamp < (events[i - 1]?.timestamp ?? 0)))
    throw new AwsError(
      'InvalidParameterException',
      'Log events in a single PutLogEvents request must be in chronological order.',
    );
  const now = ctx.clock.now();
  const valid = events.filter(
    (e) => e.timestamp >= now - OLDEST_MS && e.timestamp <= now + FUTURE_MS,
  );
  // [doc] Only the span of those counts that are not too old or too new (API reference, PutLogEvents).
  if ((valid.at(-1)?.timestamp ?? 0) - (valid[0]?.timestamp ?? 0) > DAY_MS)
    throw new AwsError(
      'InvalidParameterException',
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    );
  const { kept, rejected } = sorted(events, now, groupOrThrow(ctx, stream.group));
  const first = kept[0]?.timestamp;
  if (first === undefined)
    return { nextSequenceToken: String(now), rejectedLogEventsInfo: rejected };
  ctx.store.transaction(() => {
    ctx.store.appendLog(
      streamKey(stream.group, stream.name),
      kept.map((e) => ({ timestamp: e.timestamp, ingestionTime: now, message: e.message })),
    );
    ctx.store.put(streams, streamKey(stream.group, stream.name), {
      ...stream,
      firstEventAt: stream.firstEventAt ?? first,
      lastEventAt: kept.at(-1)?.timestamp ?? first,
      lastIngestionAt: now,
    });
  });
  return { nextSequenceToken: String(now), rejectedLogEventsInfo: rejected };
};

const token = (direction: 'f' | 'b', id: number): string =>
  `${direction}/${String(id).padStart(20, '0')}/s`;

/** Pages both ways with tokens that are never null; at the end the same token comes back. */
export const getLogEvents: Handler<Logs.GetLogEventsRequest, Logs.GetLogEventsResponse> = (
  input,
  ctx,
) => {
  const group = groupName(input);
  streamOrThrow(ctx, group, input.logStreamName);
  const startTime = since(ctx, groupOrThrow(ctx, group), input.startTime);
  const m = /^([fb])\/(\d{20})\/s$/.exec(input.nextToken ?? '');
  if (input.nextToken !== undefined && !m)
    throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
  const at = m ? Number(m[2]) : undefined;
  const backward = m ? m[1] === 'b' : input.startFromHead !== true;
  const limit = Math.min(input.limit ?? 10_000, 10_000);
  const found = ctx.store.readLog(streamKey(group, input.logStreamName), {
    startTime,
    endTime: input.endTime,
    limit,
    maxBytes: MAX_PAGE_BYTES,
    fromTail: backward,
    after: backward ? undefined : at,
    before: backward ? at : undefined,
  });
  const events = withinPage(found, backward);
  const firstId = events[0]?.id ?? at ?? (backward ? 0 : 0);
  const lastId = events.at(-1)?.id ?? (backward && at !== undefined ? at - 1 : (at ?? 0));
  return {
    events: events.map((e) => ({
      timestamp: e.timestamp,
      message: e.message,
      ingestionTime: e.ingestionTime,
    })),
    nextForwardToken: token('f', lastId),
    nextBackwardToken: token('b', firstId),
  };
};

function withinPage<T extends { message: string }>(events: T[], fromTail: boolean): T[] {
  let size = 0;
  const ordered = fromTail ? [...events].reverse() : events;
  const end = ordered.findIndex((e, i) => {
    size += Buffer.byteLength(e.message) + 26;
    return size > MAX_PAGE_BYTES && i > 0;
  });
  const kept = end < 0 ? ordered : ordered.slice(0, end);
  return fromTail ? kept.reverse() : kept;
}

/** How much of a stream one call looks through for a rare match; the token goes on from there. */
const LOOKED_AT = 200_000;
const BLOCK = 10_000;
/** What one call spends on an expression, in characters times the states it has: others wait meanwhile. */
const MAX_WORK = 100_000_000;

export function patternOf(text: string | undefined): ReturnType<typeof parseFilterPattern> {
  try {
    return parseFilterPattern(text ?? '');
  } catch (error) {
    if (error instanceof FilterError)
      throw new AwsError('InvalidParameterException', `Invalid filter pattern: ${error.message}`);
    throw error;
  }
}

/** One stream after another, each from where the token says; a page may be empty and still have a token, as on AWS. */
export const filterLogEvents: Handler<Logs.FilterLogEventsRequest, Logs.FilterLogEventsResponse> = (
  input,
  ctx,
) => {
  const group = groupOrThrow(ctx, groupName(input));
  if (input.logStreamNames?.length && input.logStreamNamePrefix !== undefined)
    throw new AwsError(
      'InvalidParameterException',
      'logStreamNames and logStreamNamePrefix cannot be given together.',
    );
  const matches = patternOf(input.filterPattern);
  const cost = costOf(input.filterPattern ?? '');
  const names = (
    input.logStreamNames
      ? [...input.logStreamNames]
      : ctx.store
          .list(streams, streamKey(group.name, input.logStreamNamePrefix ?? ''))
          .map((s) => s.name)
  ).sort();
  const limit = Math.min(input.limit ?? BLOCK, BLOCK);
  const place = input.nextToken === undefined ? '0/0' : placeOf(input.nextToken);
  const [, at, from] = /^(\d+)\/(\d+)$/.exec(place) ?? [];
  if (at === undefined) throw new PageTokenError(place);
  const found: Logs.FilteredLogEvent[] = [];
  let bytes = 0;
  let looked = 0;
  let work = 0;
  for (let stream = Number(at), after = Number(from); stream < names.length; stream++, after = 0) {
    const name = names[stream] ?? '';
    for (;;) {
      const block = ctx.store.readLog(streamKey(group.name, name), {
        startTime: since(ctx, group, input.startTime),
        endTime: input.endTime,
        after,
        limit: BLOCK,
        maxBytes: 4 * MAX_PAGE_BYTES,
      });
      for (const e of block) {
        if (work > MAX_WORK)
          return {
            events: byTime(found),
            nextToken: tokenOf(`${stream}/${after}`),
            searchedLogStreams: [],
          };
        after = e.id;
        work += cost * e.message.length;
        if (!matches(e.message.replace(/\n$/, ''))) continue;
        found.push({
          logStreamName: name,
          timestamp: e.timestamp,
          message: e.message,
          ingestionTime: e.ingestionTime,
          eventId: `${name}/${e.id}`,
        });
        bytes += Buffer.byteLength(e.message) + 26;
        if (found.length >= limit || bytes > MAX_PAGE_BYTES)
          return {
            events: byTime(found),
            nextToken: tokenOf(`${stream}/${after}`),
            searchedLogStreams: [],
          };
      }
      looked += block.length;
      if (!block.length) break;
      if (looked >= LOOKED_AT)
        return {
          events: byTime(found),
          nextToken: tokenOf(`${stream}/${after}`),
          searchedLogStreams: [],
        };
    }
  }
  return { events: byTime(found), searchedLogStreams: [] };
};

const byTime = (events: Logs.FilteredLogEvent[]): Logs.FilteredLogEvent[] =>
  events.sort((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0));
