import type * as SQS from '@aws-sdk/client-sqs';
import type { Ctx, Handler } from '../../ports/context';
import {
  keepAttributes,
  sizeOfAttributes,
  type KeptAttributes,
} from '../../shared/message-attributes';
import { AwsError } from '../../wire/errors';
import { md5, md5OfAttributes } from './digest';
import { messageKey, messages, queueOf, queues, setting, type Message, type Queue } from './store';
import { wake } from './waiting';

interface Entry {
  readonly MessageBody?: string | undefined;
  readonly DelaySeconds?: number | undefined;
  readonly MessageAttributes?: object | undefined;
}

/** The most that a batch may have, whatever its queue says (SQS API reference, SendMessageBatch). */
const MAX_BATCH_BYTES = 1_048_576;

/** What is no character of XML, which is what SQS takes; half a pair of surrogates is none. */
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;

function checkCharacters(body: string, attributes: KeptAttributes): void {
  if (FORBIDDEN.test(body))
    throw new AwsError(
      'InvalidMessageContents',
      'The message contains characters outside the allowed set.',
    );
  const odd = Object.entries(attributes).find(([, a]) => FORBIDDEN.test(a.StringValue ?? ''));
  if (odd)
    throw new AwsError(
      'InvalidParameterValue',
      `The value of message attribute '${odd[0]}' contains characters outside the allowed set.`,
    );
}

/** What counts against a limit: the body and the attributes (SQS API reference, MessageAttributeValue). */
const sizeOf = (body: string, attributes: KeptAttributes): number =>
  Buffer.byteLength(body) + sizeOfAttributes(attributes);

/** Lays a message at a queue's end. */
export function append(ctx: Ctx, name: string, message: Omit<Message, 'serial'>): void {
  const q = ctx.store.get(queues, name);
  if (!q) return;
  const serial = q.serial + 1;
  ctx.store.put(queues, name, { ...q, serial });
  ctx.store.put(messages, messageKey(name, serial), { ...message, serial });
  wake(ctx, name);
}

function send(
  ctx: Ctx,
  q: Queue,
  entry: Entry,
): { MessageId: string; MD5OfMessageBody: string; MD5OfMessageAttributes: string | undefined } {
  const body = entry.MessageBody ?? '';
  const attributes = keepAttributes(entry.MessageAttributes);
  if (body === '')
    throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.');
  if (sizeOf(body, attributes) > setting(q, 'MaximumMessageSize'))
    throw new AwsError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${setting(q, 'MaximumMessageSize')} bytes.`,
    );
  checkCharacters(body, attributes);
  const delay = entry.DelaySeconds ?? setting(q, 'DelaySeconds');
  if (!(delay >= 0 && delay <= 900))
    throw new AwsError(
      'InvalidParameterValue',
      `Value ${delay} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`,
    );
  const now = ctx.clock.now();
  const id = ctx.ids.uuid();
  append(ctx, q.name, {
    id,
    body,
    attributes,
    sentAt: now,
    sender: ctx.identity.userId,
    visibleAt: now + delay * 1000,
    receives: 0,
  });
  return {
    MessageId: id,
    MD5OfMessageBody: md5(body),
    MD5OfMessageAttributes: md5OfAttributes(attributes),
  };
}

export const sendMessage: Handler<SQS.SendMessageRequest, SQS.SendMessageResult> = (input, ctx) =>
  ctx.store.transaction(() => send(ctx, queueOf(ctx, input.QueueUrl), input));

/** What every batch of SQS checks first. */
export function checkBatch(entries: readonly { Id?: string | undefined }[]): void {
  if (!entries.length)
    throw new AwsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > 10)
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  if (new Set(entries.map((e) => e.Id)).size !== entries.length)
    throw new AwsError(
      'BatchEntryIdsNotDistinct',
      'Two or more batch entries in the request have the same Id.',
    );
}

/** Each entry by itself: what one does wrong is not the others'. */
export function each<E extends { Id?: string | undefined }, R>(
  entries: readonly E[],
  work: (entry: E) => R,
): { Successful: (R & { Id: string })[]; Failed: SQS.BatchResultErrorEntry[] } {
  const Successful: (R & { Id: string })[] = [];
  const Failed: SQS.BatchResultErrorEntry[] = [];
  for (const e of entries) {
    try {
      Successful.push({ ...work(e), Id: e.Id ?? '' });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id: e.Id, Code: error.code, Message: error.message, SenderFault: true });
    }
  }
  return { Successful, Failed };
}

export const sendMessageBatch: Handler<SQS.SendMessageBatchRequest, SQS.SendMessageBatchResult> = (
  input,
  ctx,
) =>
  ctx.store.transaction(() => {
    const q = queueOf(ctx, input.QueueUrl);
    checkBatch(input.Entries);
    const size = input.Entries.reduce(
      (n, e) => n + sizeOf(e.MessageBody, keepAttributes(e.MessageAttributes)),
      0,
    );
    if (size > MAX_BATCH_BYTES)
      throw new AwsError(
        'BatchRequestTooLong',
        `Batch requests cannot be longer than ${MAX_BATCH_BYTES} bytes. You have sent ${size} bytes.`,
      );
    return each(input.Entries, (e) => send(ctx, q, e));
  });
