import type { Operations } from '../../ports/context';
import { deliver } from './deliver';
import { putEvents } from './put-events';
import * as r from './rules';
import { runSchedule } from './schedules';
import * as t from './targets';

export const operations = {
  DeleteRule: r.deleteRule,
  DescribeEventBus: r.describeEventBus,
  DescribeRule: r.describeRule,
  DisableRule: r.disableRule,
  EnableRule: r.enableRule,
  ListEventBuses: r.listEventBuses,
  ListRuleNamesByTarget: r.listRuleNamesByTarget,
  ListRules: r.listRules,
  ListTagsForResource: r.listTagsForResource,
  ListTargetsByRule: t.listTargetsByRule,
  PutEvents: putEvents,
  PutRule: r.putRule,
  PutTargets: t.putTargets,
  RemoveTargets: t.removeTargets,
  TagResource: r.tagResource,
  TestEventPattern: r.testEventPattern,
  UntagResource: r.untagResource,
} satisfies Operations;

export const jobs = { 'events.deliver': deliver, 'events.schedule': runSchedule };

export { route as onEvent } from './deliver';
