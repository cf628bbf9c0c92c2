import 'server-only';
import { inTurn, isUnwanted, type Urgency } from '../aws/urgency';
import { cache, type Before } from '../cache/cache';
import { isWatched } from '../cache/followed';
import type { Key, Tag } from '../cache/keys';
import { news } from '../data/news';
import { shared } from '../shared';

/** What may not be read, or cannot be, is asked for so seldom. */
const FAILED_MS = 300_000;
/** What comes within this time is shown together: a round over hundreds of pipelines is not free. */
const TOGETHER_MS = 1500;

interface Later {
  /** How old it may get, in ms. */
  readonly maxAge: number;
  readonly urgency: Urgency;
  /** What invalidates it: then it is asked for again, whatever its age. */
  readonly tags?: readonly Tag[];
  /** Nothing is asked now: something else comes first. */
  readonly isHeld?: boolean;
  /** What it brings is shown soon, not only with the next round. */
  readonly isTold?: boolean;
}

const telling = shared('board-news', (): { timer: ReturnType<typeof setTimeout> | undefined } => ({
  timer: undefined,
}));

function tellSoon(): void {
  if (telling.timer !== undefined) return;
  telling.timer = setTimeout(() => {
    telling.timer = undefined;
    news('board');
  }, TOGETHER_MS);
  // What comes back of itself must not hold the process.
  telling.timer.unref();
}

/**
 * What is known of something now. Where that has got too old it is read in its turn, and nobody waits for it: a board is
 * painted from what is known, and shows what comes with a later round. Once nobody looks, nothing more is asked.
 */
export function knownNow<T>(
  key: Key,
  { maxAge, urgency, tags = [], isHeld = false, isTold = false }: Later,
  read: (before: Before<T>) => Promise<T>,
): T | undefined {
  const known = cache.known<T>(key);
  const isFresh = known !== undefined && Date.now() - known.at < maxAge && !cache.isInvalid(key);
  if (isHeld || isFresh || !isWatched()) return known?.value;
  const reading = inTurn({ urgency, isWanted: isWatched }, () =>
    cache.read<T>(
      key,
      tags,
      {
        maxAge,
        isQueued: true,
        isKept: true,
        failedFor: (error) => (isUnwanted(error) ? 0 : FAILED_MS),
      },
      async (before) => {
        const brought = await read(before);
        if (isTold) tellSoon();
        return brought;
      },
    ),
  );
  // It is asked for again in its time.
  reading.catch(() => undefined);
  return known?.value;
}
