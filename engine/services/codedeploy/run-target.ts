import type { AgentEntry, DeployCommand } from '../../core/deployment/journal';
import type { Ctx } from '../../ports/context';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { deployments, isRunning, type Deployment } from './deployments';
import { dispatchEvent } from './dispatch-event';

interface OneTarget {
  readonly deploymentId: string;
  readonly target: string;
}

/** An entity tag without the quotes of its header. */
const bare = (tag: string): string => tag.replaceAll('"', '');

/** [infer] Hooks have BUNDLE_ETAG with both agents: 2 has it from its download, 1.8 only if the service sends it, which it often does not, and when is not documented. */
export const SENDS_ETAG: boolean = true;

const isBegun = (d: Deployment | undefined, target: string): boolean =>
  d !== undefined &&
  isRunning(d) &&
  d.state.targets.some((t) => t.id === target && t.status === 'InProgress');

async function giveCommand(ctx: Ctx, d: Deployment, instanceId: string): Promise<void> {
  const { bucket = '', key = '', version, eTag, bundleType } = d.revision.s3Location ?? {};
  const object = await ctx.call.s3.getObject({ Bucket: bucket, Key: key, VersionId: version });
  const stored = bare(object.ETag ?? '');
  if (eTag !== undefined && bare(eTag) !== stored)
    throw new AwsError(
      'RevisionChanged',
      `Expected deployment artifact bundle etag ${bare(eTag)} but was actually ${stored}`,
    );
  const command: DeployCommand = {
    deploymentId: d.id,
    applicationName: d.application,
    deploymentGroupName: d.group,
    deploymentGroupId: d.groupId,
    bundle: `${d.id}.${bundleType ?? 'zip'}`,
    bundleType: bundleType as DeployCommand['bundleType'],
    fileExists: d.fileExists,
    ignoreApplicationStopFailures: d.ignoreApplicationStopFailures,
    bundleEnv: {
      BUNDLE_BUCKET: bucket,
      BUNDLE_KEY: key,
      ...(version ? { BUNDLE_VERSION: version } : {}),
      // Without the quotes of the header.
      ...(SENDS_ETAG ? { BUNDLE_ETAG: stored } : {}),
    },
  };
  await ctx.internal.ec2.deployToInstance({ instanceId, command, bundle: object.Body });
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
  try {
    await ctx.internal.ec2.cancelOnInstance({ instanceId: target, deploymentId });
  } catch (error) {
    // An instance that is gone has nothing to end.
    if (!(error instanceof AwsError)) throw error;
  }
}

/** What an agent wrote down of a deployment. */
export function hear(ctx: Ctx, target: string, entry: AgentEntry): void {
  if (entry.type === 'lifecycle')
    dispatchEvent(ctx, entry.deploymentId, {
      type: 'lifecycle',
      at: entry.at,
      target,
      event: entry.event,
      status: entry.status,
      diagnostics: entry.diagnostics,
    });
  if (entry.type === 'deployment-ended')
    dispatchEvent(ctx, entry.deploymentId, {
      type: 'target-ended',
      at: entry.at,
      target,
      status: entry.status,
    });
}

/** Job: what an instance's agent wrote down. */
export function agentEntry(job: Job, ctx: Ctx): void {
  const { instanceId, entry } = job.payload as { instanceId: string; entry: AgentEntry };
  hear(ctx, instanceId, entry);
}
