import 'server-only';

/** How long what was read is good for, in ms, and what becomes of it then. */
export interface Policy<T = unknown> {
  /** How old it may get, counted from when its read began. `Infinity`: it never changes. */
  readonly maxAge: number;
  /** The read may have to wait its turn: while it is under way nobody begins another. */
  readonly isQueued?: boolean;
  /** What it brought stays known when it has got too old, or when a later read fails. */
  readonly isKept?: boolean;
  /** How long a failure is told again without another read; not at all where it is unset. */
  readonly failedFor?: (error: unknown) => number;
  /** Whether an answer is whole; one that is not is given to whoever waits for it, and read again. */
  readonly isWhole?: (value: T) => boolean;
  /** How large an answer is, in bytes, where a kind is bounded by that. */
  readonly sizeOf?: (value: T) => number;
}

/** Those who ask within this share one read. */
export const MOMENT_MS = 200;

/** One read serves everyone who asks within a moment, or within `maxAge` ms. */
export const moment = (maxAge = MOMENT_MS): Policy => ({ maxAge });

/** The same for a read that may have to wait its turn. */
export const queued = (maxAge = MOMENT_MS): Policy => ({ maxAge, isQueued: true });

/** What can never change once read: a commit, a blob, a deployment that is over. */
export const forever = <T>(isWhole?: (value: T) => boolean): Policy<T> => ({
  maxAge: Infinity,
  ...(isWhole ? { isWhole } : {}),
});
