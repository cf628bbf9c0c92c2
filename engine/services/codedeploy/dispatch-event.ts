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
import { groupKey, groups } from './documents';
import { keepHealth } from './instance-health';
import { rollBack } from './roll-back';
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

/** What follows from a deployment's end. */
function settle(ctx: Ctx, d: Deployment): void {
  const group = ctx.store.get(groups, groupKey(d.application, d.group));
  if (group && d.state.status === 'Succeeded') {
    ctx.store.put(groups, groupKey(d.application, d.group), {
      ...group,
      lastSuccessful: d.id,
      revision: d.revision,
    });
    if (group.outdatedInstancesStrategy !== 'IGNORE') ctx.enqueue('codedeploy.outdated', d.id);
  }
  const ending = ENDINGS[d.state.status];
  if (!ending) return;
  emitDeployment(ctx, d, ending[0]);
  tellTriggers(ctx, d, ending[1]);
  rollBack(ctx, d);
}

function carryOut(ctx: Ctx, d: Deployment, command: DeploymentCommand): void {
  switch (command.type) {
    case 'run-target':
    case 'cancel-target': {
      const type = command.type === 'run-target' ? 'codedeploy.run' : 'codedeploy.cancel';
      const { target } = command;
      return ctx.enqueue(type, `${d.id}/${target}`, { deploymentId: d.id, target });
    }
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
