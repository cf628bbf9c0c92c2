import type * as SNS from '@aws-sdk/client-sns';
import {
  compileAttributeFilter,
  compileBodyFilter,
  type Attributes,
} from '../../core/events/filter-policy';
import type { Json } from '../../core/events/matchers';
import type { Ctx, Handler } from '../../ports/context';
import { keepAttributes, type KeptAttributes } from '../../ports/message-attributes';
import { AwsError } from '../../wire/errors';
import { subscriptionsOf, topicOrThrow, type Subscription } from './store';

const MAX_BYTES = 256 * 1024;

export interface Message {
  readonly id: string;
  readonly topicArn: string;
  readonly subject?: string | undefined;
  readonly text: string;
  readonly attributes: KeptAttributes;
  readonly at: number;
}

/** Numbers and arrays of strings as a filter sees them. */
function attributeValues(attributes: KeptAttributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, a]) => {
      const type = a.DataType?.split('.')[0];
      if (type === 'Number') return [name, [Number(a.StringValue)]];
      if (a.DataType !== 'String.Array') return [name, [a.StringValue ?? '']];
      try {
        const parsed = JSON.parse(a.StringValue ?? '') as unknown;
        return [name, Array.isArray(parsed) ? (parsed as Json[]) : []];
      } catch {
        return [name, []];
      }
    }),
  );
}

function wants(s: Subscription, m: Message): boolean {
  const filter = s.attributes['FilterPolicy'];
  if (!filter) return true;
  return s.attributes['FilterPolicyScope'] === 'MessageBody'
    ? compileBodyFilter(filter)(m.text)
    : compileAttributeFilter(filter)(attributeValues(m.attributes));
}

/** `MessageStructure: json` has a text for each protocol. */
function textFor(input: {
  Message?: string | undefined;
  MessageStructure?: string | undefined;
}): (protocol: string) => string {
  const message = input.Message ?? '';
  if (input.MessageStructure !== 'json') return () => message;
  let texts: Record<string, unknown>;
  try {
    texts = JSON.parse(message) as Record<string, unknown>;
  } catch (cause) {
    throw new AwsError(
      'InvalidParameterException',
      'Invalid parameter: Message Structure - JSON message body failed to parse',
      { cause },
    );
  }
  if (typeof texts['default'] !== 'string')
    throw new AwsError(
      'InvalidParameterException',
      'Invalid parameter: Message Structure - No default entry in JSON message body',
    );
  return (protocol) => String(texts[protocol] ?? texts['default']);
}

function send(
  ctx: Ctx,
  topicArn: string,
  input: {
    Message?: string | undefined;
    Subject?: string | undefined;
    MessageStructure?: string | undefined;
    MessageAttributes?: object | undefined;
  },
): string {
  if (!input.Message)
    throw new AwsError('InvalidParameterException', 'Invalid parameter: Empty message');
  if (Buffer.byteLength(input.Message) > MAX_BYTES)
    throw new AwsError('InvalidParameterException', 'Invalid parameter: Message too long');
  if (input.Subject !== undefined && !/^[\x20-\x7e]{1,100}$/.test(input.Subject))
    throw new AwsError('InvalidParameterException', 'Invalid parameter: Subject');
  const text = textFor(input);
  const base = {
    id: ctx.ids.uuid(),
    topicArn,
    subject: input.Subject,
    attributes: keepAttributes(input.MessageAttributes),
    at: ctx.clock.now(),
  };
  for (const s of subscriptionsOf(ctx, topicArn)) {
    const message: Message = { ...base, text: text(s.protocol) };
    // A job for each subscriber, in its order: one that is down holds up nobody else.
    if (s.token === undefined && wants(s, message)) ctx.enqueue('sns.deliver', s.arn, message);
  }
  return base.id;
}

export const publish: Handler<SNS.PublishInput, SNS.PublishResponse> = (input, ctx) =>
  ctx.store.transaction(() => {
    if (input.PhoneNumber !== undefined || input.TargetArn !== undefined)
      throw new AwsError(
        'InvalidParameterException',
        "Invalid parameter: only topics are served by Starboard's engine (TopicArn)",
      );
    return { MessageId: send(ctx, topicOrThrow(ctx, input.TopicArn).arn, input) };
  });

export const publishBatch: Handler<SNS.PublishBatchInput, SNS.PublishBatchResponse> = (
  input,
  ctx,
) =>
  ctx.store.transaction(() => {
    const topic = topicOrThrow(ctx, input.TopicArn);
    const entries = input.PublishBatchRequestEntries;
    if (!entries.length)
      throw new AwsError(
        'EmptyBatchRequestException',
        "The batch request doesn't contain any entries.",
      );
    if (entries.length > 10)
      throw new AwsError(
        'TooManyEntriesInBatchRequestException',
        'The batch request contains more entries than permissible.',
      );
    if (new Set(entries.map((e) => e.Id)).size !== entries.length)
      throw new AwsError(
        'BatchEntryIdsNotDistinctException',
        'Two or more batch entries in the request have the same Id.',
      );
    const Successful: SNS.PublishBatchResultEntry[] = [];
    const Failed: SNS.BatchResultErrorEntry[] = [];
    for (const e of entries) {
      try {
        Successful.push({ Id: e.Id, MessageId: send(ctx, topic.arn, e) });
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        Failed.push({ Id: e.Id, Code: error.code, Message: error.message, SenderFault: true });
      }
    }
    return { Successful, Failed };
  });
