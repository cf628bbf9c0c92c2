import type * as SQS from '@aws-sdk/client-sqs';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { queueUrl } from '../../shared/queue-url';
import { AwsError, notServed } from '../../wire/errors';
import {
  DEFAULTS,
  messageKey,
  messages,
  messagesOf,
  queueArn,
  queueNamed,
  queueOf,
  queues,
  type Queue,
} from './store';

/** Name, least and most, as AWS has them. */
const NUMBERS: Readonly<Record<string, readonly [number, number]>> = {
  DelaySeconds: [0, 900],
  MaximumMessageSize: [1024, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  VisibilityTimeout: [0, 43_200],
};
const OTHERS = [
  'Policy',
  'RedrivePolicy',
  'RedriveAllowPolicy',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
  'FifoQueue',
];

/** The dead-letter queue of a queue and after how many receives a message goes there. */
export function redriveOf(q: Queue): { arn: string; max: number } | undefined {
  const text = q.attributes['RedrivePolicy'];
  if (!text) return undefined;
  const policy = JSON.parse(text) as {
    deadLetterTargetArn?: string;
    maxReceiveCount?: number | string;
  };
  return { arn: policy.deadLetterTargetArn ?? '', max: Number(policy.maxReceiveCount) };
}

function checked(ctx: Ctx, attributes: Readonly<Record<string, string>>): Record<string, string> {
  for (const [name, value] of Object.entries(attributes)) {
    const range = NUMBERS[name];
    if (!range && !OTHERS.includes(name))
      throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
    if (range && !(/^\d+$/.test(value) && Number(value) >= range[0] && Number(value) <= range[1]))
      throw new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
    if (name === 'FifoQueue' && value === 'true')
      throw notServed('sqs', 'CreateQueue for FIFO queues');
    if (name !== 'RedrivePolicy' || value === '') continue;
    try {
      const policy = JSON.parse(value) as {
        deadLetterTargetArn?: string;
        maxReceiveCount?: number | string;
      };
      const max = Number(policy.maxReceiveCount);
      if (!(Number.isInteger(max) && max >= 1 && max <= 1000))
        throw new AwsError(
          'InvalidParameterValue',
          `Value ${value} for parameter RedrivePolicy is invalid. Reason: Invalid value for maxReceiveCount.`,
        );
      if (!ctx.store.get(queues, policy.deadLetterTargetArn?.split(':').pop() ?? ''))
        throw new AwsError(
          'InvalidParameterValue',
          `Value ${value} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.`,
        );
    } catch (cause) {
      if (cause instanceof AwsError) throw cause;
      throw new AwsError(
        'InvalidParameterValue',
        `Value ${value} for parameter RedrivePolicy is invalid. Reason: Redrive policy is not a valid JSON map.`,
        { cause },
      );
    }
  }
  return { ...attributes };
}

export const createQueue: Handler<SQS.CreateQueueRequest, SQS.CreateQueueResult> = (input, ctx) =>
  ctx.store.transaction(() => {
    const name = input.QueueName;
    if (name.endsWith('.fifo')) throw notServed('sqs', 'CreateQueue for FIFO queues');
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(name))
      throw new AwsError(
        'InvalidParameterValue',
        'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
      );
    const attributes = checked(ctx, (input.Attributes ?? {}) as Record<string, string>);
    const old = ctx.store.get(queues, name);
    const differs =
      old && Object.entries(attributes).find(([k, v]) => (old.attributes[k] ?? DEFAULTS[k]) !== v);
    if (differs)
      throw new AwsError(
        'QueueNameExists',
        `A queue already exists with the same name and a different value for attribute ${differs[0]}`,
      );
    const now = ctx.clock.now();
    if (!old)
      ctx.store.put(queues, name, {
        name,
        attributes,
        tags: (input.tags ?? {}) as Record<string, string>,
        createdAt: now,
        modifiedAt: now,
        serial: 0,
      });
    return { QueueUrl: queueUrl(ctx, name) };
  });

function purge(ctx: Ctx, name: string): void {
  for (const m of ctx.store.list(messages, messagesOf(name)))
    ctx.store.delete(messages, messageKey(name, m.serial));
}

export const deleteQueue: Handler<SQS.DeleteQueueRequest, object> = (input, ctx) =>
  ctx.store.transaction(() => {
    const { name } = queueOf(ctx, input.QueueUrl);
    purge(ctx, name);
    ctx.store.delete(queues, name);
    return {};
  });

export const purgeQueue: Handler<SQS.PurgeQueueRequest, object> = (input, ctx) =>
  ctx.store.transaction(() => {
    purge(ctx, queueOf(ctx, input.QueueUrl).name);
    return {};
  });

export const getQueueUrl: Handler<SQS.GetQueueUrlRequest, SQS.GetQueueUrlResult> = (
  input,
  ctx,
) => ({ QueueUrl: queueUrl(ctx, queueNamed(ctx, input.QueueName).name) });

export const listQueues: Handler<SQS.ListQueuesRequest, SQS.ListQueuesResult> = (input, ctx) => {
  const { items, nextToken } = page(
    ctx.store.list(queues, input.QueueNamePrefix),
    input.MaxResults ?? 1000,
    input.NextToken,
  );
  return { QueueUrls: items.map((q) => queueUrl(ctx, q.name)), NextToken: nextToken };
};

export const listDeadLetterSourceQueues: Handler<
  SQS.ListDeadLetterSourceQueuesRequest,
  SQS.ListDeadLetterSourceQueuesResult
> = (input, ctx) => {
  const target = queueArn(ctx, queueOf(ctx, input.QueueUrl).name);
  const { items, nextToken } = page(
    ctx.store.list(queues).filter((q) => redriveOf(q)?.arn === target),
    input.MaxResults ?? 1000,
    input.NextToken,
  );
  return { queueUrls: items.map((q) => queueUrl(ctx, q.name)), NextToken: nextToken };
};

export const getQueueAttributes: Handler<
  SQS.GetQueueAttributesRequest,
  SQS.GetQueueAttributesResult
> = (input, ctx) => {
  const q = queueOf(ctx, input.QueueUrl);
  const now = ctx.clock.now();
  const all = ctx.store.list(messages, messagesOf(q.name));
  const hidden = all.filter((m) => m.visibleAt > now);
  const inFlight = hidden.filter((m) => m.receives > 0).length;
  const known: Record<string, string> = {
    ...DEFAULTS,
    ...q.attributes,
    QueueArn: queueArn(ctx, q.name),
    CreatedTimestamp: String(Math.floor(q.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(q.modifiedAt / 1000)),
    ApproximateNumberOfMessages: String(all.length - hidden.length),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(hidden.length - inFlight),
  };
  const wanted = (input.AttributeNames ?? []) as string[];
  return {
    Attributes: Object.fromEntries(
      Object.entries(known).filter(([k]) => wanted.includes('All') || wanted.includes(k)),
    ),
  };
};

export const setQueueAttributes: Handler<SQS.SetQueueAttributesRequest, object> = (input, ctx) =>
  ctx.store.transaction(() => {
    const q = queueOf(ctx, input.QueueUrl);
    ctx.store.put(queues, q.name, {
      ...q,
      attributes: { ...q.attributes, ...checked(ctx, input.Attributes as Record<string, string>) },
      modifiedAt: ctx.clock.now(),
    });
    return {};
  });

export const listQueueTags: Handler<SQS.ListQueueTagsRequest, SQS.ListQueueTagsResult> = (
  input,
  ctx,
) => ({ Tags: { ...queueOf(ctx, input.QueueUrl).tags } });

export const tagQueue: Handler<SQS.TagQueueRequest, object> = (input, ctx) => {
  const q = queueOf(ctx, input.QueueUrl);
  ctx.store.put(queues, q.name, {
    ...q,
    tags: { ...q.tags, ...(input.Tags as Record<string, string>) },
  });
  return {};
};

export const untagQueue: Handler<SQS.UntagQueueRequest, object> = (input, ctx) => {
  const q = queueOf(ctx, input.QueueUrl);
  ctx.store.put(queues, q.name, {
    ...q,
    tags: Object.fromEntries(Object.entries(q.tags).filter(([k]) => !input.TagKeys.includes(k))),
  });
  return {};
};
