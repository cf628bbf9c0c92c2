import { createAggregatedClient } from '@smithy/core/client';
import { CodeStarNotificationsClient } from './client';
import * as commands from './commands';
import type * as t from './types';

type Call<I, O = object> = (input: I) => Promise<O>;

/** The client with a method for each operation. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging -- the SDK's own way: the methods are put on the prototype below
export interface CodeStarNotifications {
  createNotificationRule: Call<t.CreateNotificationRuleRequest, t.ArnResult>;
  deleteNotificationRule: Call<t.ArnRequest, t.ArnResult>;
  deleteTarget: Call<t.DeleteTargetRequest>;
  describeNotificationRule: Call<t.ArnRequest, t.DescribeNotificationRuleResult>;
  listEventTypes: Call<t.ListEventTypesRequest, t.ListEventTypesResult>;
  listNotificationRules: Call<t.ListNotificationRulesRequest, t.ListNotificationRulesResult>;
  listTagsForResource: Call<t.ArnRequest, t.TagsResult>;
  listTargets: Call<t.ListTargetsRequest, t.ListTargetsResult>;
  subscribe: Call<t.SubscribeRequest, t.ArnResult>;
  tagResource: Call<t.TagResourceRequest, t.TagsResult>;
  unsubscribe: Call<t.UnsubscribeRequest, t.ArnResult>;
  untagResource: Call<t.UntagResourceRequest>;
  updateNotificationRule: Call<t.UpdateNotificationRuleRequest>;
}

// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging -- as above
export class CodeStarNotifications extends CodeStarNotificationsClient {}
createAggregatedClient(commands, CodeStarNotifications);
