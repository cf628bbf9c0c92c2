import type * as CP from '@aws-sdk/client-codepipeline';
import { typeKey } from '../../core/pipeline/action-types';
import type { Artifact } from '../../core/pipeline/types';
import { CUSTOM_ACTION_MS } from '../../core/pipeline/unverified';
import type { Ctx } from '../../ports/context';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';
import { inputsOf, outputsOf, progress, type ActionAttempt } from './action-run';
import { findExecution, pipelineArn } from './store';

/** What a job worker is offered for a custom action. */
export interface WorkerJob {
  readonly id: string;
  readonly typeKey: string;
  readonly executionId: string;
  readonly actionId: string;
  readonly status: 'Queued' | 'Dispatched' | 'InProgress';
  readonly nonce: string;
  /** Not offered before. */
  readonly availableAt: number;
  readonly continuationToken?: string | undefined;
}

const workerJobs = kind<WorkerJob>('codepipeline.job');
/** Where a job is in its type's queue. */
const byId = kind<{ queue: string }>('codepipeline.job-index');

const queueKey = (type: string, at: number, id: string): string =>
  `${type}\u0001${String(at).padStart(15, '0')}\u0001${id}`;

export function saveJob(ctx: Ctx, job: WorkerJob): void {
  const key = ctx.store.get(byId, job.id)?.queue;
  if (key !== undefined) ctx.store.put(workerJobs, key, job);
}

export function dropJob(ctx: Ctx, id: string): void {
  const key = ctx.store.get(byId, id)?.queue;
  if (key === undefined) return;
  ctx.store.delete(workerJobs, key);
  ctx.store.delete(byId, id);
}

export function findJob(ctx: Ctx, id: string): WorkerJob | undefined {
  const key = ctx.store.get(byId, id)?.queue;
  return key === undefined ? undefined : ctx.store.get(workerJobs, key);
}

export const jobsOf = (ctx: Ctx, type: string): WorkerJob[] =>
  ctx.store.list(workerJobs, `${type}\u0001`);

/** A custom action: its job waits for a worker, for a day at most. */
export function offer(d: ActionAttempt): Promise<void> {
  const { ctx, e, run, declared } = d;
  const inputs = inputsOf(d);
  ctx.store.transaction(() => {
    progress(d, { inputs, outputs: outputsOf(d, inputs[0]), resolved: d.config });
    // The job has the id of the attempt: a repeat of this finds it made.
    if (findJob(ctx, run.id)) return;
    const queue = queueKey(typeKey(declared), run.startTime, run.id);
    ctx.store.put(byId, run.id, { queue });
    ctx.store.put(workerJobs, queue, {
      id: run.id,
      typeKey: typeKey(declared),
      executionId: e.id,
      actionId: run.id,
      status: 'Queued',
      nonce: '1',
      availableAt: 0,
    });
    ctx.enqueue(
      'codepipeline.expire',
      run.id,
      { executionId: e.id, actionId: run.id },
      run.startTime + CUSTOM_ACTION_MS,
    );
  });
  return Promise.resolve();
}

const artifact = (a: Artifact): CP.Artifact => ({
  name: a.name,
  revision: a.revisionId,
  location: {
    type: 'S3',
    s3Location: { bucketName: a.location.bucket, objectKey: a.location.key },
  },
});

/** Credentials of the pipeline's role, so that a worker reads and writes the artifacts and nothing else of its own is needed. */
async function credentials(
  ctx: Ctx,
  roleArn: string,
  id: string,
): Promise<CP.AWSSessionCredentials> {
  try {
    const { Credentials: c } = await ctx.call.sts.assumeRole({
      RoleArn: roleArn,
      RoleSessionName: id.replaceAll('-', '').slice(0, 32),
    });
    return {
      accessKeyId: c?.AccessKeyId,
      secretAccessKey: c?.SecretAccessKey,
      sessionToken: c?.SessionToken,
    };
  } catch (cause) {
    if (!(cause instanceof AwsError)) throw cause;
    throw new AwsError(
      'ValidationException',
      `The pipeline's role ${roleArn} could not be assumed for the job: ${cause.message}`,
      { cause },
    );
  }
}

/** What GetJobDetails and PollForJobs tell; undefined once the action is not in progress any more. */
export async function jobData(ctx: Ctx, job: WorkerJob): Promise<CP.JobData | undefined> {
  const e = findExecution(ctx, job.executionId);
  const run = e?.actions.find((a) => a.id === job.actionId);
  const declared = e?.declaration.stages
    .find((s) => s.name === run?.stage)
    ?.actions.find((a) => a.name === run?.name);
  if (!e || !declared || run?.status !== 'InProgress') return undefined;
  const artifacts = [...(run.inputs ?? []), ...(run.outputs ?? [])];
  return {
    actionTypeId: declared.actionTypeId as CP.ActionTypeId,
    actionConfiguration: { configuration: { ...run.resolved } },
    pipelineContext: {
      pipelineName: e.pipeline,
      pipelineArn: pipelineArn(ctx, e.pipeline),
      pipelineExecutionId: e.id,
      stage: { name: run.stage },
      action: { name: run.name, actionExecutionId: run.id },
    },
    inputArtifacts: (run.inputs ?? []).map(artifact),
    outputArtifacts: (run.outputs ?? []).map(artifact),
    continuationToken: job.continuationToken,
    ...(artifacts.length
      ? {
          artifactCredentials: await credentials(
            ctx,
            declared.roleArn ?? e.declaration.roleArn,
            run.id,
          ),
        }
      : {}),
  };
}
