import { engineStoppedText } from '../../core/deployment/rollback';
import type { BusEvent, Ctx, Operations } from '../../ports/context';
import type { Internal } from '../../ports/module';
import * as a from './applications';
import * as c from './configs';
import * as i from './deployment-instances';
import * as o from './deployment-operations';
import { begin, stopByAlarm, updateOutdated } from './begin';
import { createDeployment, createOnce } from './create-deployment';
import { deployments, isRunning, type Deployment } from './deployments';
import { dispatchEvent, hearFromNow, look } from './dispatch-event';
import { agentEntry, cancelTarget, runTarget } from './run-target';
import { shiftTraffic } from './shift-traffic';
import { actOn, completeAction, hearScaling, heartbeat } from './lifecycle-actions';
import { lost } from './lost';
import { adopt, provision, terminateOriginals } from './replacement';
import { trigger } from './triggers';
import * as h from './github';
import * as r from './group-reads';
import * as g from './groups';
import * as p from './on-premises';
import * as q from './on-premises-commands';
import * as v from './revisions';
import * as t from './tags';
import * as w from './traffic';

export const operations = {
  AddTagsToOnPremisesInstances: p.addTagsToOnPremisesInstances,
  BatchGetApplicationRevisions: v.batchGetApplicationRevisions,
  BatchGetApplications: a.batchGetApplications,
  BatchGetDeploymentGroups: r.batchGetDeploymentGroups,
  BatchGetDeploymentInstances: i.batchGetDeploymentInstances,
  BatchGetDeploymentTargets: o.batchGetDeploymentTargets,
  BatchGetDeployments: o.batchGetDeployments,
  BatchGetOnPremisesInstances: p.batchGetOnPremisesInstances,
  ContinueDeployment: w.continueDeployment,
  CreateApplication: a.createApplication,
  CreateDeployment: createDeployment,
  CreateDeploymentConfig: c.createDeploymentConfig,
  CreateDeploymentGroup: g.createDeploymentGroup,
  DeleteApplication: a.deleteApplication,
  DeleteDeploymentConfig: c.deleteDeploymentConfig,
  DeleteDeploymentGroup: g.deleteDeploymentGroup,
  DeleteGitHubAccountToken: h.deleteGitHubAccountToken,
  DeleteResourcesByExternalId: a.deleteResourcesByExternalId,
  DeregisterOnPremisesInstance: p.deregisterOnPremisesInstance,
  GetApplication: a.getApplication,
  GetApplicationRevision: v.getApplicationRevision,
  GetDeployment: o.getDeployment,
  GetDeploymentConfig: c.getDeploymentConfig,
  GetDeploymentGroup: r.getDeploymentGroup,
  GetDeploymentInstance: i.getDeploymentInstance,
  GetDeploymentTarget: o.getDeploymentTarget,
  GetOnPremisesInstance: p.getOnPremisesInstance,
  ListApplicationRevisions: v.listApplicationRevisions,
  ListApplications: a.listApplications,
  ListDeploymentConfigs: c.listDeploymentConfigs,
  ListDeploymentGroups: g.listDeploymentGroups,
  ListDeploymentInstances: i.listDeploymentInstances,
  ListDeploymentTargets: o.listDeploymentTargets,
  ListDeployments: o.listDeployments,
  ListGitHubAccountTokenNames: h.listGitHubAccountTokenNames,
  ListOnPremisesInstances: p.listOnPremisesInstances,
  ListTagsForResource: t.listTagsForResource,
  PutLifecycleEventHookExecutionStatus: w.putLifecycleEventHookExecutionStatus,
  RegisterApplicationRevision: v.registerApplicationRevision,
  RegisterOnPremisesInstance: p.registerOnPremisesInstance,
  RemoveTagsFromOnPremisesInstances: p.removeTagsFromOnPremisesInstances,
  SkipWaitTimeForInstanceTermination: w.skipWaitTimeForInstanceTermination,
  StopDeployment: o.stopDeployment,
  TagResource: t.tagResource,
  UntagResource: t.untagResource,
  UpdateApplication: a.updateApplication,
  UpdateDeploymentGroup: g.updateDeploymentGroup,
} satisfies Operations;

export const internal: Internal<'codedeploy'> = {
  acknowledge: q.acknowledge,
  commandBundle: q.commandBundle,
  commandsFor: q.commandsFor,
  createDeployment: createOnce,
  report: q.report,
};

export const jobs = {
  'codedeploy.action': actOn,
  'codedeploy.adopt': adopt,
  'codedeploy.agent': agentEntry,
  'codedeploy.begin': begin,
  'codedeploy.cancel': cancelTarget,
  'codedeploy.complete-action': completeAction,
  'codedeploy.heartbeat': heartbeat,
  'codedeploy.look': look,
  'codedeploy.lost': lost,
  'codedeploy.outdated': updateOutdated,
  'codedeploy.provision': provision,
  'codedeploy.run': runTarget,
  'codedeploy.shift': shiftTraffic,
  'codedeploy.terminate': terminateOriginals,
  'codedeploy.trigger': trigger,
};

/** An alarm that is activated stops the deployments that name it; an Auto Scaling group waits for one of an instance's. */
export function onEvent(event: BusEvent, ctx: Ctx): void {
  hearScaling(event, ctx);
  if (event['detail-type'] !== 'CloudWatch Alarm State Change') return;
  const { value } = event.detail['state'] as { value?: string };
  if (value === 'ALARM') stopByAlarm(ctx, String(event.detail['alarmName']));
}

export const recover = hearFromNow;

/** A blue/green deployment that waits has nothing at work: it waits on. */
const isWaiting = ({ state }: Deployment): boolean =>
  state.blueGreen?.phase === 'ready' || state.blueGreen?.phase === 'wait';

/** An orderly stop of the engine ends what runs as Failed, and says why; nothing is there to roll it back. */
export function stop(ctx: Ctx): void {
  for (const d of ctx.store.list(deployments))
    if (isRunning(d) && !isWaiting(d))
      dispatchEvent(
        ctx,
        d.id,
        {
          type: 'stop',
          at: ctx.clock.now(),
          status: 'Failed',
          code: 'INTERNAL_ERROR',
          message: 'The deployment failed because the engine was stopped.',
        },
        {
          rollbackAsked: false,
          rollback: d.autoRollback?.enabled
            ? { rollbackMessage: engineStoppedText(d.id) }
            : d.rollback,
        },
      );
}
