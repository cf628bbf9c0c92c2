import type { AgentEntry, FleetDeployCommand } from '../../core/deployment/journal';
import { stepFleet, type FleetInput } from '../../core/pipeline/fleet';
import type { Ctx } from '../../ports/context';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { dispatchEvent } from './dispatch-event';
import { fleets, saveFleet, type Fleet } from './fleet-store';

/** One event through the machine: state and what follows from it in one transaction. */
export function dispatchFleet(ctx: Ctx, id: string, input: FleetInput): void {
  ctx.store.transaction(() => {
    const fleet = ctx.store.get(fleets, id);
    if (!fleet) return;
    const { state, commands } = stepFleet(fleet.state, input);
    saveFleet(ctx, { ...fleet, state });
    for (const command of commands)
      if (command.type === 'run-target')
        ctx.enqueue('codepipeline.fleet-target', `${id}/${command.target}`, {
          id,
          target: command.target,
        });
      else endAction(ctx, fleet, command.problem);
  });
}

function endAction(ctx: Ctx, fleet: Fleet, problem: string | undefined): void {
  const of = { executionId: fleet.executionId, actionId: fleet.id };
  if (problem === undefined)
    dispatchEvent(ctx, fleet.pipeline, {
      type: 'action-succeeded',
      ...of,
      changes: { summary: 'Deployment Succeeded' },
    });
  else
    dispatchEvent(ctx, fleet.pipeline, {
      type: 'action-failed',
      ...of,
      error: { code: 'JobFailed', message: problem },
      changes: { summary: problem },
    });
}

/** Job: gives one instance the artifact and what is to be done with it. */
export async function runFleetTarget(job: Job, ctx: Ctx): Promise<void> {
  const { id, target } = job.payload as { id: string; target: string };
  const fleet = ctx.store.get(fleets, id);
  if (fleet?.state.targets.find((t) => t.id === target)?.status !== 'InProgress') return;
  const { artifact, spec, log } = fleet;
  const command: FleetDeployCommand = { kind: 'fleet', id, bundle: `${id}.zip`, spec, log };
  try {
    const object = await ctx.call.s3.getObject({ Bucket: artifact.bucket, Key: artifact.key });
    await ctx.internal.ec2.deployToInstance({
      instanceId: target,
      command,
      bundle: object.Body,
    });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    lose(ctx, id, target, `${error.code}: ${error.message}`);
  }
}

function lose(ctx: Ctx, id: string, target: string, message: string): void {
  const at = ctx.clock.now();
  dispatchFleet(ctx, id, { type: 'target-ended', at, target, status: 'Failed', message });
}

/** Job: what an instance's agent wrote down of it. */
export function fleetEntry(job: Job, ctx: Ctx): void {
  const { instanceId, entry } = job.payload as { instanceId: string; entry: AgentEntry };
  if (entry.type === 'fleet-event')
    dispatchFleet(ctx, entry.id, {
      type: 'event',
      at: entry.at,
      target: instanceId,
      event: entry.event,
      status: entry.status,
      message: entry.message,
    });
  if (entry.type === 'fleet-ended')
    dispatchFleet(ctx, entry.id, {
      type: 'target-ended',
      at: entry.at,
      target: instanceId,
      status: entry.status,
      message: entry.message,
    });
}

/** Job: an instance has been terminated, and says nothing more. */
export function fleetLost(job: Job, ctx: Ctx): void {
  for (const fleet of ctx.store.list(fleets))
    if (fleet.state.targets.some((t) => t.id === job.key && t.status === 'InProgress'))
      lose(ctx, fleet.id, job.key, 'The instance was terminated.');
}

/** Job: nobody waits for an action any more. */
export const fleetAbandoned = (job: Job, ctx: Ctx): void =>
  dispatchFleet(ctx, job.key, { type: 'abandon' });
