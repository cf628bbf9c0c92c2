import type * as CD from '@aws-sdk/client-codedeploy';
import type { AgentEntry, DeployCommand } from '../../core/deployment/journal';
import {
  create,
  step,
  type DeploymentEvent,
  type DeploymentState,
  type DeploymentStep,
} from '../../core/deployment/machine';
import { selectsInstance } from '../../core/deployment/tag-filters';
import type { Ctx, Handler, Wire } from '../../ports/context';
import { UPPER_ALNUM } from '../../core/alphabets';
import type { Internal } from '../../ports/module';
import type { Job } from '../../ports/store';
import { listedKind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';
import { allShown, placeOfNumber } from '../../shared/shown-page';
import { configFor } from './configs';
import { groupKey, groupOrThrow, groups, platformOf } from './documents';
import { useRevision } from './revisions';

export interface Deployment {
  readonly id: string;
  readonly application: string;
  readonly group: string;
  readonly groupId: string;
  readonly revision: CD.RevisionLocation;
  /** What the group had before: its last success. */
  readonly previous?: CD.RevisionLocation | undefined;
  readonly config: string;
  readonly createdAt: number;
  readonly description?: string | undefined;
  readonly creator: string;
  readonly ignoreApplicationStopFailures: boolean;
  readonly fileExists: DeployCommand['fileExists'];
  readonly token?: string | undefined;
  readonly state: DeploymentState;
}

export const isRunning = (d: Deployment): boolean => d.state.endTime === undefined;
export const deployments = listedKind('codedeploy.deployment', {
  form: 1,
  show: (d: Deployment) => ({
    id: d.id,
    groupId: d.groupId,
    status: d.state.status,
    createdAt: d.createdAt,
    running: isRunning(d),
    token: d.token,
  }),
  placeOf: (d) => placeOfNumber(d.createdAt),
});

export function deploymentOrThrow(ctx: Ctx, id: string): Deployment {
  const found = ctx.store.get(deployments, id);
  if (!found)
    throw new AwsError(
      'DeploymentDoesNotExistException',
      `The deployment ${id} could not be found`,
    );
  return found;
}

function emit(ctx: Ctx, d: Deployment, state: 'START' | 'SUCCESS' | 'FAILURE' | 'STOP'): void {
  ctx.emit(
    'aws.codedeploy',
    'CodeDeploy Deployment State-change Notification',
    {
      region: ctx.region,
      deploymentId: d.id,
      instanceGroupId: d.groupId,
      deploymentGroup: d.group,
      application: d.application,
      state,
    },
    [
      ctx.arn('codedeploy', `application:${d.application}`),
      ctx.arn('codedeploy', `deploymentgroup:${d.application}/${d.group}`),
    ],
  );
}

const INSTANCE_STATES: Readonly<Record<string, string>> = {
  InProgress: 'START',
  Succeeded: 'SUCCESS',
  Failed: 'FAILURE',
};

/** The other documented event: an instance has begun or ended (AWS-SEMANTICS 2, EventBridge). */
function emitInstances(ctx: Ctx, before: Deployment, d: Deployment): void {
  for (const t of d.state.targets) {
    const state =
      before.state.targets.find((x) => x.id === t.id)?.status === t.status
        ? undefined
        : INSTANCE_STATES[t.status];
    if (state !== undefined)
      ctx.emit(
        'aws.codedeploy',
        'CodeDeploy Instance State-change Notification',
        {
          region: ctx.region,
          deploymentId: d.id,
          instanceId: t.id,
          instanceGroupId: d.groupId,
          deploymentGroup: d.group,
          application: d.application,
          state,
        },
        [ctx.arn('codedeploy', `deploymentgroup:${d.application}/${d.group}`)],
      );
  }
}

function record(ctx: Ctx, before: Deployment, next: DeploymentStep): void {
  const d: Deployment = { ...before, state: next.state };
  ctx.store.put(deployments, d.id, d);
  emitInstances(ctx, before, d);
  for (const command of next.commands) {
    if (command.type === 'run-target')
      ctx.enqueue('codedeploy.run', `${d.id}/${command.target}`, {
        deploymentId: d.id,
        target: command.target,
      });
    else if (command.type === 'started') emit(ctx, d, 'START');
    else {
      const group = ctx.store.get(groups, groupKey(d.application, d.group));
      if (group && d.state.status === 'Succeeded')
        ctx.store.put(groups, groupKey(d.application, d.group), {
          ...group,
          lastSuccessful: d.id,
          revision: d.revision,
        });
      emit(
        ctx,
        d,
        d.state.status === 'Succeeded'
          ? 'SUCCESS'
          : d.state.status === 'Stopped'
            ? 'STOP'
            : 'FAILURE',
      );
    }
  }
}

/** One event through the machine: state and what follows from it in one transaction. */
export function dispatchEvent(ctx: Ctx, id: string, event: DeploymentEvent): void {
  ctx.store.transaction(() => {
    const d = ctx.store.get(deployments, id);
    if (d) record(ctx, d, step(d.state, event));
  });
}

async function fleet(
  ctx: Ctx,
  group: { ec2TagFilters?: CD.EC2TagFilter[] | undefined; ec2TagSet?: CD.EC2TagSet | undefined },
): Promise<string[]> {
  const { Reservations } = await ctx.call.ec2.describeInstances({
    Filters: [{ Name: 'instance-state-name', Values: ['running'] }],
  });
  return (Reservations ?? [])
    .flatMap((r) => r.Instances ?? [])
    .filter((i) => selectsInstance(i.Tags ?? [], group))
    .map((i) => i.InstanceId ?? '');
}

async function deploymentOf(
  ctx: Ctx,
  input: Wire<CD.CreateDeploymentInput>,
  token?: string,
): Promise<CD.CreateDeploymentOutput> {
  if (!input.deploymentGroupName)
    throw new AwsError(
      'DeploymentGroupNameRequiredException',
      'A deployment group name is required.',
    );
  const group = groupOrThrow(ctx, input.applicationName, input.deploymentGroupName);
  // [doc] CreateDeployment: the replacement environment of a blue/green deployment alone names its instances.
  if (input.targetInstances)
    throw new AwsError(
      'InvalidTargetInstancesException',
      'Target instances can be specified only for a blue/green deployment.',
    );
  const revision = input.revision ?? group.revision;
  const location = revision?.s3Location;
  if (!revision || revision.revisionType !== 'S3' || !location?.bucket || !location.key)
    throw new AwsError(
      revision ? 'InvalidRevisionException' : 'RevisionRequiredException',
      "A revision of type S3 with bucket and key is required; other types are not served by Starboard's engine yet",
    );
  if (location.bundleType && location.bundleType !== 'zip')
    throw new AwsError(
      'InvalidRevisionException',
      `The bundle type ${location.bundleType} is not served by Starboard's engine yet; use zip`,
    );
  const known =
    token === undefined
      ? undefined
      : allShown(ctx.store, deployments).find((d) => d.token === token);
  if (known) return { deploymentId: known.id };
  const targets = await fleet(ctx, group);
  const config = configFor(ctx, platformOf(group), input.deploymentConfigName ?? group.config).name;
  return ctx.store.transaction(() => {
    const active = allShown(ctx.store, deployments).find(
      (d) => d.running && d.groupId === group.id,
    );
    if (active)
      throw new AwsError(
        'DeploymentLimitExceededException',
        `The Deployment Group '${group.name}' already has an active Deployment '${active.id}'`,
      );
    const now = ctx.clock.now();
    const d: Deployment = {
      id: `d-${ctx.ids.random(9, UPPER_ALNUM)}`,
      application: group.application,
      group: group.name,
      groupId: group.id,
      revision,
      previous: group.revision,
      config,
      createdAt: now,
      description: input.description,
      creator: 'user',
      ignoreApplicationStopFailures: input.ignoreApplicationStopFailures ?? false,
      fileExists: input.fileExistsBehavior ?? 'DISALLOW',
      token,
      state: create(targets, config, now),
    };
    ctx.store.put(groups, groupKey(group.application, group.name), {
      ...group,
      lastAttempted: d.id,
    });
    useRevision(ctx, d.application, revision, d.id);
    record(ctx, d, step(d.state, { type: 'start', at: now }));
    return { deploymentId: d.id };
  });
}

export const createDeployment: Handler<CD.CreateDeploymentInput, CD.CreateDeploymentOutput> = (
  input,
  ctx,
) => deploymentOf(ctx, input);

/** The same for a pipeline, whose job may come again. */
export const createOnce: Internal<'codedeploy'>['createDeployment'] = ({ request, token }, ctx) =>
  deploymentOf(ctx, { ...request, applicationName: request.applicationName ?? '' }, token);

/** An entity tag without the quotes of its header. */
const bare = (tag: string): string => tag.replaceAll('"', '');

/** [infer] Hooks have BUNDLE_ETAG with both agents: 2 has it from its download, 1.8 only if the service sends it, which it often does not, and when is not documented. */
export const SENDS_ETAG: boolean = true;

/** Job: gives one instance its bundle and command. */
export async function runTarget(job: Job, ctx: Ctx): Promise<void> {
  const { deploymentId, target } = job.payload as { deploymentId: string; target: string };
  const d = ctx.store.get(deployments, deploymentId);
  if (!d || !isRunning(d)) return;
  const { bucket = '', key = '', version, eTag } = d.revision.s3Location ?? {};
  try {
    const object = await ctx.call.s3.getObject({
      Bucket: bucket,
      Key: key,
      VersionId: version,
    });
    const stored = bare(object.ETag ?? '');
    if (eTag !== undefined && bare(eTag) !== stored)
      throw new AwsError(
        'RevisionChanged',
        `Expected deployment artifact bundle etag ${bare(eTag)} but was actually ${stored}`,
      );
    const command: DeployCommand = {
      deploymentId,
      applicationName: d.application,
      deploymentGroupName: d.group,
      deploymentGroupId: d.groupId,
      bundle: `${deploymentId}.zip`,
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
    await ctx.internal.ec2.deployToInstance({
      instanceId: target,
      command,
      bundle: object.Body,
    });
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

/** Job: what an instance's agent wrote down of a deployment. */
export function agentEntry(job: Job, ctx: Ctx): void {
  const { instanceId, entry } = job.payload as { instanceId: string; entry: AgentEntry };
  if (entry.type === 'lifecycle')
    dispatchEvent(ctx, entry.deploymentId, {
      type: 'lifecycle',
      at: entry.at,
      target: instanceId,
      event: entry.event,
      status: entry.status,
      diagnostics: entry.diagnostics,
    });
  if (entry.type === 'deployment-ended')
    dispatchEvent(ctx, entry.deploymentId, {
      type: 'target-ended',
      at: entry.at,
      target: instanceId,
      status: entry.status,
    });
}

/** An orderly stop of the engine ends what runs as Failed, and says why. */
export function stop(ctx: Ctx): void {
  for (const d of ctx.store.list(deployments))
    if (isRunning(d))
      dispatchEvent(ctx, d.id, {
        type: 'stop',
        at: ctx.clock.now(),
        status: 'Failed',
        code: 'INTERNAL_ERROR',
        message: 'The deployment failed because the engine was stopped.',
      });
}
