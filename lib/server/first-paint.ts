import 'server-only';
import { topic, type TopicName, type Topics } from '@/lib/domain/live/topics';
import { AppError, toAppError } from './aws/errors';
import { dashboardConnection } from './env';
import { recent } from './cache/followed';
import { readTopic } from './live/topics';
import { DeadlineError, DEADLINE_MS, within } from './aws/deadline';

/** What the stream brought this lately is good enough to paint: the stream brings the rest at once. */
const FRESH_MS = 4000;

/** The first paint's data of a topic, or why it cannot be had; the page asks again by itself either way. */
export async function tryFirstPaint<N extends TopicName>(
  name: N,
  ...args: readonly string[]
): Promise<Topics[N] | AppError> {
  const text = topic(name, ...args);
  const known = recent.get(text);
  if (known && Date.now() - known.readAt < FRESH_MS) return known.data as Topics[N];
  // A page is painted without what takes long, or with what was brought before; it asks again by itself.
  return within(readTopic(dashboardConnection(), text), DEADLINE_MS).then(
    (data) => data as Topics[N],
    (error: unknown) =>
      error instanceof DeadlineError && known ? (known.data as Topics[N]) : toAppError(error),
  );
}

export async function firstPaint<N extends TopicName>(
  name: N,
  ...args: readonly string[]
): Promise<Topics[N] | undefined> {
  const found = await tryFirstPaint(name, ...args);
  return found instanceof AppError ? undefined : found;
}
