import 'server-only';
import { AsyncLocalStorage } from 'node:async_hooks';
import { shared } from '../shared';

/** Who goes first where calls have to wait for each other, the most urgent first. */
const ORDER = ['person', 'moving', 'seen', 'rest'] as const;

/**
 * `person`: somebody has pressed a button and waits. `moving`: something runs there. `seen`: a page shows it.
 * `rest`: known, nothing runs there, looked at now and then.
 */
export type Urgency = (typeof ORDER)[number];

/** How urgent a piece of work is; it may become more so while it waits. */
export interface Turn {
  urgency: Urgency;
  /** Asked before each of its calls: one that nobody waits for any more is not made. */
  readonly isWanted?: () => boolean;
  /** When the first of its calls was sent, in ms since the epoch: what it brings is not older. */
  sentAt?: number;
}

/** A call that was not made, for nobody wanted its answer any more when its turn came. */
export class UnwantedError extends Error {
  override name = 'UnwantedError';
}

/** Whether an error is that one, or came of it. */
export const isUnwanted = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'UnwantedError' || isUnwanted(error.cause));

const turns = shared('turns', () => new AsyncLocalStorage<Turn>());

/** What is read without a word about it is read for a page. */
export const turnNow = (): Turn => turns.getStore() ?? { urgency: 'seen' };

/** Does some work whose calls to AWS wait their turn by `turn`. */
export const inTurn = <T>(turn: Turn, work: () => T): T => turns.run(turn, work);

/** 0 for the most urgent. */
export const rankOf = ({ urgency }: Turn): number => ORDER.indexOf(urgency);

export const moreUrgent = (a: Urgency, b: Urgency): Urgency =>
  ORDER.indexOf(a) <= ORDER.indexOf(b) ? a : b;
