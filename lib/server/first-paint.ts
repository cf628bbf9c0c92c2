import 'server-only';
import { headers } from 'next/headers';
import { cache } from 'react';
import type { Enclosed } from '@/lib/domain/live/enclosed';
import { topic, type TopicName, type Topics } from '@/lib/domain/live/topics';
import { AppError, toAppError } from './aws/errors';
import { dashboardConnection } from './env';
import { recent } from './cache/followed';
import { readTopic } from './live/topics';
import { DeadlineError, DEADLINE_MS, within } from './aws/deadline';

/** What the stream brought this lately is good enough to paint: the stream brings the rest at once. */
const FRESH_MS = 4000;

/** A page that is opened from another one shows its skeleton after so long, and asks for the rest by itself. */
const SOFT_MS = 80;

/** How long a page's first paint waits. One that the browser loads whole keeps the one before it on the screen meanwhile. */
async function deadlineMs(): Promise<number> {
  const isLoadedWhole = (await headers()).get('sec-fetch-dest') !== 'empty';
  return isLoadedWhole ? DEADLINE_MS : SOFT_MS;
}

/** One read for all that paints one page: its title and its content. */
const paintOnce = cache(async (text: string): Promise<unknown> => {
  const known = recent.get(text);
  if (known && Date.now() - known.readAt < FRESH_MS) return known.data;
  // A page is painted without what takes long, or with what was brought before; it asks again by itself.
  return within(readTopic(dashboardConnection(), text), await deadlineMs()).catch(
    (error: unknown) => (error instanceof DeadlineError && known ? known.data : toAppError(error)),
  );
});

/** The first paint's data of a topic, or why it cannot be had; the page asks again by itself either way. */
export async function tryFirstPaint<N extends TopicName>(
  name: N,
  ...args: readonly string[]
): Promise<Topics[N] | AppError> {
  return (await paintOnce(topic(name, ...args))) as Topics[N] | AppError;
}

export async function firstPaint<N extends TopicName>(
  name: N,
  ...args: readonly string[]
): Promise<Topics[N] | undefined> {
  const found = await tryFirstPaint(name, ...args);
  return found instanceof AppError ? undefined : found;
}

/** What a first paint waits for besides topics, as long as for them; rejects with a `DeadlineError` after that. */
export const inTime = async <T>(work: Promise<T>): Promise<T> => within(work, await deadlineMs());

/**
 * Begins a read that the page asks for once it is drawn; no page waits for it, and what goes wrong the page hears itself.
 * `undefined` is that it went wrong.
 */
export const beginRead = <N extends TopicName>(
  name: N,
  ...args: readonly string[]
): Promise<Topics[N] | undefined> =>
  readTopic(dashboardConnection(), topic(name, ...args)).then(
    (data) => data as Topics[N],
    () => undefined,
  );

/** Longer than this a page's answer is not kept open for what comes after its head. */
const ENCLOSED_MS = 400;

/** A read whose answer comes with the page, after its head, which does not wait for it; and what is read because of it. */
export const enclose = <N extends TopicName>(
  name: N,
  args: readonly string[],
  next?: (data: Topics[N]) => readonly Enclosed[],
): Enclosed => {
  const text = topic(name, ...args);
  return {
    topic: text,
    answer: within(readTopic(dashboardConnection(), text), ENCLOSED_MS).then(
      (data) => ({ data, next: next?.(data as Topics[N]) }),
      () => undefined,
    ),
  };
};

/** The moment that the ages in the page's markup are of. */
export const paintedAt = (): number => Date.now();
