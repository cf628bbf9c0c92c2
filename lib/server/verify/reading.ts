import 'server-only';
import { observing } from '../aws/observe';
import { cache } from '../cache/cache';
import { toAppError } from '../aws/errors';
import { within } from '../aws/deadline';
import { problemOf, Recording } from './recording';

/** `nothing`: the account has none of what the page shows. */
export type PageState = 'works' | 'part' | 'fails' | 'nothing';

/** One page, read once for something: a pipeline, a build. */
export interface Reading {
  readonly page: string;
  /** What it was read for, by its name in the account. */
  readonly of?: string | undefined;
  readonly state: PageState;
  readonly recording: Recording;
}

/** A page that takes longer than this is none that anybody waits for. */
const DEADLINE_MS = 120_000;

/** What a page says in its own data that it could not read. */
function unreadIn(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { unreadable, unread, unreadStacks, problem } = data as Readonly<Record<string, unknown>>;
  if (Array.isArray(unreadable) && unreadable.length)
    return String((unreadable[0] as { why?: unknown }).why);
  if (Array.isArray(unread) && unread.length)
    return typeof unread[0] === 'string' ? unread[0] : undefined;
  if (typeof unread === 'string') return unread;
  if (typeof unreadStacks === 'string') return unreadStacks;
  return typeof problem === 'string' ? problem : undefined;
}

/** A page shows first what has come by then, and looks again (`aws/deadline.ts`): many pipelines take longer than that. */
const LOOK_AGAIN_MS = 1000;
const isLate = (unread: string | undefined): boolean =>
  /^AWS (has not answered yet|is throttling these calls)\.$/.test(unread ?? '');

async function whole<T>(work: () => Promise<T>, recording: Recording): Promise<T> {
  const until = Date.now() + DEADLINE_MS;
  for (;;) {
    const data = await within(work(), DEADLINE_MS);
    if (!isLate(unreadIn(data)) || recording.problems.length || Date.now() > until) return data;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

/** Whether the failure of a read is only that what it is about is not there (any more). */
const isGone = (error: unknown): boolean => toAppError(error).kind === 'not_found';

/** Reads what a page shows as if nothing had been read before it. Does not reject. */
export async function readPage<T>(
  about: { readonly page: string; readonly of?: string | undefined },
  pipelines: ReadonlySet<string> | undefined,
  work: () => Promise<T>,
): Promise<{ readonly reading: Reading; readonly data: T | undefined }> {
  cache.clear();
  const recording = new Recording(pipelines);
  try {
    const data = await observing(recording, () => whole(work, recording));
    // What is not there any more cannot be read: that is no fault of the page.
    const unread = recording.isGone ? undefined : unreadIn(data);
    if (unread !== undefined && !recording.problems.length)
      recording.add({ kind: 'unavailable', message: unread });
    const state = recording.problems.length ? 'part' : 'works';
    return { reading: { ...about, state, recording }, data };
  } catch (error) {
    if (isGone(error) && !recording.problems.length)
      return { reading: { ...about, state: 'nothing', recording }, data: undefined };
    recording.add(problemOf(error));
    return { reading: { ...about, state: 'fails', recording }, data: undefined };
  }
}
