import type * as SNS from '@aws-sdk/client-sns';
import { parseJson } from '../../../common/bounded-parse';
import { compileFilterPolicy } from '../../core/events/filter-policy';
import type { Json } from '../../core/events/matchers';
import type { Ctx, Handler } from '../../ports/context';
import {
  keepAttributes,
  sizeOfAttributes,
  type KeptAttributes,
} from '../../shared/message-attributes';
import { AwsError } from '../../wire/errors';
import {
  maxMessageSize,
  subscriptionsOf,
  topicOrThrow,
  type Subscription,
  type Topic,
} from './store';

export interface Message {
  readonly id: string;
  readonly topicArn: string;
  readonly subject?: string | undefined;
  readonly text: string;
  readonly attributes: KeptAttributes;
  readonly at: number;
}

/** Numbers and arrays of strings as a filter sees them. */
function attributeValues(attributes: KeptAttributes): Record<string, readonly Json[]> {
  // [doc] Binary attributes are none to a filter (SNS developer guide, "Filter policy constraints").
  const seen = Object.entries(attributes).filter(([, a]) => !a.DataType?.startsWith('Binary'));
  return Object.fromEntries(
    seen.map(([name, a]): [string, readonly Json[]] => {
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

function bodyOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** A body that is no JSON object passes no filter. */
function wants(s: Subscription, m: Message): boolean {
  const filter = s.attributes['FilterPolicy'];
  if (!filter) return true;
  return s.attributes['FilterPolicyScope'] === 'MessageBody'
    ? compileFilterPolicy(filter, 'MessageBody')(bodyOf(m.text))
    : compileFilterPolicy(filter, 'MessageAttributes')(attributeValues(m.attributes));
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

interface Entry {
  readonly Message?: string | undefined;
  readonly Subject?: string | undefined;
  readonly MessageStructure?: string | undefined;
  readonly MessageAttributes?: object | undefined;
}

/** What counts against a topic's limit: the body and the attributes (SNS API reference, Publish). */
const sizeOf = (entry: Entry): number =>
  Buffer.byteLength(entry.Message ?? '') +
  sizeOfAttributes(keepAttributes(entry.MessageAttributes));

function send(ctx: Ctx, topic: Topic, input: Entry): string {
  if (!input.Message)
    throw new AwsError('InvalidParameterException', 'Invalid parameter: Empty message');
  if (sizeOf(input) > maxMessageSize(topic))
    throw new AwsError('InvalidParameterException', 'Invalid parameter: Message too long');
  if (input.Subject !== undefined && !/^[\x20-\x7e]{1,100}$/.test(input.Subject))
    throw new AwsError('InvalidParameterException', 'Invalid parameter: Subject');
  const text = textFor(input);
  const base = {
    id: ctx.ids.uuid(),
    topicArn: topic.arn,
    subject: input.Subject,
    attributes: keepAttributes(input.MessageAttributes),
    at: ctx.clock.now(),
  };
  for (const s of subscriptionsOf(ctx, topic.arn)) {
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
    return { MessageId: send(ctx, topicOrThrow(ctx, input.TopicArn), input) };
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
    // [doc] The limit is that of all messages together (SNS API reference, PublishBatch).
    if (entries.reduce((sum, e) => sum + sizeOf(e), 0) > maxMessageSize(topic))
      throw new AwsError(
        'BatchRequestTooLongException',
        'The length of all the batch messages put together is more than the limit.',
      );
    const Successful: SNS.PublishBatchResultEntry[] = [];
    const Failed: SNS.BatchResultErrorEntry[] = [];
    for (const e of entries) {
      try {
        Successful.push({ Id: e.Id, MessageId: send(ctx, topic, e) });
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        Failed.push({ Id: e.Id, Code: error.code, Message: error.message, SenderFault: true });
      }
    }
    return { Successful, Failed };
  });
