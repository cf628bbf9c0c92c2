import type { Readable } from 'node:stream';
import { AGENTS } from '../../core/deployment/agent-rules';
import type { AgentEntry, DeployCommand } from '../../core/deployment/journal';
import type { Ctx } from '../../ports/context';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { bundleFacts, namedFacts, openBundle, type BundleFacts } from './bundle';
import { deployments, isOnPremises, isRunning, type Deployment } from './deployments';
import { dispatchEvent } from './dispatch-event';
import { hear } from './hear-agent';
import { cancelCommand, queueCommand } from './on-premises-commands';

interface OneTarget {
  readonly deploymentId: string;
  readonly target: string;
  /** Missing in jobs from before there were pieces: all of it. */
  readonly piece?: number | undefined;
  readonly events?: readonly string[] | undefined;
}

const isBegun = (d: Deployment | undefined, { target, piece = 0 }: OneTarget): boolean =>
  d !== undefined &&
  isRunning(d) &&
  d.state.targets.some(
    (t) => t.id === target && t.status === 'InProgress' && (t.piece ?? 0) === piece,
  );

/** What of a deployment is to be done now; a command from before there were pieces has none of it. */
const pieceOf = (d: Deployment, { piece, events }: OneTarget): Partial<DeployCommand> => ({
  events,
  piece,
  creator: d.creator,
  deploymentType: d.traffic?.deploymentStyle?.deploymentType,
});

const commandOf = (
  d: Deployment,
  one: OneTarget,
  { bundleType, bundleEnv }: BundleFacts,
): DeployCommand => ({
  ...(d.traffic || d.action ? pieceOf(d, one) : {}),
  deploymentId: d.id,
  applicationName: d.application,
  deploymentGroupName: d.group,
  deploymentGroupId: d.groupId,
  bundle: `${d.id}.${bundleType ?? 'zip'}`,
  bundleType,
  fileExists: d.fileExists,
  ignoreApplicationStopFailures: d.ignoreApplicationStopFailures,
  restart: d.mode === 'RESTART' || undefined,
  bundleEnv,
});

/** The bundle; a restart can do without, where the agent knows of restarts. */
async function bundleFor(
  ctx: Ctx,
  d: Deployment,
): Promise<BundleFacts & { readonly content: Readable | undefined }> {
  try {
    return await openBundle(ctx, d.revision);
  } catch (error) {
    const canDoWithout = d.mode === 'RESTART' && AGENTS[ctx.agentVersion].restarts;
    if (!(error instanceof AwsError) || !canDoWithout) throw error;
    return { ...namedFacts(d.revision), content: undefined };
  }
}

/** Whether a piece takes the bundle; what comes before it, or after, needs none. */
const takesBundle = ({ events }: OneTarget): boolean => events?.includes('DownloadBundle') ?? true;

async function giveCommand(ctx: Ctx, d: Deployment, one: OneTarget): Promise<void> {
  const { target: instanceId } = one;
  if (isOnPremises(d, instanceId)) {
    const command = commandOf(d, one, await bundleFacts(ctx, d.revision));
    return queueCommand(ctx, instanceId, command, d.revision);
  }
  if (!takesBundle(one)) {
    const command = commandOf(d, one, namedFacts(d.revision));
    return ctx.internal.ec2.deployToInstance({ instanceId, command, bundle: undefined });
  }
  const { content, ...facts } = await bundleFor(ctx, d);
  await ctx.internal.ec2.deployToInstance({
    instanceId,
    command: commandOf(d, one, facts),
    bundle: content,
  });
}

/** Job: gives one instance its bundle and command. */
export async function runTarget(job: Job, ctx: Ctx): Promise<void> {
  const one = job.payload as OneTarget;
  const { deploymentId, target, piece, events } = one;
  const d = ctx.store.get(deployments, deploymentId);
  if (!d || !isBegun(d, one)) return;
  try {
    await giveCommand(ctx, d, one);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const at = ctx.clock.now();
    dispatchEvent(ctx, deploymentId, {
      type: 'lifecycle',
      at,
      target,
      event: takesBundle(one) ? 'DownloadBundle' : (events?.[0] ?? ''),
      status: 'Failed',
      diagnostics: {
        errorCode: 'UnknownError',
        scriptName: '',
        message: error.message,
        logTail: '',
      },
    });
    dispatchEvent(ctx, deploymentId, { type: 'target-ended', at, target, piece, status: 'Failed' });
  }
}

/** Job: an instance goes no further with a deployment than the event it is in. */
export async function cancelTarget(job: Job, ctx: Ctx): Promise<void> {
  const { deploymentId, target } = job.payload as OneTarget;
  const d = ctx.store.get(deployments, deploymentId);
  if (d && isOnPremises(d, target)) return cancelCommand(ctx, target, deploymentId);
  try {
    await ctx.internal.ec2.cancelOnInstance({ instanceId: target, deploymentId });
  } catch (error) {
    // An instance that is gone has nothing to end.
    if (!(error instanceof AwsError)) throw error;
  }
}

/** Job: what an instance's agent wrote down. */
export function agentEntry(job: Job, ctx: Ctx): void {
  const { instanceId, entry } = job.payload as { instanceId: string; entry: AgentEntry };
  hear(ctx, instanceId, entry);
}
