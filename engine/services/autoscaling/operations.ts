import type { Operations } from '../../ports/context';
import * as a from './activities';
import * as g from './groups';
import * as h from './hooks';
import * as i from './instances';
import * as j from './jobs';
import * as n from './notifications';
import * as p from './processes';
import * as r from './refreshes';
import * as s from './schedules';
import * as t from './tags';
import * as l from './traffic';

export const operations = {
  AttachInstances: i.attachInstances,
  AttachLoadBalancerTargetGroups: l.attachLoadBalancerTargetGroups,
  AttachTrafficSources: l.attachTrafficSources,
  CancelInstanceRefresh: r.cancelInstanceRefresh,
  CompleteLifecycleAction: h.completeLifecycleAction,
  CreateAutoScalingGroup: g.createAutoScalingGroup,
  CreateOrUpdateTags: t.createOrUpdateTags,
  DeleteAutoScalingGroup: g.deleteAutoScalingGroup,
  DeleteLifecycleHook: h.deleteLifecycleHook,
  DeleteNotificationConfiguration: n.deleteNotificationConfiguration,
  DeleteScheduledAction: s.deleteScheduledAction,
  DeleteTags: t.deleteTags,
  DescribeAccountLimits: p.describeAccountLimits,
  DescribeAutoScalingGroups: g.describeAutoScalingGroups,
  DescribeAutoScalingInstances: g.describeAutoScalingInstances,
  DescribeAutoScalingNotificationTypes: n.describeAutoScalingNotificationTypes,
  DescribeInstanceRefreshes: r.describeInstanceRefreshes,
  DescribeLifecycleHookTypes: h.describeLifecycleHookTypes,
  DescribeLifecycleHooks: h.describeLifecycleHooks,
  DescribeLoadBalancerTargetGroups: l.describeLoadBalancerTargetGroups,
  DescribeNotificationConfigurations: n.describeNotificationConfigurations,
  DescribeScalingActivities: a.describeScalingActivities,
  DescribeScalingProcessTypes: p.describeScalingProcessTypes,
  DescribeScheduledActions: s.describeScheduledActions,
  DescribeTags: t.describeTags,
  DescribeTerminationPolicyTypes: p.describeTerminationPolicyTypes,
  DescribeTrafficSources: l.describeTrafficSources,
  DetachInstances: i.detachInstances,
  DetachLoadBalancerTargetGroups: l.detachLoadBalancerTargetGroups,
  DetachTrafficSources: l.detachTrafficSources,
  EnterStandby: i.enterStandby,
  ExitStandby: i.exitStandby,
  PutLifecycleHook: h.putLifecycleHook,
  PutNotificationConfiguration: n.putNotificationConfiguration,
  PutScheduledUpdateGroupAction: s.putScheduledUpdateGroupAction,
  RecordLifecycleActionHeartbeat: h.recordLifecycleActionHeartbeat,
  ResumeProcesses: p.resumeProcesses,
  SetDesiredCapacity: g.setDesiredCapacity,
  SetInstanceHealth: i.setInstanceHealth,
  SetInstanceProtection: i.setInstanceProtection,
  StartInstanceRefresh: r.startInstanceRefresh,
  SuspendProcesses: p.suspendProcesses,
  TerminateInstanceInAutoScalingGroup: i.terminateInstanceInAutoScalingGroup,
  UpdateAutoScalingGroup: g.updateAutoScalingGroup,
} satisfies Operations;

export const jobs = {
  'autoscaling.deregister': j.deregister,
  'autoscaling.launch': j.launch,
  'autoscaling.look': j.look,
  'autoscaling.notify': j.notify,
  'autoscaling.register': j.register,
  'autoscaling.scheduled': s.act,
  'autoscaling.tag': j.tag,
  'autoscaling.terminate': j.terminate,
  'autoscaling.untag': j.untag,
};

export { onEvent, recover } from './jobs';
