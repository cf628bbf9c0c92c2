import 'server-only';
import { createHash } from 'node:crypto';
import type { LiveMessage } from '@/lib/domain/live/live-message';
import { parseTopic } from '@/lib/domain/live/topics';
import { rowsDelta } from '@/lib/domain/live/rows-delta';
import type { Connection } from '../aws/connection';
import { toAppError } from '../aws/errors';
import { onNews } from '../data/news';
import { listen } from '../events/listening';
import { OVERALL } from '../events/apply-hints';
import { shared } from '../shared';
import {
  followed,
  recent,
  scheduleRead,
  scheduleRefresh,
  type Followed,
  type Listener,
} from '../cache/followed';
import { pace, readTopic } from './topics';

const fingerprintOf = (data: unknown): string =>
  createHash('sha1')
    .update(JSON.stringify(data, (key, value: unknown) => (key === 'readAt' ? undefined : value)))
    .digest('base64');

async function round(connection: Connection, topic: string, entry: Followed): Promise<void> {
  const started = Date.now();
  entry.timer = undefined;
  entry.again = undefined;
  let wait: number;
  try {
    const data = await readTopic(connection, topic);
    recent.set(topic, { readAt: Date.now(), data });
    const fingerprint = fingerprintOf(data);
    const before = entry.last && 'data' in entry.last ? entry.last.data : undefined;
    const delta = fingerprint === entry.fingerprint ? undefined : rowsDelta(before, data);
    if (fingerprint !== entry.fingerprint) entry.seq++;
    const whole: LiveMessage = { topic, readAt: started, data, seq: entry.seq };
    const message: LiveMessage =
      fingerprint === entry.fingerprint
        ? { topic, readAt: started }
        : delta
          ? { topic, readAt: started, seq: entry.seq, delta }
          : whole;
    if (entry.fingerprint !== fingerprint || !entry.last || 'problem' in entry.last)
      entry.last = whole;
    entry.fingerprint = fingerprint;
    entry.failures = 0;
    for (const listener of entry.listeners) listener(message);
    wait = pace(connection, topic, data, Date.now() - started);
  } catch (error) {
    const { kind, message, help } = toAppError(error);
    entry.failures++;
    entry.fingerprint = '';
    wait = Math.min(
      30_000,
      (kind === 'throttled' ? 2000 : 1000) * 2 ** Math.min(4, entry.failures - 1),
    );
    const problem: LiveMessage = {
      topic,
      readAt: started,
      problem: { kind, message, ...help, retryMs: wait },
    };
    entry.last = problem;
    for (const listener of entry.listeners) listener(problem);
  }
  // Never at once: what comes back of itself must not hold the process.
  if (entry.listeners.size)
    scheduleRead(
      entry,
      entry.again === undefined ? wait : Math.max(1, Math.min(entry.again, wait)),
    );
}

/** Rows that come one after the other are shown together. */
const NEWS_MS = 400;

/** What is read of a pipeline in its turn, while no round waits for it, is told soon. */
shared('news', () =>
  onNews.add(() =>
    scheduleRefresh((topic) => OVERALL.includes(parseTopic(topic)?.name ?? ''), NEWS_MS),
  ),
);

/**
 * Follows a topic. However many follow it, it is read once a round: the upstream calls of ten viewers are those of one.
 * Nobody left, nothing read. Returns how to stop.
 */
export function follow(connection: Connection, topic: string, listener: Listener): () => void {
  let entry = followed.get(topic);
  listen(connection);
  if (!entry) {
    const made: Followed = {
      listeners: new Set([listener]),
      timer: undefined,
      due: 0,
      fingerprint: '',
      last: undefined,
      failures: 0,
      seq: 0,
      again: undefined,
      readNow: () => void round(connection, topic, made),
    };
    entry = made;
    followed.set(topic, entry);
    made.readNow();
  } else {
    entry.listeners.add(listener);
    if (entry.last) listener(entry.last);
  }
  const mine = entry;
  return () => {
    mine.listeners.delete(listener);
    if (mine.listeners.size) return;
    clearTimeout(mine.timer);
    if (followed.get(topic) === mine) followed.delete(topic);
  };
}
