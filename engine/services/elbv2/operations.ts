import type { Operations } from '../../ports/context';
import * as a from './attributes';
import * as l from './listeners';
import * as b from './load-balancers';
import { tellMetrics } from './metrics';
import { launch, remove, sync } from './proxy';
import * as r from './rules';
import * as tags from './tags';
import * as g from './target-groups';
import * as t from './targets';

export const operations = {
  AddTags: tags.addTags,
  CreateListener: l.createListener,
  CreateLoadBalancer: b.createLoadBalancer,
  CreateRule: r.createRule,
  CreateTargetGroup: g.createTargetGroup,
  DeleteListener: l.deleteListener,
  DeleteLoadBalancer: b.deleteLoadBalancer,
  DeleteRule: r.deleteRule,
  DeleteTargetGroup: g.deleteTargetGroup,
  DeregisterTargets: t.deregisterTargets,
  DescribeListenerAttributes: a.describeListenerAttributes,
  DescribeListeners: l.describeListeners,
  DescribeLoadBalancerAttributes: a.describeLoadBalancerAttributes,
  DescribeLoadBalancers: b.describeLoadBalancers,
  DescribeRules: r.describeRules,
  DescribeTags: tags.describeTags,
  DescribeTargetGroupAttributes: a.describeTargetGroupAttributes,
  DescribeTargetGroups: g.describeTargetGroups,
  DescribeTargetHealth: t.describeTargetHealth,
  ModifyListener: l.modifyListener,
  ModifyListenerAttributes: a.modifyListenerAttributes,
  ModifyLoadBalancerAttributes: a.modifyLoadBalancerAttributes,
  ModifyRule: r.modifyRule,
  ModifyTargetGroup: g.modifyTargetGroup,
  ModifyTargetGroupAttributes: a.modifyTargetGroupAttributes,
  RegisterTargets: t.registerTargets,
  RemoveTags: tags.removeTags,
  SetIpAddressType: b.setIpAddressType,
  SetRulePriorities: r.setRulePriorities,
  SetSecurityGroups: b.setSecurityGroups,
  SetSubnets: b.setSubnets,
} satisfies Operations;

export const jobs = {
  'elbv2.drained': t.endDraining,
  'elbv2.launch': launch,
  'elbv2.metrics': tellMetrics,
  'elbv2.remove': remove,
  'elbv2.sync': sync,
};

export { recover, stop } from './proxy';
