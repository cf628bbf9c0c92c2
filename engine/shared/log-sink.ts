import type { NewLogEvent, Store } from '../ports/store';
import { kind } from './kind';

export interface LogGroup {
  readonly name: string;
  readonly createdAt: number;
  readonly retentionInDays?: number | undefined;
  readonly tags: Readonly<Record<string, string>>;
}
export interface LogStream {
  readonly group: string;
  readonly name: string;
  readonly createdAt: number;
  readonly firstEventAt?: number | undefined;
  readonly lastEventAt?: number | undefined;
  readonly lastIngestionAt?: number | undefined;
}

export const logGroups = kind<LogGroup>('logs.group');
export const logStreams = kind<LogStream>('logs.stream');

/** The key of a stream's document and of its events. */
export const streamKey = (group: string, stream: string): string => `${group}\u0001${stream}`;

const MAX_EVENT_CHARACTERS = 256 * 1024;

/** One event never exceeds what AWS takes: a longer text is cut into several. */
export function splitMessage(text: string): string[] {
  const parts: string[] = [];
  for (let i = 0; i < text.length || i === 0; i += MAX_EVENT_CHARACTERS)
    parts.push(text.slice(i, i + MAX_EVENT_CHARACTERS));
  return parts;
}

type NewEvent = { readonly timestamp: number } & (
  { readonly message: string } | { readonly lines: Uint8Array }
);

/**
 * Appends within the current transaction, so that a journal's offset and its lines are stored together: none is lost
 * and none comes twice. A group that is gone takes nothing.
 */
export function appendLogEvents(
  store: Store,
  group: string,
  name: string,
  now: number,
  events: readonly NewEvent[],
): void {
  if (!events.length || !store.get(logGroups, group)) return;
  const key = streamKey(group, name);
  const stream = store.get(logStreams, key) ?? { group, name, createdAt: now };
  store.appendLog(
    key,
    events.flatMap((e): NewLogEvent[] =>
      'lines' in e
        ? [{ ...e, ingestionTime: now }]
        : splitMessage(e.message).map((message) => ({
            timestamp: e.timestamp,
            ingestionTime: now,
            message,
          })),
    ),
  );
  store.put(logStreams, key, {
    ...stream,
    firstEventAt: stream.firstEventAt ?? events[0]?.timestamp,
    lastEventAt: events.at(-1)?.timestamp,
    lastIngestionAt: now,
  });
}

/** Its lines, each with the break that ends it. */
function linesOf(text: string): string[] {
  const lines = text.split('\n').map((line, i, all) => (i < all.length - 1 ? `${line}\n` : line));
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Texts of one or more lines as events, one a line: each has the time of its text. Bytes stay bytes. */
export function appendLogText(
  store: Store,
  group: string,
  name: string,
  now: number,
  texts: readonly { timestamp: number; text: string | Uint8Array }[],
): void {
  appendLogEvents(
    store,
    group,
    name,
    now,
    texts.flatMap(({ timestamp, text }): NewEvent[] =>
      typeof text === 'string'
        ? linesOf(text).map((message) => ({ timestamp, message }))
        : [{ timestamp, lines: text }],
    ),
  );
}

/** Makes a group and stream that a service of AWS would make by itself. */
export function ensureLogStream(store: Store, group: string, name: string, now: number): void {
  if (!store.get(logGroups, group))
    store.put(logGroups, group, { name: group, createdAt: now, tags: {} });
  if (!store.get(logStreams, streamKey(group, name)))
    store.put(logStreams, streamKey(group, name), { group, name, createdAt: now });
}
