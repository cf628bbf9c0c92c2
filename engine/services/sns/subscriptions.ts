import type * as SNS from '@aws-sdk/client-sns';
import { compileAttributeFilter, compileBodyFilter } from '../../core/events/filter-policy';
import { PatternError } from '../../core/events/matchers';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { HEX } from '../../ports/ids';
import { AwsError, notServed } from '../../wire/errors';
import { sameText } from '../../ports/secrets';
import {
  subscriptionOrThrow,
  subscriptions,
  subscriptionsOf,
  topicOrThrow,
  type Subscription,
} from './store';

const PAGE = 100;
const PENDING = 'pending confirmation';
const SETTABLE = [
  'FilterPolicy',
  'FilterPolicyScope',
  'RawMessageDelivery',
  'RedrivePolicy',
  'DeliveryPolicy',
];

function checkAttributes(attributes: Readonly<Record<string, string>>): void {
  const odd = Object.keys(attributes).find((k) => !SETTABLE.includes(k));
  if (odd !== undefined)
    throw new AwsError(
      'InvalidParameterException',
      `Invalid parameter: Attributes Reason: Unknown attribute ${odd}`,
    );
  const filter = attributes['FilterPolicy'];
  if (!filter) return;
  try {
    if (attributes['FilterPolicyScope'] === 'MessageBody') compileBodyFilter(filter);
    else compileAttributeFilter(filter);
  } catch (cause) {
    if (cause instanceof PatternError)
      throw new AwsError(
        'InvalidParameterException',
        `Invalid parameter: FilterPolicy: ${cause.message}`,
        { cause },
      );
    throw cause;
  }
}

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
    checkAttributes(attributes);
    const known = subscriptionsOf(ctx, topic.arn).find(
      (s) => s.protocol === protocol && s.endpoint === endpoint,
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
      ...s.attributes,
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
  const attributes = { ...s.attributes, [input.AttributeName]: input.AttributeValue ?? '' };
  checkAttributes(attributes);
  ctx.store.put(subscriptions, s.arn, { ...s, attributes });
  return {};
};
