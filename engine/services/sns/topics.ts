import type * as SNS from '@aws-sdk/client-sns';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError, notServed } from '../../wire/errors';
import { subscriptions, subscriptionsOf, topicOrThrow, topics, type Topic } from './store';
import { checkTopicAttribute } from './topic-attributes';

const PAGE = 100;

export const createTopic: Handler<SNS.CreateTopicInput, SNS.CreateTopicResponse> = (input, ctx) => {
  if (!/^[A-Za-z0-9_-]{1,256}$/.test(input.Name))
    throw input.Name.endsWith('.fifo')
      ? notServed('sns', 'CreateTopic for FIFO topics')
      : new AwsError('InvalidParameterException', 'Invalid parameter: Topic Name');
  const arn = ctx.arn('sns', input.Name);
  const attributes = (input.Attributes ?? {}) as Record<string, string>;
  const tags = (input.Tags ?? []) as Topic['tags'];
  const old = ctx.store.get(topics, arn);
  for (const [name, value] of Object.entries(attributes))
    checkTopicAttribute(name, value, [], 'Attributes Reason: ');
  if (old && Object.entries(attributes).some(([name, v]) => old.attributes[name] !== v))
    throw new AwsError(
      'InvalidParameterException',
      'Invalid parameter: Attributes Reason: Topic already exists with different attributes',
    );
  if (old && tags.some((t) => !old.tags.some((o) => o.Key === t.Key && o.Value === t.Value)))
    throw new AwsError(
      'InvalidParameterException',
      'Invalid parameter: Tags Reason: Topic already exists with different tags',
    );
  if (!old) ctx.store.put(topics, arn, { arn, name: input.Name, attributes, tags });
  return { TopicArn: arn };
};

export const deleteTopic: Handler<SNS.DeleteTopicInput, object> = (input, ctx) => {
  ctx.store.transaction(() => {
    for (const s of subscriptionsOf(ctx, input.TopicArn)) ctx.store.delete(subscriptions, s.arn);
    ctx.store.delete(topics, input.TopicArn);
  });
  return {};
};

export const listTopics: Handler<SNS.ListTopicsInput, SNS.ListTopicsResponse> = (input, ctx) => {
  const { items, nextToken } = page(ctx.store.list(topics), PAGE, input.NextToken);
  return { Topics: items.map((t) => ({ TopicArn: t.arn })), NextToken: nextToken };
};

export const getTopicAttributes: Handler<
  SNS.GetTopicAttributesInput,
  SNS.GetTopicAttributesResponse
> = (input, ctx) => {
  const topic = topicOrThrow(ctx, input.TopicArn);
  const all = subscriptionsOf(ctx, topic.arn);
  const pending = all.filter((s) => s.token !== undefined).length;
  return {
    Attributes: {
      ...topic.attributes,
      TopicArn: topic.arn,
      Owner: ctx.accountId,
      SubscriptionsConfirmed: String(all.length - pending),
      SubscriptionsPending: String(pending),
      SubscriptionsDeleted: '0',
    },
  };
};

export const setTopicAttributes: Handler<SNS.SetTopicAttributesInput, object> = (input, ctx) => {
  const topic = topicOrThrow(ctx, input.TopicArn);
  checkTopicAttribute(
    input.AttributeName,
    input.AttributeValue ?? '',
    subscriptionsOf(ctx, topic.arn),
    '',
  );
  ctx.store.put(topics, topic.arn, {
    ...topic,
    attributes: { ...topic.attributes, [input.AttributeName]: input.AttributeValue ?? '' },
  });
  return {};
};

const tagged = (ctx: Ctx, arn: string): Topic => {
  const topic = ctx.store.get(topics, arn);
  if (!topic)
    throw new AwsError('ResourceNotFoundException', 'Resource does not exist', { status: 404 });
  return topic;
};

export const listTagsForResource: Handler<
  SNS.ListTagsForResourceRequest,
  SNS.ListTagsForResourceResponse
> = (input, ctx) => ({ Tags: [...tagged(ctx, input.ResourceArn).tags] });

export const tagResource: Handler<SNS.TagResourceRequest, object> = (input, ctx) => {
  const topic = tagged(ctx, input.ResourceArn);
  ctx.store.put(topics, topic.arn, {
    ...topic,
    tags: [
      ...new Map([...topic.tags, ...(input.Tags as Topic['tags'])].map((t) => [t.Key, t])).values(),
    ],
  });
  return {};
};

export const untagResource: Handler<SNS.UntagResourceRequest, object> = (input, ctx) => {
  const topic = tagged(ctx, input.ResourceArn);
  ctx.store.put(topics, topic.arn, {
    ...topic,
    tags: topic.tags.filter((t) => !input.TagKeys.includes(t.Key)),
  });
  return {};
};
