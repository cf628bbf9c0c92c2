import { setTimeout as wait } from 'node:timers/promises';
import type * as Logs from '@aws-sdk/client-cloudwatch-logs';
import type { Ctx, Handler } from '../../ports/context';
import { logStreams, streamKey } from '../../shared/log-sink';
import { AwsError } from '../../wire/errors';
import { patternOf } from './events';
import { groupOrThrow } from './groups';

/** An update comes each second with at most this many events; of more a sample is sent [doc]. */
const EVERY_MS = 1000;
const MAX_EVENTS = 500;
/** How long a session may last [doc]. */
const SESSION_MS = 3 * 3_600_000;
const MAX_GROUPS = 10;

interface Watched {
  readonly group: string;
  readonly identifier: string;
}

/** What a session looks at: groups by ARN, and of a single one streams by name or beginning [doc]. */
function watchedOf(input: Parameters<typeof startLiveTail>[0], ctx: Ctx): Watched[] {
  const identifiers = input.logGroupIdentifiers;
  if (!identifiers.length || identifiers.length > MAX_GROUPS)
    throw new AwsError(
      'InvalidParameterException',
      `A session takes 1 to ${MAX_GROUPS} log groups.`,
    );
  const [names, prefixes] = [
    input.logStreamNames?.length ?? 0,
    input.logStreamNamePrefixes?.length ?? 0,
  ];
  if (names && prefixes)
    throw new AwsError(
      'InvalidParameterException',
      'logStreamNames and logStreamNamePrefixes cannot be given together.',
    );
  if ((names || prefixes) && identifiers.length > 1)
    throw new AwsError(
      'InvalidParameterException',
      'Log streams can be chosen of a single log group alone.',
    );
  return identifiers.map((identifier) => {
    const name = /:log-group:(.+?)(?::\*)?$/.exec(identifier)?.[1];
    if (name === undefined)
      throw new AwsError('InvalidParameterException', `${identifier} is no ARN of a log group.`);
    return { group: groupOrThrow(ctx, name).name, identifier };
  });
}

/** Follows log groups from now on, an update a second (API reference, StartLiveTail). */
export const startLiveTail: Handler<Logs.StartLiveTailRequest, Logs.StartLiveTailResponse> = (
  input,
  ctx,
) => {
  const watched = watchedOf(input, ctx);
  const matches = patternOf(input.logEventFilterPattern);
  const wanted = (stream: string): boolean =>
    input.logStreamNames?.length
      ? input.logStreamNames.includes(stream)
      : !input.logStreamNamePrefixes?.length ||
        input.logStreamNamePrefixes.some((p) => stream.startsWith(p));
  const began = ctx.clock.now();
  const streamsOf = ({ group }: Watched): string[] =>
    ctx.store
      .list(logStreams, streamKey(group, ''))
      .filter((s) => wanted(s.name) && (s.lastIngestionAt ?? 0) >= began)
      .map((s) => s.name);
  // What was there before the session is not sent; a stream that is not in here begins during it.
  const read = new Map<string, number>();
  for (const { group } of watched)
    for (const s of ctx.store.list(logStreams, streamKey(group, '')))
      if (wanted(s.name))
        read.set(
          streamKey(group, s.name),
          ctx.store.readLog(streamKey(group, s.name), { limit: 1, fromTail: true }).at(-1)?.id ?? 0,
        );

  const news = (): Logs.LiveTailSessionUpdate => {
    const found: Logs.LiveTailSessionLogEvent[] = [];
    let sampled = false;
    for (const w of watched) {
      for (const name of streamsOf(w)) {
        const key = streamKey(w.group, name);
        const block = ctx.store.readLog(key, { after: read.get(key) ?? 0, limit: MAX_EVENTS + 1 });
        const hits = block.filter((e) => matches(e.message.replace(/\n$/, '')));
        sampled ||= block.length > MAX_EVENTS;
        // A flood is not caught up with: the session goes on at the end of the stream.
        const last =
          block.length > MAX_EVENTS
            ? ctx.store.readLog(key, { limit: 1, fromTail: true }).at(-1)?.id
            : block.at(-1)?.id;
        if (last !== undefined) read.set(key, last);
        found.push(
          ...hits.map((e) => ({
            logStreamName: name,
            logGroupIdentifier: w.identifier,
            message: e.message,
            timestamp: e.timestamp,
            ingestionTime: e.ingestionTime,
          })),
        );
      }
    }
    sampled ||= found.length > MAX_EVENTS;
    return {
      sessionMetadata: { sampled },
      sessionResults: found
        .sort((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0))
        .slice(0, MAX_EVENTS),
    };
  };

  async function* session(): AsyncGenerator<Logs.StartLiveTailResponseStream> {
    const {
      logGroupIdentifiers,
      logStreamNames = [],
      logStreamNamePrefixes = [],
      logEventFilterPattern,
    } = input;
    yield {
      sessionStart: {
        requestId: ctx.ids.uuid(),
        sessionId: ctx.ids.uuid(),
        logGroupIdentifiers: [...logGroupIdentifiers],
        logStreamNames: [...logStreamNames],
        logStreamNamePrefixes: [...logStreamNamePrefixes],
        logEventFilterPattern,
      },
    };
    for (;;) {
      // No session keeps an engine from ending.
      await wait(EVERY_MS, undefined, { ref: false });
      if (ctx.clock.now() - began > SESSION_MS)
        throw new AwsError('SessionTimeoutException', 'The session has ended after three hours.');
      yield { sessionUpdate: news() };
    }
  }
  return { responseStream: session() };
};
