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
}

const isBegun = (d: Deployment | undefined, target: string): boolean =>
  d !== undefined &&
  isRunning(d) &&
  d.state.targets.some((t) => t.id === target && t.status === 'InProgress');

const commandOf = (d: Deployment, { bundleType, bundleEnv }: BundleFacts): DeployCommand => ({
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

async function giveCommand(ctx: Ctx, d: Deployment, instanceId: string): Promise<void> {
  if (isOnPremises(d, instanceId)) {
    const command = commandOf(d, await bundleFacts(ctx, d.revision));
    return queueCommand(ctx, instanceId, command, d.revision);
  }
  const { content, ...facts } = await bundleFor(ctx, d);
  await ctx.internal.ec2.deployToInstance({
    instanceId,
    command: commandOf(d, facts),
    bundle: content,
  });
}

/** Job: gives one instance its bundle and command. */
export async function runTarget(job: Job, ctx: Ctx): Promise<void> {
  const { deploymentId, target } = job.payload as OneTarget;
  const d = ctx.store.get(deployments, deploymentId);
  if (!d || !isBegun(d, target)) return;
  try {
    await giveCommand(ctx, d, target);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const at = ctx.clock.now();
    dispatchEvent(ctx, deploymentId, {
      type: 'lifecycle',
      at,
      target,
      event: 'DownloadBundle',
      status: 'Failed',
      diagnostics: {
        errorCode: 'UnknownError',
        scriptName: '',
        message: error.message,
        logTail: '',
      },
    });
    dispatchEvent(ctx, deploymentId, { type: 'target-ended', at, target, status: 'Failed' });
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
