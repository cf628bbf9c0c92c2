import { nextLook } from '../../core/deployment/limits';
import { step } from '../../core/deployment/machine';
import type {
  DeploymentCommand,
  DeploymentEvent,
  DeploymentStep,
} from '../../core/deployment/state';
import type { Ctx } from '../../ports/context';
import type { Job } from '../../ports/store';
import { emitDeployment, emitInstances, type DeploymentMoment } from './deployment-events';
import { deployments, isRunning, type Deployment } from './deployments';
import { groupKey, groups, type Group } from './documents';
import { keepHealth } from './instance-health';
import { rollBack } from './roll-back';
import { withHooks } from './scaling-hooks';
import { tellOfInstances, tellTriggers, type TriggerStatus } from './triggers';

/** Since when this process hears of agents: what they did before may be still to be read. */
const heard = new WeakMap<object, number>();
export const hearFromNow = (ctx: Ctx): void => void heard.set(ctx.store, ctx.clock.now());
const heardSince = (ctx: Ctx): number => heard.get(ctx.store) ?? 0;

const LOOK = 'codedeploy.look';

/** Sees to it that a running deployment is looked at when its limits of time come. */
function withLook(ctx: Ctx, d: Deployment): Deployment {
  const at = nextLook(d.state, heardSince(ctx));
  if (at !== undefined && d.lookAt !== undefined && d.lookAt <= at) return d;
  if (d.lookAt !== undefined) ctx.store.cancelJobs(LOOK, d.id);
  if (at !== undefined) ctx.enqueue(LOOK, d.id, undefined, at);
  return { ...d, lookAt: at };
}

const ENDINGS: Readonly<Record<string, readonly [DeploymentMoment, TriggerStatus]>> = {
  Succeeded: ['SUCCESS', 'SUCCEEDED'],
  Stopped: ['STOP', 'ABORTED'],
  Failed: ['FAILURE', 'FAILED'],
};

/** The group has the revision, and with a blue/green deployment the replacement takes the place of its instances. */
function keepSuccess(ctx: Ctx, d: Deployment): void {
  const key = groupKey(d.application, d.group);
  const group = ctx.store.get(groups, key);
  if (!group) return;
  const adopted = d.state.blueGreen?.gaining === 'Green' ? replacementOf(ctx, d, group) : {};
  ctx.store.put(groups, key, {
    ...group,
    ...adopted,
    lastSuccessful: d.id,
    revision: d.revision,
  });
  const [before, after] = [group.autoScalingGroups ?? [], adopted.autoScalingGroups];
  if (after) ctx.enqueue('codedeploy.adopt', d.id, { before, after });
  if (group.outdatedInstancesStrategy !== 'IGNORE') ctx.enqueue('codedeploy.outdated', d.id);
}

/** Where a group finds its instances once they have been replaced ([infer] by tags, too: the next deployment replaces these). */
function replacementOf(
  ctx: Ctx,
  { copy, targetInstances }: Deployment,
  group: Group,
): Partial<Group> {
  const scaled = (names: readonly string[]): Group['autoScalingGroups'] =>
    withHooks(ctx, group.name, names, [], group.terminationHookEnabled ?? false);
  if (copy) return { autoScalingGroups: scaled([copy.name]) };
  return {
    ec2TagFilters: targetInstances?.tagFilters,
    ec2TagSet: targetInstances?.ec2TagSet,
    autoScalingGroups: scaled(targetInstances?.autoScalingGroups ?? []),
  };
}

/** What follows from a deployment's end. */
function settle(ctx: Ctx, d: Deployment): void {
  if (d.action) ctx.enqueue('codedeploy.complete-action', d.id);
  else if (d.state.status === 'Succeeded') keepSuccess(ctx, d);
  const ending = ENDINGS[d.state.status];
  if (!ending) return;
  emitDeployment(ctx, d, ending[0]);
  tellTriggers(ctx, d, ending[1]);
  rollBack(ctx, d);
}

const JOBS = {
  'run-target': 'codedeploy.run',
  'cancel-target': 'codedeploy.cancel',
  'shift-traffic': 'codedeploy.shift',
} as const;

function carryOut(ctx: Ctx, d: Deployment, command: DeploymentCommand): void {
  switch (command.type) {
    case 'run-target':
    case 'cancel-target':
    case 'shift-traffic': {
      const { type, ...of } = command;
      return ctx.enqueue(JOBS[type], `${d.id}/${of.target}`, { deploymentId: d.id, ...of });
    }
    case 'terminate':
      return ctx.enqueue('codedeploy.terminate', d.id);
    case 'ready':
      emitDeployment(ctx, d, 'READY');
      return tellTriggers(ctx, d, 'READY');
    case 'started':
      emitDeployment(ctx, d, 'START');
      return tellTriggers(ctx, d, 'IN_PROGRESS');
    case 'ended':
      return settle(ctx, d);
  }
}

/** Stores a step of a deployment, and what follows from it; to be called in a transaction. */
export function record(ctx: Ctx, before: Deployment, next: DeploymentStep): void {
  const d = withLook(ctx, { ...before, state: next.state });
  ctx.store.put(deployments, d.id, d);
  keepHealth(ctx, before, d);
  emitInstances(ctx, before, d);
  tellOfInstances(ctx, before, d);
  for (const command of next.commands) carryOut(ctx, d, command);
}

/** One event through the machine: state and what follows from it in one transaction. */
export function dispatchEvent(
  ctx: Ctx,
  id: string,
  event: DeploymentEvent,
  more: Partial<Deployment> = {},
): void {
  ctx.store.transaction(() => {
    const d = ctx.store.get(deployments, id);
    if (d && isRunning(d)) record(ctx, { ...d, ...more }, step(d.state, event));
  });
}

/** Job: the time has come at which a deployment had to be looked at. */
export function look(job: Job, ctx: Ctx): void {
  const event = { type: 'look', at: ctx.clock.now(), heardSince: heardSince(ctx) } as const;
  dispatchEvent(ctx, job.key, event, { lookAt: undefined });
}
