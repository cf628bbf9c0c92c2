import type * as AS from '@aws-sdk/client-auto-scaling';
import type * as CD from '@aws-sdk/client-codedeploy';
import type { Ctx } from '../../ports/context';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { beginningOf, refusedBy } from './beginning';
import { deployments, isRunning, type Deployment, type GroupCopy } from './deployments';
import { dispatchEvent } from './dispatch-event';
import { groupKey, groups, type Group } from './documents';
import { fleetRule } from './fleet';
import { targetGroupNames } from './group-traffic';
import { changeHooks, isManagedHook } from './scaling-hooks';
import { targetGroupArns } from './target-groups';

const PROVISION = 'codedeploy.provision';
const POLL_MS = 300;
/** [infer] A copy whose instances are not in service by then is given up. */
export const PROVISION_LIMIT_MS: number = 3_600_000;
/** Tags of AWS's own are not copied. */
const RESERVED = 'aws:';

/** As AWS names the copy ([doc] "Blue/green deployment: Automatically copy Amazon EC2 Auto Scaling group"). */
const copyName = (d: Deployment): string => `CodeDeploy_${d.group}_${d.id}`;

async function scalingGroup(ctx: Ctx, name: string): Promise<AS.AutoScalingGroup | undefined> {
  const { AutoScalingGroups = [] } = await ctx.call.autoscaling.describeAutoScalingGroups({
    AutoScalingGroupNames: [name],
  });
  return AutoScalingGroups[0];
}

async function hooksToCopy(ctx: Ctx, name: string): Promise<AS.LifecycleHookSpecification[]> {
  const { LifecycleHooks = [] } = await ctx.call.autoscaling.describeLifecycleHooks({
    AutoScalingGroupName: name,
  });
  return LifecycleHooks.filter((h) => !isManagedHook(h.LifecycleHookName ?? '')).map(
    ({ AutoScalingGroupName: _group, GlobalTimeout: _timeout, ...hook }) => ({
      ...hook,
      LifecycleHookName: hook.LifecycleHookName ?? '',
      LifecycleTransition: hook.LifecycleTransition ?? '',
    }),
  );
}

/** Launch templates are named by id or by name; an answer has both. */
const templateOf = (
  given: AS.LaunchTemplateSpecification | undefined,
): AS.LaunchTemplateSpecification | undefined =>
  given && { LaunchTemplateId: given.LaunchTemplateId, Version: given.Version };

/** The group again, without its target groups: its instances get no traffic before it is rerouted to them. */
async function copyGroup(ctx: Ctx, from: AS.AutoScalingGroup, name: string): Promise<void> {
  const hooks = await hooksToCopy(ctx, from.AutoScalingGroupName ?? '');
  await ctx.call.autoscaling.createAutoScalingGroup({
    AutoScalingGroupName: name,
    MinSize: from.MinSize,
    MaxSize: from.MaxSize,
    DesiredCapacity: from.DesiredCapacity,
    LaunchTemplate: templateOf(from.LaunchTemplate),
    MixedInstancesPolicy: from.MixedInstancesPolicy,
    LaunchConfigurationName: from.LaunchConfigurationName,
    VPCZoneIdentifier: from.VPCZoneIdentifier || undefined,
    AvailabilityZones: from.VPCZoneIdentifier ? undefined : from.AvailabilityZones,
    HealthCheckType: from.HealthCheckType,
    HealthCheckGracePeriod: from.HealthCheckGracePeriod,
    DefaultCooldown: from.DefaultCooldown,
    TerminationPolicies: from.TerminationPolicies,
    NewInstancesProtectedFromScaleIn: from.NewInstancesProtectedFromScaleIn,
    LifecycleHookSpecificationList: hooks.length ? hooks : undefined,
    Tags: (from.Tags ?? [])
      .filter((t) => !t.Key?.startsWith(RESERVED))
      .map(({ Key = '', Value, PropagateAtLaunch }) => ({ Key, Value, PropagateAtLaunch })),
  });
}

/** Makes the copy, once; answers how it stands. */
async function copied(ctx: Ctx, d: Deployment, group: Group): Promise<AS.AutoScalingGroup> {
  const name = copyName(d);
  const there = await scalingGroup(ctx, name);
  if (there && d.copy) return there;
  const from = group.autoScalingGroups?.[0]?.name ?? '';
  const source = await scalingGroup(ctx, from);
  if (!source)
    throw new AwsError('ValidationError', `The Auto Scaling group ${from} does not exist`);
  const copy: GroupCopy = { name, from, targetGroupArns: source.TargetGroupARNs ?? [] };
  ctx.store.transaction(() => {
    const now = ctx.store.get(deployments, d.id);
    if (now && isRunning(now)) ctx.store.put(deployments, d.id, { ...now, copy });
  });
  if (!there) await copyGroup(ctx, source, name);
  return (await scalingGroup(ctx, name)) ?? source;
}

const inService = ({ Instances = [] }: AS.AutoScalingGroup): number =>
  Instances.filter((i) => i.LifecycleState === 'InService').length;

/** Whether the copy has what was asked for; it is asked again until it has. */
async function isProvisioned(ctx: Ctx, d: Deployment, group: Group): Promise<boolean> {
  const copy = await copied(ctx, d, group);
  return inService(copy) >= (copy.DesiredCapacity ?? 0);
}

function fail(ctx: Ctx, d: Deployment, message: string): void {
  dispatchEvent(ctx, d.id, {
    type: 'stop',
    at: ctx.clock.now(),
    status: 'Failed',
    code: 'AUTO_SCALING_CONFIGURATION',
    message,
  });
}

function again(ctx: Ctx, job: Job): void {
  ctx.store.transaction(() => {
    ctx.store.cancelJobs(PROVISION, job.key);
    ctx.enqueue(PROVISION, job.key, undefined, ctx.clock.now() + POLL_MS);
  });
}

/** Whether a deployment whose replacement is to be made may begin with that. */
async function mayBegin(ctx: Ctx, d: Deployment, group: Group): Promise<boolean> {
  if (d.state.startTime !== undefined) return true;
  const refused = await refusedBy(ctx, group, d.traffic ?? {}, d.alarms);
  const at = ctx.clock.now();
  if (!refused) {
    dispatchEvent(ctx, d.id, { type: 'provision', at });
    return true;
  }
  dispatchEvent(ctx, d.id, {
    ...{ type: 'start', at, fleet: [], rule: fleetRule(ctx, d.config), lifecycle: [], refused },
  });
  return false;
}

/** Job: a deployment whose replacement is a copy of its Auto Scaling group makes that copy, and begins when it is there. */
export async function provision(job: Job, ctx: Ctx): Promise<void> {
  const d = ctx.store.get(deployments, job.key);
  if (!d || !isRunning(d) || d.state.targets.length > 0) return;
  const group = ctx.store.get(groups, groupKey(d.application, d.group));
  if (!group) return fail(ctx, d, `The deployment group ${d.group} was deleted.`);
  try {
    if (!(await mayBegin(ctx, d, group))) return;
    if (!(await isProvisioned(ctx, d, group))) {
      const began = ctx.store.get(deployments, d.id)?.state.startTime ?? ctx.clock.now();
      if (ctx.clock.now() < began + PROVISION_LIMIT_MS) return again(ctx, job);
      return fail(
        ctx,
        d,
        `The instances of the Auto Scaling group ${copyName(d)} were not in service within one hour.`,
      );
    }
    const now = ctx.store.get(deployments, d.id);
    if (!now) return;
    const { start } = await beginningOf(ctx, group, now);
    dispatchEvent(ctx, d.id, { ...start, at: ctx.clock.now() });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    fail(ctx, d, error.message);
  }
}

/** Deletes Auto Scaling groups with their instances; those that are gone already are no failure. */
async function deleteGroups(ctx: Ctx, names: readonly string[]): Promise<void> {
  for (const name of names)
    if (await scalingGroup(ctx, name))
      await ctx.call.autoscaling.deleteAutoScalingGroup({
        AutoScalingGroupName: name,
        ForceDelete: true,
      });
}

/** The Auto Scaling groups of instances, and those that belong to none: one of a group would be replaced. */
async function scaledAmong(
  ctx: Ctx,
  ids: readonly string[],
): Promise<{ readonly names: readonly string[]; readonly others: readonly string[] }> {
  if (!ids.length) return { names: [], others: [] };
  const { AutoScalingInstances = [] } = await ctx.call.autoscaling.describeAutoScalingInstances({
    InstanceIds: [...ids],
  });
  return {
    names: [...new Set(AutoScalingInstances.flatMap((i) => i.AutoScalingGroupName ?? []))],
    others: ids.filter((id) => !AutoScalingInstances.some((i) => i.InstanceId === id)),
  };
}

/** Ends the instances that have lost their traffic: with their Auto Scaling group, where the deployment group has it. */
async function endOriginals(ctx: Ctx, d: Deployment): Promise<void> {
  const group = ctx.store.get(groups, groupKey(d.application, d.group));
  const losing = d.state.targets.filter((t) => t.label !== d.state.blueGreen?.gaining);
  const { names, others } = await scaledAmong(
    ctx,
    losing.map((t) => t.id),
  );
  const own = (group?.autoScalingGroups ?? []).flatMap((g) => g.name ?? []);
  const isReplaced = (name: string): boolean =>
    own.includes(name) && !d.targetInstances?.autoScalingGroups?.includes(name);
  await deleteGroups(ctx, d.copy ? [d.copy.from] : names.filter(isReplaced));
  if (others.length) await ctx.call.ec2.terminateInstances({ InstanceIds: [...others] });
}

/**
 * Job: the original instances of a blue/green deployment go. [infer] Those of an Auto Scaling group go with it, as
 * AWS does it where the group was copied.
 */
export async function terminateOriginals(job: Job, ctx: Ctx): Promise<void> {
  const d = ctx.store.get(deployments, job.key);
  if (!d || !isRunning(d) || d.state.blueGreen?.phase !== 'terminate') return;
  let problem: string | undefined;
  try {
    await endOriginals(ctx, d);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    problem = error.message;
  }
  dispatchEvent(ctx, d.id, { type: 'terminated', at: ctx.clock.now(), problem });
}

/** What a group had of Auto Scaling before its replacement took its place, and what it has now. */
export interface Adoption {
  readonly before: readonly CD.AutoScalingGroup[];
  readonly after: readonly CD.AutoScalingGroup[];
}

/** Job: the replacement is the deployment group now: its Auto Scaling groups have the hooks, and a copy the target groups. */
export async function adopt(job: Job, ctx: Ctx): Promise<void> {
  const { before, after } = job.payload as Adoption;
  const d = ctx.store.get(deployments, job.key);
  try {
    await changeHooks(ctx, before, after);
    if (!d?.copy) return;
    const named = await targetGroupArns(ctx, targetGroupNames(d.traffic ?? {}));
    await ctx.call.autoscaling.attachLoadBalancerTargetGroups({
      AutoScalingGroupName: d.copy.name,
      TargetGroupARNs: [...new Set([...d.copy.targetGroupArns, ...named])],
    });
  } catch (error) {
    // A group that was deleted since has neither.
    if (!(error instanceof AwsError)) throw error;
  }
}
