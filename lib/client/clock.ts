/** Below this a difference is the way of the message. */
const WAY_MS = 2000;
let before: number | undefined;
let skew = 0;

/**
 * The server's time, as it has just come. A browser whose clock is wrong would show wrong ages of everything: ages are
 * told by the server's clock. Of two readings the smaller difference counts, for one may have lain long on its way.
 */
export function noteServerTime(at: number): void {
  const seen = Date.now() - at;
  const least = before === undefined || Math.abs(seen) < Math.abs(before) ? seen : before;
  before = seen;
  skew = Math.abs(least) < WAY_MS ? 0 : least;
}

/** Now, by the server's clock, in epoch milliseconds. */
export const serverNow = (): number => Date.now() - skew;

/** A moment of this browser's clock, by the server's. */
export const byServerClock = (at: number): number => at - skew;
