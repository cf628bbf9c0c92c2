import { step } from '../../core/deployment/machine';
import type { BusEvent, Ctx } from '../../ports/context';
import type { Job } from '../../ports/store';
import { allShown } from '../../shared/shown-page';
import { AwsError } from '../../wire/errors';
import { beginningOf } from './beginning';
import { deployments, isRunning, type LifecycleAction } from './deployments';
import { record } from './dispatch-event';
import { groupKey, groups, type Group } from './documents';
import { makeDeployment, trafficOf } from './new-deployment';
import { isManagedHook } from './scaling-hooks';

const ACTION = 'codedeploy.action';
const HEARTBEAT = 'codedeploy.heartbeat';
/** Hooks have ten minutes; a deployment may take longer. */
const HEARTBEAT_MS = 5 * 60_000;
/** [infer] The configuration of a deployment to one instance. */
export const ONE_INSTANCE_CONFIG: string = 'CodeDeployDefault.OneAtATime';

const DETAIL_TYPES = [
  'EC2 Instance-launch Lifecycle Action',
  'EC2 Instance-terminate Lifecycle Action',
];

/** An instance of an Auto Scaling group waits in a hook of CodeDeploy's. */
export function hearScaling(event: BusEvent, ctx: Ctx): void {
  if (!DETAIL_TYPES.includes(event['detail-type'])) return;
  const of = (name: string): string => String(event.detail[name] ?? '');
  const action: LifecycleAction = {
    hook: of('LifecycleHookName'),
    group: of('AutoScalingGroupName'),
    token: of('LifecycleActionToken'),
    instance: of('EC2InstanceId'),
  };
  if (isManagedHook(action.hook)) ctx.enqueue(ACTION, `${action.hook}/${action.instance}`, action);
}

/** The hook's deployment group, and whether it is its launch hook. */
function ownerOf(ctx: Ctx, hook: string): { readonly group: Group; isLaunch: boolean } | undefined {
  for (const group of ctx.store.list(groups))
    for (const scaled of group.autoScalingGroups ?? []) {
      if (scaled.hook === hook) return { group, isLaunch: true };
      if (scaled.terminationHook === hook) return { group, isLaunch: false };
    }
  return undefined;
}

/** Tells the Auto Scaling group that its instance may go on, or not. One that waits no longer is no failure. */
async function complete(ctx: Ctx, action: LifecycleAction, isGood: boolean): Promise<void> {
  try {
    await ctx.call.autoscaling.completeLifecycleAction({
      AutoScalingGroupName: action.group,
      LifecycleHookName: action.hook,
      InstanceId: action.instance,
      LifecycleActionToken: action.token || undefined,
      LifecycleActionResult: isGood ? 'CONTINUE' : 'ABANDON',
    });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
}

/** A hook that no deployment group has any more: its instances wait for nothing. */
async function release(ctx: Ctx, action: LifecycleAction): Promise<void> {
  await complete(ctx, action, true);
  try {
    await ctx.call.autoscaling.deleteLifecycleHook({
      AutoScalingGroupName: action.group,
      LifecycleHookName: action.hook,
    });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
}

/** Job: an instance that is launched gets the last successful revision; one that is terminated is stopped in order. */
export async function actOn(job: Job, ctx: Ctx): Promise<void> {
  const action = job.payload as LifecycleAction;
  const owner = ownerOf(ctx, action.hook);
  if (!owner) return release(ctx, action);
  const { group, isLaunch } = owner;
  if (!group.revision) return complete(ctx, action, true);
  // The same action once for each revision: an instance that got an old one gets the new one, too.
  const token = `${action.token}/${group.lastSuccessful ?? ''}`;
  if (allShown(ctx.store, deployments).some((d) => d.token === token)) return;
  const given = {
    revision: group.revision,
    config: ONE_INSTANCE_CONFIG,
    creator: isLaunch ? ('autoscaling' as const) : ('autoscalingTermination' as const),
    fileExists: 'OVERWRITE' as const,
    ignoreApplicationStopFailures: true,
    traffic: trafficOf(group),
    action,
    token,
  };
  const { start, onPremises } = await beginningOf(ctx, group, given);
  ctx.store.transaction(() => {
    const now = ctx.store.get(groups, groupKey(group.application, group.name));
    if (!now) return;
    const d = makeDeployment(ctx, now, given);
    ctx.enqueue(HEARTBEAT, d.id, undefined, d.createdAt + HEARTBEAT_MS);
    record(ctx, { ...d, onPremises }, step(d.state, { ...start, at: d.createdAt }));
  });
}

/** Job: the Auto Scaling group is told that its instance is still being deployed to. */
export async function heartbeat(job: Job, ctx: Ctx): Promise<void> {
  const d = ctx.store.get(deployments, job.key);
  if (!d?.action || !isRunning(d)) return;
  const { group, hook, instance, token } = d.action;
  try {
    await ctx.call.autoscaling.recordLifecycleActionHeartbeat({
      AutoScalingGroupName: group,
      LifecycleHookName: hook,
      InstanceId: instance,
      LifecycleActionToken: token || undefined,
    });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return;
  }
  ctx.enqueue(HEARTBEAT, d.id, undefined, ctx.clock.now() + HEARTBEAT_MS);
}

/** Job: what an Auto Scaling group waited for is over. An instance that got a revision that is old by now gets the new one first. */
export async function completeAction(job: Job, ctx: Ctx): Promise<void> {
  const d = ctx.store.get(deployments, job.key);
  if (!d?.action || isRunning(d)) return;
  const group = ctx.store.get(groups, groupKey(d.application, d.group));
  const isGood = d.state.status === 'Succeeded';
  const isLaunch = d.creator === 'autoscaling';
  const isOld = d.token !== `${d.action.token}/${group?.lastSuccessful ?? ''}`;
  if (isLaunch && isGood && isOld && group)
    return ctx.enqueue(ACTION, `${d.action.hook}/${d.action.instance}`, d.action);
  await complete(ctx, d.action, isGood || !isLaunch);
}
