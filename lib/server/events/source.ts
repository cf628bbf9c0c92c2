import 'server-only';
import type { Connection } from '../aws/connection';
import { readOnlyReason, whoAmI } from '../aws/identity';
import { AppError } from '../aws/errors';
import { eventsQueue } from '../env';
import { checkGivenQueue } from './given-queue';
import { closeQueue, openQueue, renewLease, sweepQueues } from './queue';

/** A queue that is listened to. */
export interface EventSource {
  readonly name: string;
  readonly url: string;
  /** Made by the account's owner: it is never changed or removed. */
  readonly isGiven: boolean;
  /** Says that somebody still listens. */
  readonly renew: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const nothing = (): Promise<void> => Promise.resolve();

/** A queue and a rule of this process alone: changes of the account. Where we may only look, it rejects with what to do. */
async function ownSource(connection: Connection): Promise<EventSource> {
  const me = await whoAmI(connection);
  if (readOnlyReason(connection, me.account) !== undefined)
    throw new AppError(
      'denied',
      'a queue for events would be a change, and Starboard is read-only in this account. ' +
        'For events deploy deploy/live-queue.yml, and start Starboard with STARBOARD_EVENTS_QUEUE',
    );
  await sweepQueues(connection).catch(() => 0);
  const queue = await openQueue(connection);
  return {
    ...queue,
    isGiven: false,
    renew: () => renewLease(connection, queue),
    close: () => closeQueue(connection, queue),
  };
}

/** The queue that the settings name, else one of our own. */
export async function openSource(connection: Connection): Promise<EventSource> {
  const given = connection.isPrivate ? undefined : eventsQueue();
  if (!given) return ownSource(connection);
  await checkGivenQueue(connection, given);
  return { name: given.name, url: given.url, isGiven: true, renew: nothing, close: nothing };
}
