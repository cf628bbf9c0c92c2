import type { Operations } from '../../ports/context';
import { deliver, route } from './deliver';
import * as listing from './listing';
import * as rules from './rules';
import * as tags from './tags';
import * as targets from './targets';

export const operations = {
  CreateNotificationRule: rules.createNotificationRule,
  DeleteNotificationRule: rules.deleteNotificationRule,
  DeleteTarget: targets.deleteTarget,
  DescribeNotificationRule: rules.describeNotificationRule,
  ListEventTypes: listing.listEventTypes,
  ListNotificationRules: listing.listNotificationRules,
  ListTagsForResource: tags.listTagsForResource,
  ListTargets: listing.listTargets,
  Subscribe: targets.subscribe,
  TagResource: tags.tagResource,
  Unsubscribe: targets.unsubscribe,
  UntagResource: tags.untagResource,
  UpdateNotificationRule: rules.updateNotificationRule,
} satisfies Operations;

export const jobs = {
  'codestar-notifications.look': targets.lookAt,
  'codestar-notifications.deliver': deliver,
};
export const onEvent = route;
