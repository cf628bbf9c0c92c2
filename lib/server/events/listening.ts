import 'server-only';
import type { Upstream } from '@/lib/domain/upstream';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { readOnlyReason, whoAmI } from '../aws/identity';
import { callsPerMinute, throttledApis } from '../aws/meter';
import { toAppError } from '../data/errors';
import { oldestKnown } from '../data/facts';
import { eventsOff } from '../env';
import { shared } from '../shared';
import { listening, setListening } from '../staleness';
import { followed } from '../live/followed';
import { applyHints, hintOf } from './hints';
import { closeQueue, openQueue, renewLease, RENEW_MS, sweepQueues, type EventQueue } from './queue';

/** Without events it is tried again after this long; until then, polling. */
const AGAIN_MS = 5 * 60_000;
/** With nobody looking, the queue is given up. */
const IDLE_MS = 60_000;
const PAUSE_MS = 1000;

interface Ear {
  queue: EventQueue | undefined;
  running: Promise<void> | undefined;
  why: string | undefined;
  nextTry: number;
  abort: AbortController | undefined;
}
const ear = shared('ear', (): Ear => ({
  queue: undefined,
  running: undefined,
  why: undefined,
  nextTry: 0,
  abort: undefined,
}));

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        done();
      },
      { once: true },
    );
  });

/** Takes messages until nobody looks any more, the queue is lost, or it is told to stop. */
async function take(connection: Connection, queue: EventQueue, signal: AbortSignal): Promise<void> {
  const sqs = await client('sqs', connection);
  let idleSince = 0;
  let renewedAt = Date.now();
  for (let failures = 0; !signal.aborted;) {
    idleSince = followed.size ? 0 : idleSince || Date.now();
    if (idleSince && Date.now() - idleSince > IDLE_MS) return;
    try {
      const { Messages = [] } = await sqs.receiveMessage(
        { QueueUrl: queue.url, MaxNumberOfMessages: 10, WaitTimeSeconds: 20 },
        { abortSignal: signal },
      );
      // After a gap something may have been missed: all is read again.
      if (!listening()) setListening(true);
      failures = 0;
      if (Messages.length) {
        applyHints(Messages.flatMap((m) => hintOf(m.Body ?? '') ?? []));
        await sqs.deleteMessageBatch({
          QueueUrl: queue.url,
          Entries: Messages.map((m, i) => ({
            Id: String(i),
            ReceiptHandle: m.ReceiptHandle ?? '',
          })),
        });
      }
      if (Date.now() - renewedAt > RENEW_MS) {
        renewedAt = Date.now();
        await renewLease(connection, queue);
      }
    } catch (error) {
      if (signal.aborted) return;
      setListening(false);
      ear.why = toAppError(error).message;
      if (++failures > 5 || toAppError(error).kind === 'not_found') throw error;
      await pause(PAUSE_MS * 2 ** failures, signal);
    }
  }
}

async function run(connection: Connection, signal: AbortSignal): Promise<void> {
  try {
    const me = await whoAmI(connection);
    const why = readOnlyReason(connection, me.account);
    // A queue and a rule are changes of the account: where we may only look, we ask.
    if (why !== undefined)
      throw new Error(
        'a queue for events would be a change, and Starboard is read-only in this account',
      );
    await sweepQueues(connection).catch(() => 0);
    ear.queue = await openQueue(connection);
    if (signal.aborted) return;
    ear.why = undefined;
    setListening(true);
    await take(connection, ear.queue, signal);
    ear.nextTry = 0;
  } catch (error) {
    ear.why = toAppError(error).message;
    ear.nextTry = Date.now() + AGAIN_MS;
  } finally {
    setListening(false);
    if (ear.queue) await closeQueue(connection, ear.queue).catch(() => undefined);
    ear.queue = undefined;
    ear.running = undefined;
  }
}

/** Starts to listen to events, once for the process, while anybody follows anything. Without them, polling goes on. */
export function listen(connection: Connection): void {
  if (ear.running || Date.now() < ear.nextTry || eventsOff()) return;
  const abort = new AbortController();
  ear.abort = abort;
  ear.running = run(connection, abort.signal);
}

/** Stops listening and removes queue and rule. */
export async function stopListening(): Promise<void> {
  ear.abort?.abort();
  await ear.running;
}

/** Asked by the process before it ends (bin/dashboard.ts): nothing of ours stays behind in the account. */
shared('closers', () => new Set<() => Promise<void>>()).add(stopListening);

/** Ms of silence that mean nothing: while events come, and without them longer than the pause between two rounds at rest. */
const SILENT_MS = { events: 30_000, local: 6000, aws: 25_000 } as const;

export const upstream = (backend: Connection['backend']): Upstream => ({
  via: listening() ? 'events' : 'polling',
  silentMs: SILENT_MS[listening() ? 'events' : backend],
  why: listening() ? undefined : ear.why,
  oldest: listening() ? undefined : oldestKnown(),
  callsPerMinute: callsPerMinute(),
  throttled: throttledApis(),
});
