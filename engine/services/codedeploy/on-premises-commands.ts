import type * as CD from '@aws-sdk/client-codedeploy';
import type { AgentEntry, DeployCommand } from '../../core/deployment/journal';
import type { Ctx } from '../../ports/context';
import type { Internal } from '../../ports/module';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';
import { openBundle } from './bundle';
import { isRegistered, onPremisesInstances } from './on-premises';
import { hear } from './hear-agent';

/** A deployment that an on-premises instance is to carry out; its agent asks for it. */
interface QueuedCommand {
  readonly instance: string;
  readonly queuedAt: number;
  readonly command: DeployCommand;
  /** Where its bundle comes from. */
  readonly revision: CD.RevisionLocation;
  /** The agent has it, and begins. */
  readonly acknowledged?: boolean | undefined;
  /** It is to go no further than the event it is in. */
  readonly cancelled?: boolean | undefined;
}

/** How far an agent's journal has been heard; one that joins anew begins a journal of its own. */
interface Heard {
  readonly journal: string;
  readonly entries: number;
}

const queue = kind<QueuedCommand>('codedeploy.on-premises-command');
const heard = kind<Heard>('codedeploy.on-premises-journal');

const keyOf = (instance: string, deploymentId: string): string =>
  `${instance}\u0001${deploymentId}`;

function checkRegistered(ctx: Ctx, name: string): void {
  const found = ctx.store.get(onPremisesInstances, name);
  if (!found || !isRegistered(found))
    throw new AwsError(
      'InstanceNotRegisteredException',
      `The on-premises instance ${name} is not registered`,
    );
}

/** Puts a command down for the agent to ask for. */
export function queueCommand(
  ctx: Ctx,
  instance: string,
  command: DeployCommand,
  revision: CD.RevisionLocation,
): void {
  const key = keyOf(instance, command.deploymentId);
  if (ctx.store.get(queue, key)) return;
  ctx.store.put(queue, key, { instance, queuedAt: ctx.clock.now(), command, revision });
}

/** One that no agent has taken goes; another one is told at the next word of its agent. */
export function cancelCommand(ctx: Ctx, instance: string, deploymentId: string): void {
  const key = keyOf(instance, deploymentId);
  const found = ctx.store.get(queue, key);
  if (!found?.acknowledged) return ctx.store.delete(queue, key);
  ctx.store.put(queue, key, { ...found, cancelled: true });
}

/** The commands that wait for an instance's agent, oldest first. */
export const commandsFor: Internal<'codedeploy'>['commandsFor'] = ({ instanceName }, ctx) => {
  checkRegistered(ctx, instanceName);
  return {
    commands: ctx.store
      .list(queue, keyOf(instanceName, ''))
      .filter((q) => !q.acknowledged)
      .sort((a, b) => a.queuedAt - b.queuedAt)
      .map((q) => q.command),
  };
};

/** The bundle of a command that waits. */
export const commandBundle: Internal<'codedeploy'>['commandBundle'] = async (
  { instanceName, deploymentId },
  ctx,
) => {
  checkRegistered(ctx, instanceName);
  const { revision } = queuedOrThrow(ctx, instanceName, deploymentId);
  const { content } = await openBundle(ctx, revision);
  return { content };
};

function queuedOrThrow(ctx: Ctx, instance: string, deploymentId: string): QueuedCommand {
  const found = ctx.store.get(queue, keyOf(instance, deploymentId));
  if (!found)
    throw new AwsError(
      'DeploymentDoesNotExistException',
      `No command of the deployment ${deploymentId} waits for ${instance}`,
    );
  return found;
}

/** The agent has a command and begins: it is not given out again. */
export const acknowledge: Internal<'codedeploy'>['acknowledge'] = (
  { instanceName, deploymentId },
  ctx,
) =>
  ctx.store.transaction(() => {
    checkRegistered(ctx, instanceName);
    const found = queuedOrThrow(ctx, instanceName, deploymentId);
    ctx.store.put(queue, keyOf(instanceName, deploymentId), { ...found, acknowledged: true });
  });

/** What has not been heard yet, of entries that begin at a place in a journal. */
function unheard(
  ctx: Ctx,
  instance: string,
  { journal, from, entries }: { journal: string; from: number; entries: readonly AgentEntry[] },
): readonly AgentEntry[] {
  const known = ctx.store.get(heard, instance);
  const upTo = known?.journal === journal ? known.entries : 0;
  if (from > upTo)
    throw new AwsError(
      'InvalidInputException',
      `The journal of ${instance} was heard up to entry ${upTo}; entries from ${from} on came`,
    );
  const rest = entries.slice(upTo - from);
  ctx.store.put(heard, instance, { journal, entries: upTo + rest.length });
  return rest;
}

/**
 * What an agent wrote down, from an entry of its journal on: entries that come again are heard once.
 * Answers up to where it was heard, and which deployments are to go no further.
 */
export const report: Internal<'codedeploy'>['report'] = ({ instanceName, ...said }, ctx) =>
  ctx.store.transaction(() => {
    checkRegistered(ctx, instanceName);
    for (const entry of unheard(ctx, instanceName, said)) {
      hear(ctx, instanceName, entry);
      if (entry.type === 'deployment-ended')
        ctx.store.delete(queue, keyOf(instanceName, entry.deploymentId));
    }
    const cancelled = ctx.store.list(queue, keyOf(instanceName, '')).filter((q) => q.cancelled);
    return {
      heard: ctx.store.get(heard, instanceName)?.entries ?? 0,
      cancelled: cancelled.map((q) => q.command.deploymentId),
    };
  });
