import type { Operations } from '../../ports/context';
import * as r from './rules';

export const operations = {
  DeleteRule: r.deleteRule,
  DescribeRule: r.describeRule,
  DisableRule: r.disableRule,
  EnableRule: r.enableRule,
  ListRules: r.listRules,
  ListTargetsByRule: r.listTargetsByRule,
  PutEvents: r.putEvents,
  PutRule: r.putRule,
  PutTargets: r.putTargets,
  RemoveTargets: r.removeTargets,
} satisfies Operations;
