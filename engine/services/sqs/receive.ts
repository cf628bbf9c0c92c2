import type * as SQS from '@aws-sdk/client-sqs';
import type { Ctx, Handler } from '../../ports/context';
import { sendAttributes } from '../../shared/message-attributes';
import { ALNUM } from '../../core/alphabets';
import { AwsError } from '../../wire/errors';
import { md5, md5OfAttributes } from './digest';
import { redriveOf } from './queues';
import { append, checkBatch, each } from './send';
import {
  messageKey,
  messages,
  messagesOf,
  queueArn,
  queueOf,
  queues,
  setting,
  type Message,
  type Queue,
} from './store';
import { sleep } from './waiting';

const MAX_VISIBILITY = 43_200;
const MAX_WAIT = 20;
/** A message that becomes visible again makes no sound: a long poll looks this often by itself. */
const LOOK_MS = 200;

const save = (ctx: Ctx, name: string, m: Message): void =>
  ctx.store.put(messages, messageKey(name, m.serial), m);
const drop = (ctx: Ctx, name: string, m: Message): void =>
  ctx.store.delete(messages, messageKey(name, m.serial));

/** A queue's messages a hundred at a time: a long queue costs no more than what is looked at. */
function* inOrder(ctx: Ctx, name: string): Generator<Message> {
  let after: string | undefined;
  for (;;) {
    const batch = ctx.store.oldest(messages, messagesOf(name), 100, after);
    yield* batch;
    const last = batch.at(-1);
    if (!last || batch.length < 100) return;
    after = messageKey(name, last.serial);
  }
}

/** Visible messages, the oldest first. On the way old ones go, and those received too often move to the dead-letter queue. */
function take(ctx: Ctx, q: Queue, most: number, visibility: number): Message[] {
  const now = ctx.clock.now();
  const redrive = redriveOf(q);
  const taken: Message[] = [];
  for (const m of inOrder(ctx, q.name)) {
    if (taken.length >= most) break;
    if (now - m.sentAt > setting(q, 'MessageRetentionPeriod') * 1000) drop(ctx, q.name, m);
    else if (m.visibleAt > now) continue;
    else if (redrive && m.receives >= redrive.max) {
      drop(ctx, q.name, m);
      append(ctx, redrive.arn.split(':').pop() ?? '', {
        ...m,
        visibleAt: now,
        receipt: undefined,
        receives: 0,
        deadLetterSource: queueArn(ctx, q.name),
      });
    } else {
      const received: Message = {
        ...m,
        receives: m.receives + 1,
        firstReceivedAt: m.firstReceivedAt ?? now,
        visibleAt: now + visibility * 1000,
        receipt: `${m.serial}.${ctx.ids.random(32, ALNUM)}`,
      };
      save(ctx, q.name, received);
      taken.push(received);
    }
  }
  return taken;
}

function dto(m: Message, system: readonly string[], wanted: readonly string[]): SQS.Message {
  const all: Record<string, string> = {
    SenderId: m.sender,
    SentTimestamp: String(Math.floor(m.sentAt)),
    ApproximateReceiveCount: String(m.receives),
    ApproximateFirstReceiveTimestamp: String(Math.floor(m.firstReceivedAt ?? 0)),
    ...(m.deadLetterSource ? { DeadLetterQueueSourceArn: m.deadLetterSource } : {}),
  };
  const known = Object.fromEntries(
    Object.entries(all).filter(([k]) => system.includes('All') || system.includes(k)),
  );
  const wants = (name: string): boolean =>
    wanted.some(
      (w) =>
        w === 'All' ||
        w === '.*' ||
        w === name ||
        (w.endsWith('.*') && name.startsWith(w.slice(0, -1))),
    );
  const own = Object.fromEntries(Object.entries(m.attributes).filter(([k]) => wants(k)));
  return {
    MessageId: m.id,
    ReceiptHandle: m.receipt,
    Body: m.body,
    MD5OfBody: md5(m.body),
    ...(Object.keys(known).length ? { Attributes: known } : {}),
    ...(Object.keys(own).length
      ? {
          MessageAttributes: sendAttributes(own),
          MD5OfMessageAttributes: md5OfAttributes(own),
        }
      : {}),
  };
}

function within(value: number | undefined, min: number, max: number, name: string): void {
  if (value !== undefined && !(value >= min && value <= max))
    throw new AwsError(
      'InvalidParameterValue',
      `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${min} and ${max}, if provided.`,
    );
}

/** Short or long polling: waits up to 20 s of real time for the first message. */
export const receiveMessage: Handler<SQS.ReceiveMessageRequest, SQS.ReceiveMessageResult> = async (
  input,
  ctx,
) => {
  const q = queueOf(ctx, input.QueueUrl);
  within(input.MaxNumberOfMessages, 1, 10, 'MaxNumberOfMessages');
  within(input.WaitTimeSeconds, 0, MAX_WAIT, 'WaitTimeSeconds');
  within(input.VisibilityTimeout, 0, MAX_VISIBILITY, 'VisibilityTimeout');
  const until =
    Date.now() + (input.WaitTimeSeconds ?? setting(q, 'ReceiveMessageWaitTimeSeconds')) * 1000;
  for (;;) {
    const now = ctx.store.get(queues, q.name);
    if (!now) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
    const taken = ctx.store.transaction(() =>
      take(
        ctx,
        now,
        input.MaxNumberOfMessages ?? 1,
        input.VisibilityTimeout ?? setting(now, 'VisibilityTimeout'),
      ),
    );
    const left = until - Date.now();
    if (taken.length || left <= 0) {
      const system = [
        ...((input.AttributeNames ?? []) as string[]),
        ...((input.MessageSystemAttributeNames ?? []) as string[]),
      ];
      return taken.length
        ? {
            Messages: taken.map((m) =>
              dto(m, system, (input.MessageAttributeNames ?? []) as string[]),
            ),
          }
        : {};
    }
    await sleep(ctx, q.name, Math.min(left, LOOK_MS));
  }
};

/** The message a receipt handle is of; undefined once it has gone, which is no error to a delete. */
function received(ctx: Ctx, name: string, handle: string): Message | undefined {
  const serial = /^(\d+)\.\w{32}$/.exec(handle)?.[1];
  if (serial === undefined)
    throw new AwsError(
      'ReceiptHandleIsInvalid',
      `The input receipt handle "${handle.slice(0, 100)}" is not a valid receipt handle.`,
    );
  const found = ctx.store.get(messages, messageKey(name, Number(serial)));
  return found?.receipt === handle ? found : undefined;
}

function remove(ctx: Ctx, name: string, handle: string): object {
  const found = received(ctx, name, handle);
  if (found) drop(ctx, name, found);
  return {};
}

function hide(ctx: Ctx, name: string, handle: string, seconds: number): object {
  within(seconds, 0, MAX_VISIBILITY, 'VisibilityTimeout');
  const found = received(ctx, name, handle);
  if (!found || found.visibleAt <= ctx.clock.now())
    throw new AwsError(
      'MessageNotInflight',
      `Value ${handle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
    );
  save(ctx, name, { ...found, visibleAt: ctx.clock.now() + seconds * 1000 });
  return {};
}

export const deleteMessage: Handler<SQS.DeleteMessageRequest, object> = (input, ctx) =>
  remove(ctx, queueOf(ctx, input.QueueUrl).name, input.ReceiptHandle);

export const deleteMessageBatch: Handler<
  SQS.DeleteMessageBatchRequest,
  SQS.DeleteMessageBatchResult
> = (input, ctx) =>
  ctx.store.transaction(() => {
    const { name } = queueOf(ctx, input.QueueUrl);
    checkBatch(input.Entries);
    return each(input.Entries, (e) => remove(ctx, name, e.ReceiptHandle));
  });

export const changeMessageVisibility: Handler<SQS.ChangeMessageVisibilityRequest, object> = (
  input,
  ctx,
) => hide(ctx, queueOf(ctx, input.QueueUrl).name, input.ReceiptHandle, input.VisibilityTimeout);

export const changeMessageVisibilityBatch: Handler<
  SQS.ChangeMessageVisibilityBatchRequest,
  SQS.ChangeMessageVisibilityBatchResult
> = (input, ctx) =>
  ctx.store.transaction(() => {
    const { name } = queueOf(ctx, input.QueueUrl);
    checkBatch(input.Entries);
    return each(input.Entries, (e) => hide(ctx, name, e.ReceiptHandle, e.VisibilityTimeout ?? 0));
  });
