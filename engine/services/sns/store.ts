import { kind } from '../../shared/kind';
import type { Ctx } from '../../ports/context';
import { AwsError } from '../../wire/errors';

export interface Topic {
  readonly arn: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: readonly { Key: string; Value: string }[];
}
export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: 'sqs' | 'http' | 'https';
  readonly endpoint: string;
  /** Not confirmed yet: nothing is delivered. */
  readonly token?: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
}

export const topics = kind<Topic>('sns.topic');
export const subscriptions = kind<Subscription>('sns.subscription');

/** The largest message that AWS takes unless the topic says otherwise (SNS API reference, CreateTopic). */
export const DEFAULT_MAX_BYTES = 262_144;

export const maxMessageSize = (topic: Topic): number =>
  Number(topic.attributes['MaximumMessageSize'] ?? DEFAULT_MAX_BYTES);

export function topicOrThrow(ctx: Ctx, arn: string | undefined): Topic {
  const topic = ctx.store.get(topics, arn ?? '');
  if (!topic) throw new AwsError('NotFoundException', 'Topic does not exist', { status: 404 });
  return topic;
}

export function subscriptionOrThrow(ctx: Ctx, arn: string): Subscription {
  const found = ctx.store.get(subscriptions, arn);
  if (!found)
    throw new AwsError('NotFoundException', 'Subscription does not exist', { status: 404 });
  return found;
}

/** A subscription's ARN begins with that of its topic. */
export const subscriptionsOf = (ctx: Ctx, topicArn: string): Subscription[] =>
  ctx.store.list(subscriptions, `${topicArn}:`);
