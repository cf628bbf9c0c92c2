import 'server-only';

const LEAST_MS = 100;
const MOST_MS = 2000;
/** Whoever waits learns of the end later by this part of the wait, at most. */
const LATER = 1 / 20;

/** Between two looks at what takes seconds here and minutes on AWS: the longer it has taken, the less often. */
export const pauseMs = (waitedMs: number): number =>
  Math.min(MOST_MS, Math.max(LEAST_MS, waitedMs * LATER));

export const pause = (began: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, pauseMs(Date.now() - began)));
