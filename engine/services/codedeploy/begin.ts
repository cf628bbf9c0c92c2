import { step } from '../../core/deployment/machine';
import type { Ctx } from '../../ports/context';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { alarmStopBy } from './alarms';
import { beginningOf } from './beginning';
import { activeIn, deployments, isRunning } from './deployments';
import { dispatchEvent, record } from './dispatch-event';
import { groupKey, groups, platformOf } from './documents';
import { makeDeployment, trafficOf } from './new-deployment';

/** Job: a deployment that CodeDeploy itself has made begins. */
export async function begin(job: Job, ctx: Ctx): Promise<void> {
  const d = ctx.store.get(deployments, job.key);
  const group = d && ctx.store.get(groups, groupKey(d.application, d.group));
  if (!d || !isRunning(d) || d.state.status !== 'Created') return;
  const at = ctx.clock.now();
  if (!group)
    return dispatchEvent(ctx, d.id, {
      type: 'stop',
      at,
      status: 'Failed',
      code: 'DEPLOYMENT_GROUP_MISSING',
      message: `The deployment group ${d.group} was deleted before the deployment began.`,
    });
  try {
    const { start, onPremises } = await beginningOf(ctx, group, d);
    dispatchEvent(ctx, d.id, { ...start, at }, { onPremises });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { message } = error;
    dispatchEvent(ctx, d.id, {
      type: 'stop',
      at,
      status: 'Failed',
      code: 'INTERNAL_ERROR',
      message,
    });
  }
}

/** Job: instances that were launched while a deployment ran get its revision by one of their own ([doc] outdatedInstancesStrategy). */
export async function updateOutdated(job: Job, ctx: Ctx): Promise<void> {
  const d = ctx.store.get(deployments, job.key);
  const group = d && ctx.store.get(groups, groupKey(d.application, d.group));
  if (!group || platformOf(group) !== 'Server') return;
  const given = {
    revision: d.revision,
    config: d.config,
    creator: 'CodeDeployAutoUpdate',
    fileExists: d.fileExists,
    ignoreApplicationStopFailures: d.ignoreApplicationStopFailures,
    outdatedOnly: true,
    alarms: d.alarms,
    traffic: trafficOf(group),
  } as const;
  const { start, onPremises } = await beginningOf(ctx, group, {
    ...given,
    launchedSince: { at: d.createdAt, butFor: d.state.targets.map((t) => t.id) },
  });
  if (!start.fleet.length) return;
  ctx.store.transaction(() => {
    const now = ctx.store.get(groups, groupKey(d.application, d.group));
    if (now?.lastSuccessful !== d.id || activeIn(ctx, group.id) !== undefined) return;
    const rootId = d.related?.autoUpdateOutdatedInstancesRootDeploymentId ?? d.id;
    const made = makeDeployment(ctx, now, {
      ...given,
      related: { autoUpdateOutdatedInstancesRootDeploymentId: rootId },
    });
    const root = ctx.store.get(deployments, rootId);
    if (root)
      ctx.store.put(deployments, rootId, {
        ...root,
        related: {
          ...root.related,
          autoUpdateOutdatedInstancesDeploymentIds: [
            ...(root.related?.autoUpdateOutdatedInstancesDeploymentIds ?? []),
            made.id,
          ],
        },
      });
    const event = { ...start, at: ctx.clock.now() };
    record(ctx, { ...made, onPremises }, step(made.state, event));
  });
}

/** An alarm has been activated: the deployments that name it are stopped. */
export function stopByAlarm(ctx: Ctx, alarm: string): void {
  for (const { value } of [...ctx.store.shown(deployments)])
    if (value.running) {
      const d = ctx.store.get(deployments, value.id);
      const why = alarmStopBy(d?.alarms, alarm);
      if (d && why)
        dispatchEvent(ctx, d.id, { type: 'stop', at: ctx.clock.now(), status: 'Stopped', ...why });
    }
}
