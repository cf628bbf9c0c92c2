import type * as CD from '@aws-sdk/client-codedeploy';
import type { TargetState } from '../../core/deployment/state';
import type { Ctx } from '../../ports/context';
import type { Deployment } from './deployments';
import { shownLocation } from './revision-location';
import { targetArn } from './target-arn';

const date = (ms: number | undefined): Date | undefined =>
  ms === undefined ? undefined : new Date(ms);

const TERMINATING: readonly string[] = ['wait', 'terminate'];

/** How instances are deployed to where nothing is said. */
const IN_PLACE: CD.DeploymentStyle = {
  deploymentType: 'IN_PLACE',
  deploymentOption: 'WITHOUT_TRAFFIC_CONTROL',
};

export function deploymentDto(d: Deployment): CD.DeploymentInfo {
  const { targets, status, error } = d.state;
  const count = (of: string): number => targets.filter((t) => t.status === of).length;
  return {
    deploymentId: d.id,
    applicationName: d.application,
    deploymentGroupName: d.group,
    deploymentConfigName: d.config,
    deploymentMode: d.mode,
    previousRevision: d.previous && shownLocation(d.previous),
    revision: shownLocation(d.revision),
    status,
    creator: d.creator,
    description: d.description,
    computePlatform: d.platform ?? 'Server',
    createTime: new Date(d.createdAt),
    startTime: date(d.state.startTime),
    completeTime: date(d.state.endTime),
    ignoreApplicationStopFailures: d.ignoreApplicationStopFailures,
    updateOutdatedInstancesOnly: d.outdatedOnly ?? false,
    autoRollbackConfiguration: d.autoRollback,
    overrideAlarmConfiguration: d.overrideAlarms,
    rollbackInfo: d.rollback ?? {},
    relatedDeployments: d.related,
    instanceTerminationWaitTimeStarted: TERMINATING.includes(d.state.blueGreen?.phase ?? ''),
    targetInstances: d.targetInstances,
    deploymentStatusMessages: [],
    fileExistsBehavior: d.fileExists,
    errorInformation: error && { code: error.code as CD.ErrorCode, message: error.message },
    deploymentOverview: {
      Pending: count('Pending'),
      InProgress: count('InProgress'),
      Succeeded: count('Succeeded'),
      Failed: count('Failed'),
      Skipped: count('Skipped'),
      Ready: count('Ready'),
    },
    ...d.traffic,
    deploymentStyle: { ...IN_PLACE, ...d.traffic?.deploymentStyle },
  };
}

const eventsOf = (t: TargetState): CD.LifecycleEvent[] =>
  t.lifecycle.map((l) => ({
    lifecycleEventName: l.name,
    status: l.status,
    startTime: date(l.startTime),
    endTime: date(l.endTime),
    diagnostics: l.diagnostics && { ...l.diagnostics },
  }));

/** Labels are of blue/green deployments alone. */
export const targetDto = (ctx: Ctx, d: Deployment, t: TargetState): CD.DeploymentTarget => ({
  deploymentTargetType: 'InstanceTarget',
  instanceTarget: {
    deploymentId: d.id,
    targetId: t.id,
    targetArn: targetArn(ctx, d, t.id),
    status: t.status,
    lastUpdatedAt: new Date(t.lastUpdatedAt),
    lifecycleEvents: eventsOf(t),
    instanceLabel: t.label,
  },
});
