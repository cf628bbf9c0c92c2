import type * as SNS from '@aws-sdk/client-sns';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { HEX } from '../../core/alphabets';
import { AwsError, notServed } from '../../wire/errors';
import { sameText } from '../../shared/same-text';
import { checkSubscription } from './subscription-attributes';
import {
  DEFAULT_MAX_BYTES,
  maxMessageSize,
  subscriptionOrThrow,
  subscriptions,
  subscriptionsOf,
  topicOrThrow,
  type Subscription,
} from './store';

const PAGE = 100;
const PENDING = 'pending confirmation';
/** Queues of the account are confirmed at once; an HTTP endpoint confirms with the token it is sent. */
export const subscribe: Handler<SNS.SubscribeInput, SNS.SubscribeResponse> = (input, ctx) =>
  ctx.store.transaction(() => {
    const topic = topicOrThrow(ctx, input.TopicArn);
    const { Protocol: protocol, Endpoint: endpoint = '' } = input;
    if (protocol !== 'sqs' && protocol !== 'http' && protocol !== 'https')
      throw notServed('sns', `Subscribe with the protocol ${protocol}`);
    if (
      protocol === 'sqs'
        ? !/^arn:[^:]+:sqs:[^:]+:\d+:[\w-]+$/.test(endpoint)
        : !URL.canParse(endpoint) || new URL(endpoint).protocol !== `${protocol}:`
    )
      throw new AwsError('InvalidParameterException', 'Invalid parameter: Endpoint');
    const attributes = (input.Attributes ?? {}) as Record<string, string>;
    checkSubscription(attributes, Object.keys(attributes), 'Attributes Reason: ');
    if (protocol !== 'sqs' && maxMessageSize(topic) > DEFAULT_MAX_BYTES)
      throw new AwsError(
        'InvalidParameterException',
        `Invalid parameter: Protocol Reason: a topic with a MaximumMessageSize above ${DEFAULT_MAX_BYTES} bytes does not deliver by ${protocol}`,
      );
    const known = subscriptionsOf(ctx, topic.arn).find(
      (s) => s.protocol === protocol && s.endpoint === endpoint,
    );
    // AWS answers with the subscription that there is, unless it is asked for another.
    if (known && Object.entries(attributes).some(([name, v]) => known.attributes[name] !== v))
      throw new AwsError(
        'InvalidParameterException',
        'Invalid parameter: Attributes Reason: Subscription already exists with different attributes',
      );
    const made: Subscription = known ?? {
      arn: `${topic.arn}:${ctx.ids.uuid()}`,
      topicArn: topic.arn,
      protocol,
      endpoint,
      attributes,
      ...(protocol === 'sqs' ? {} : { token: ctx.ids.random(64, HEX) }),
    };
    if (!known) ctx.store.put(subscriptions, made.arn, made);
    if (made.token !== undefined) ctx.enqueue('sns.confirm', made.arn);
    return {
      SubscriptionArn: made.token === undefined || input.ReturnSubscriptionArn ? made.arn : PENDING,
    };
  });

/** The one who has the token owns the endpoint. */
export const confirmSubscription: Handler<
  SNS.ConfirmSubscriptionInput,
  SNS.ConfirmSubscriptionResponse
> = (input, ctx) =>
  ctx.store.transaction(() => {
    topicOrThrow(ctx, input.TopicArn);
    const found = subscriptionsOf(ctx, input.TopicArn).find(
      (s) => s.token !== undefined && sameText(s.token, input.Token),
    );
    if (!found) throw new AwsError('InvalidParameterException', 'Invalid token');
    ctx.store.put(subscriptions, found.arn, { ...found, token: undefined });
    return { SubscriptionArn: found.arn };
  });

export const unsubscribe: Handler<SNS.UnsubscribeInput, object> = (input, ctx) => {
  ctx.store.delete(subscriptions, input.SubscriptionArn);
  return {};
};

const dto = (ctx: Ctx, s: Subscription): SNS.Subscription => ({
  SubscriptionArn: s.token === undefined ? s.arn : 'PendingConfirmation',
  TopicArn: s.topicArn,
  Protocol: s.protocol,
  Endpoint: s.endpoint,
  Owner: ctx.accountId,
});

export const listSubscriptions: Handler<
  SNS.ListSubscriptionsInput,
  SNS.ListSubscriptionsResponse
> = (input, ctx) => {
  const { items, nextToken } = page(ctx.store.list(subscriptions), PAGE, input.NextToken);
  return { Subscriptions: items.map((s) => dto(ctx, s)), NextToken: nextToken };
};

export const listSubscriptionsByTopic: Handler<
  SNS.ListSubscriptionsByTopicInput,
  SNS.ListSubscriptionsByTopicResponse
> = (input, ctx) => {
  const { items, nextToken } = page(
    subscriptionsOf(ctx, topicOrThrow(ctx, input.TopicArn).arn),
    PAGE,
    input.NextToken,
  );
  return { Subscriptions: items.map((s) => dto(ctx, s)), NextToken: nextToken };
};

export const getSubscriptionAttributes: Handler<
  SNS.GetSubscriptionAttributesInput,
  SNS.GetSubscriptionAttributesResponse
> = (input, ctx) => {
  const s = subscriptionOrThrow(ctx, input.SubscriptionArn);
  return {
    Attributes: {
      RawMessageDelivery: 'false',
      ...(s.attributes['FilterPolicy'] ? { FilterPolicyScope: 'MessageAttributes' } : {}),
      ...s.attributes,
      ConfirmationWasAuthenticated: String(s.protocol === 'sqs'),
      SubscriptionArn: s.arn,
      TopicArn: s.topicArn,
      Protocol: s.protocol,
      Endpoint: s.endpoint,
      Owner: ctx.accountId,
      PendingConfirmation: String(s.token !== undefined),
    },
  };
};

export const setSubscriptionAttributes: Handler<SNS.SetSubscriptionAttributesInput, object> = (
  input,
  ctx,
) => {
  const s = subscriptionOrThrow(ctx, input.SubscriptionArn);
  const name = input.AttributeName;
  const attributes = { ...s.attributes, [name]: input.AttributeValue ?? '' };
  // A scope is checked by the policy that it is the scope of.
  checkSubscription(attributes, name === 'FilterPolicyScope' ? [name, 'FilterPolicy'] : [name], '');
  ctx.store.put(subscriptions, s.arn, { ...s, attributes });
  return {};
};
