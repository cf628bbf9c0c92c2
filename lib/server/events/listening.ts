import 'server-only';
import type { Upstream } from '@/lib/domain/account/upstream';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { callsPerMinute, throttledApis } from '../aws/meter';
import { isWatched } from '../cache/followed';
import { listening, setListening } from '../cache/listening';
import { missedEvents } from '../cache/missed-events';
import { toAppError } from '../aws/errors';
import { oldestKnown } from '../data/facts';
import { eventsOff } from '../env';
import { shared } from '../shared';
import { queueFailure } from './given-queue';
import { applyHints } from './apply-hints';
import { hintOf } from './hints';
import { RENEW_MS } from './queue';
import { openSource, type EventSource } from './source';

/** Without events it is tried again after this long; until then, polling. */
const AGAIN_MS = 5 * 60_000;
/** With nobody looking, the queue is given up. */
const IDLE_MS = 60_000;
const PAUSE_MS = 1000;

interface Listener {
  source: EventSource | undefined;
  running: Promise<void> | undefined;
  why: string | undefined;
  nextTry: number;
  abort: AbortController | undefined;
}
const listener = shared('ear', (): Listener => ({
  source: undefined,
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
async function take(
  connection: Connection,
  source: EventSource,
  signal: AbortSignal,
): Promise<void> {
  const sqs = await client('sqs', connection);
  let idleSince = 0;
  let renewedAt = Date.now();
  for (let failures = 0; !signal.aborted;) {
    idleSince = isWatched() ? 0 : idleSince || Date.now();
    if (idleSince && Date.now() - idleSince > IDLE_MS) return;
    try {
      const { Messages = [] } = await sqs.receiveMessage(
        { QueueUrl: source.url, MaxNumberOfMessages: 10, WaitTimeSeconds: 20 },
        { abortSignal: signal },
      );
      // After a gap something may have been missed: all is read again.
      if (!listening()) hear(true);
      failures = 0;
      if (Messages.length) {
        applyHints(Messages.flatMap((m) => hintOf(m.Body ?? '') ?? []));
        await sqs.deleteMessageBatch({
          QueueUrl: source.url,
          Entries: Messages.map((m, i) => ({
            Id: String(i),
            ReceiptHandle: m.ReceiptHandle ?? '',
          })),
        });
      }
      if (Date.now() - renewedAt > RENEW_MS) {
        renewedAt = Date.now();
        await source.renew();
      }
    } catch (error) {
      if (signal.aborted) return;
      hear(false);
      const failure = queueFailure(error, source.name, 'sqs:ReceiveMessage');
      listener.why = failure.message;
      if (++failures > 5 || ['not_found', 'denied'].includes(failure.kind)) throw failure;
      await pause(PAUSE_MS * 2 ** failures, signal);
    }
  }
}

function hear(on: boolean): void {
  setListening(on);
  missedEvents.listeningSince(on ? Date.now() : undefined);
}

async function run(connection: Connection, signal: AbortSignal): Promise<void> {
  try {
    listener.source = await openSource(connection);
    if (signal.aborted) return;
    listener.why = undefined;
    hear(true);
    await take(connection, listener.source, signal);
    listener.nextTry = 0;
  } catch (error) {
    listener.why = toAppError(error).message;
    listener.nextTry = Date.now() + AGAIN_MS;
  } finally {
    hear(false);
    await listener.source?.close().catch(() => undefined);
    listener.source = undefined;
    listener.running = undefined;
  }
}

/** Starts to listen to events, once for the process, while anybody follows anything. Without them, polling goes on. */
export function listen(connection: Connection): void {
  if (listener.running || Date.now() < listener.nextTry || eventsOff()) return;
  const abort = new AbortController();
  listener.abort = abort;
  listener.running = run(connection, abort.signal);
}

/** Stops listening and removes queue and rule. */
export async function stopListening(): Promise<void> {
  listener.abort?.abort();
  await listener.running;
}

/** Asked by the process before it ends (bin/dashboard.ts): nothing of ours stays behind in the account. */
shared('closers', () => new Set<() => Promise<void>>()).add(stopListening);

/** As if no queue had been tried: between tests that share a process. */
export function forgetWhyNot(): void {
  listener.why = undefined;
  listener.nextTry = 0;
  missedEvents.forget();
}

/** Only a queue that was given can have another reader. */
function missedOf(source: EventSource | undefined): string | undefined {
  const count = source?.isGiven ? missedEvents.count() : 0;
  if (!source || !count) return undefined;
  return (
    `${count} events of releases did not arrive within the last hour. If another dashboard reads the queue ${source.name}, ` +
    'each takes messages from the other: give each a queue of its own'
  );
}

/** Ms of silence that mean nothing while events come. */
const SILENT_MS = 30_000;

export const upstream = ({ pacing }: Connection): Upstream => ({
  via: listening() ? 'events' : 'polling',
  silentMs: listening() ? SILENT_MS : pacing.silentMs,
  why: listening() ? missedOf(listener.source) : listener.why,
  oldest: listening() ? undefined : oldestKnown(),
  queue: listening() && listener.source?.isGiven ? listener.source.name : undefined,
  callsPerMinute: callsPerMinute(),
  throttled: throttledApis(),
});
