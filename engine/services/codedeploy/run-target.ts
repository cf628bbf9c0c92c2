import type { AgentEntry, DeployCommand } from '../../core/deployment/journal';
import type { Ctx } from '../../ports/context';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { deployments, isOnPremises, isRunning, type Deployment } from './deployments';
import { dispatchEvent } from './dispatch-event';
import { hear } from './hear-agent';
import { cancelCommand, queueCommand } from './on-premises-commands';

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

interface Place {
  readonly bucket: string;
  readonly key: string;
  readonly version?: string | undefined;
}

const placeOf = ({ s3Location }: Deployment['revision']): Place => ({
  bucket: s3Location?.bucket ?? '',
  key: s3Location?.key ?? '',
  version: s3Location?.version,
});

/** The bundle's tag, where it is the one that the revision names. */
function checkedTag(d: Deployment, given: string | undefined): string {
  const stored = bare(given ?? '');
  const wanted = d.revision.s3Location?.eTag;
  if (wanted !== undefined && bare(wanted) !== stored)
    throw new AwsError(
      'RevisionChanged',
      `Expected deployment artifact bundle etag ${bare(wanted)} but was actually ${stored}`,
    );
  return stored;
}

function commandOf(d: Deployment, { bucket, key, version }: Place, tag: string): DeployCommand {
  const { bundleType } = d.revision.s3Location ?? {};
  return {
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
      ...(SENDS_ETAG ? { BUNDLE_ETAG: tag } : {}),
    },
  };
}

async function giveCommand(ctx: Ctx, d: Deployment, instanceId: string): Promise<void> {
  const place = placeOf(d.revision);
  const asked = { Bucket: place.bucket, Key: place.key, VersionId: place.version };
  if (isOnPremises(d, instanceId)) {
    const { ETag } = await ctx.call.s3.headObject(asked);
    return queueCommand(ctx, instanceId, commandOf(d, place, checkedTag(d, ETag)), place);
  }
  const { ETag, Body } = await ctx.call.s3.getObject(asked);
  const command = commandOf(d, place, checkedTag(d, ETag));
  await ctx.internal.ec2.deployToInstance({ instanceId, command, bundle: Body });
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
