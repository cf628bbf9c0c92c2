import type { Operations } from '../../ports/context';
import { confirm, deliver } from './deliver';
import * as p from './publish';
import * as s from './subscriptions';
import * as t from './topics';

export const operations = {
  ConfirmSubscription: s.confirmSubscription,
  CreateTopic: t.createTopic,
  DeleteTopic: t.deleteTopic,
  GetSubscriptionAttributes: s.getSubscriptionAttributes,
  GetTopicAttributes: t.getTopicAttributes,
  ListSubscriptions: s.listSubscriptions,
  ListSubscriptionsByTopic: s.listSubscriptionsByTopic,
  ListTagsForResource: t.listTagsForResource,
  ListTopics: t.listTopics,
  Publish: p.publish,
  PublishBatch: p.publishBatch,
  SetSubscriptionAttributes: s.setSubscriptionAttributes,
  SetTopicAttributes: t.setTopicAttributes,
  Subscribe: s.subscribe,
  TagResource: t.tagResource,
  Unsubscribe: s.unsubscribe,
  UntagResource: t.untagResource,
} satisfies Operations;

export const jobs = { 'sns.confirm': confirm, 'sns.deliver': deliver };
