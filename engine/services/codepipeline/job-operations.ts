import type * as CP from '@aws-sdk/client-codepipeline';
import { JOB_CONTINUATION_MS, JOB_OFFER_MS } from '../../core/pipeline/unverified';
import type { ActionDeclaration } from '../../core/pipeline/declaration';
import type { ActionRun } from '../../core/pipeline/types';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { findCustomType } from './action-types';
import { dispatchEvent } from './dispatch-event';
import { dropJob, findJob, jobData, jobsOf, saveJob, type WorkerJob } from './job-queue';
import { declaredIn, isSource } from './revisions';
import { findExecution } from './store';

/** All of an action's output variables (AWS-SEMANTICS 3.3 [doc22]). */
const MAX_VARIABLES_BYTES = 122_880;
const MAX_MESSAGE = 5000;

function jobOrThrow(ctx: Ctx, id: string): WorkerJob {
  const job = findJob(ctx, id);
  if (!job)
    throw new AwsError(
      'JobNotFoundException',
      `The job ${id} was not found: it never existed, has ended, or its execution was stopped`,
    );
  return job;
}

/** Jobs that wait for a worker of this type, the oldest first; each is kept from other workers for a moment. */
export const pollForJobs: Handler<CP.PollForJobsInput, CP.PollForJobsOutput> = async (
  input,
  ctx,
) => {
  const id = input.actionTypeId;
  const type = (id.owner as string) === 'Custom' ? findCustomType(ctx, id) : undefined;
  if (!type)
    throw new AwsError(
      'ActionTypeNotFoundException',
      `The custom action type ${id.category}/${id.owner}/${id.provider}/${id.version} was not found`,
    );
  const query = Object.entries(input.queryParam ?? {})[0];
  if (query && !type.properties.some((p) => p.queryable && p.name === query[0]))
    throw new AwsError(
      'ValidationException',
      `The configuration property ${query[0]} is not queryable`,
    );
  const found: CP.Job[] = [];
  for (const job of jobsOf(ctx, `${id.category}/Custom/${id.provider}/${id.version}`)) {
    if (found.length >= (input.maxBatchSize ?? 1)) break;
    if (job.status === 'InProgress' || job.availableAt > ctx.clock.now()) continue;
    const data = await jobData(ctx, job);
    if (!data) {
      dropJob(ctx, job.id);
      continue;
    }
    if (query && data.actionConfiguration?.configuration?.[query[0]] !== query[1]) continue;
    const offered: WorkerJob = {
      ...job,
      status: 'Dispatched',
      nonce: String(Number(job.nonce) + 1),
      availableAt: ctx.clock.now() + JOB_OFFER_MS,
    };
    saveJob(ctx, offered);
    found.push({ id: job.id, nonce: offered.nonce, accountId: ctx.accountId, data });
  }
  return { jobs: found };
};

export const acknowledgeJob: Handler<CP.AcknowledgeJobInput, CP.AcknowledgeJobOutput> = (
  input,
  ctx,
) =>
  ctx.store.transaction(() => {
    const job = jobOrThrow(ctx, input.jobId);
    if (job.nonce !== input.nonce)
      throw new AwsError(
        'InvalidNonceException',
        'The nonce was not the one that came with the newest offer of the job',
      );
    if (job.status !== 'InProgress') saveJob(ctx, { ...job, status: 'InProgress' });
    return { status: 'InProgress' };
  });

export const getJobDetails: Handler<CP.GetJobDetailsInput, CP.GetJobDetailsOutput> = async (
  input,
  ctx,
) => {
  const job = jobOrThrow(ctx, input.jobId);
  return { jobDetails: { id: job.id, accountId: ctx.accountId, data: await jobData(ctx, job) } };
};

interface Working {
  readonly job: WorkerJob;
  readonly pipeline: string;
  readonly run: ActionRun;
  readonly declared: ActionDeclaration | undefined;
}

function inProgress(ctx: Ctx, id: string): Working {
  const job = jobOrThrow(ctx, id);
  const e = findExecution(ctx, job.executionId);
  const run = e?.actions.find((a) => a.id === job.actionId);
  if (job.status !== 'InProgress' || !e || run?.status !== 'InProgress')
    throw new AwsError(
      'InvalidJobStateException',
      `The job ${id} is ${run && run.status !== 'InProgress' ? run.status : job.status}, not InProgress`,
    );
  return { job, pipeline: e.pipeline, run, declared: declaredIn(e, run.name, run.stage) };
}

/** With a continuation token the job is not finished: it is offered again later, with the token (AWS-SEMANTICS 3.11 [model]). */
export const putJobSuccessResult: Handler<CP.PutJobSuccessResultInput, object> = (input, ctx) =>
  ctx.store.transaction(() => {
    const { job, pipeline, run, declared } = inProgress(ctx, input.jobId);
    const variables = input.outputVariables ?? {};
    if (JSON.stringify(variables).length > MAX_VARIABLES_BYTES)
      throw new AwsError(
        'OutputVariablesSizeExceededException',
        `The output variables have more than ${MAX_VARIABLES_BYTES} bytes`,
      );
    const odd = Object.keys(variables).find((k) => !/^[A-Za-z0-9@\-_]+$/.test(k));
    if (odd !== undefined)
      throw new AwsError(
        'ValidationException',
        `The output variable name ${odd.slice(0, 100)} is not valid`,
      );
    const said: Partial<ActionRun> = {
      summary: input.executionDetails?.summary,
      externalId: input.executionDetails?.externalExecutionId,
      ...(input.executionDetails?.percentComplete === undefined
        ? {}
        : { percent: input.executionDetails.percentComplete }),
    };
    const changes = Object.fromEntries(
      Object.entries(said).filter(([, v]) => v !== undefined),
    ) as Partial<ActionRun>;
    if (input.continuationToken) {
      if (Object.keys(variables).length)
        throw new AwsError(
          'ValidationException',
          'Output variables belong to the final call, which has no continuation token',
        );
      dispatchEvent(ctx, pipeline, {
        type: 'action-progress',
        executionId: job.executionId,
        actionId: job.actionId,
        changes,
      });
      saveJob(ctx, {
        ...job,
        status: 'Queued',
        continuationToken: input.continuationToken,
        availableAt: ctx.clock.now() + JOB_CONTINUATION_MS,
      });
      return {};
    }
    const revision = input.currentRevision;
    const outputs = revision
      ? run.outputs?.map((o) => ({
          ...o,
          // What a source brings is named after it.
          actionName: isSource(declared) ? run.name : o.actionName,
          revisionId: revision.revision,
          summary: revision.revisionSummary,
        }))
      : run.outputs;
    dropJob(ctx, job.id);
    ctx.store.cancelJobs('codepipeline.expire', job.id);
    dispatchEvent(ctx, pipeline, {
      type: 'action-succeeded',
      executionId: job.executionId,
      actionId: job.actionId,
      changes: { ...changes, variables, outputs },
    });
    return {};
  });

export const putJobFailureResult: Handler<CP.PutJobFailureResultInput, object> = (input, ctx) =>
  ctx.store.transaction(() => {
    const { job, pipeline } = inProgress(ctx, input.jobId);
    const { type, message, externalExecutionId } = input.failureDetails;
    if (message.length > MAX_MESSAGE)
      throw new AwsError(
        'ValidationException',
        `1 validation error detected: Value at 'failureDetails.message' failed to satisfy constraint: Member must have length less than or equal to ${MAX_MESSAGE}`,
      );
    dropJob(ctx, job.id);
    ctx.store.cancelJobs('codepipeline.expire', job.id);
    dispatchEvent(ctx, pipeline, {
      type: 'action-failed',
      executionId: job.executionId,
      actionId: job.actionId,
      error: { code: type, message },
      changes: externalExecutionId === undefined ? {} : { externalId: externalExecutionId },
    });
    return {};
  });

/** Third-party jobs need a partner's action type, and no account here can have one: nothing is ever queued. */
export const pollForThirdPartyJobs: Handler<
  CP.PollForThirdPartyJobsInput,
  CP.PollForThirdPartyJobsOutput
> = (input) => {
  throw new AwsError(
    'ActionTypeNotFoundException',
    `The third-party action type ${input.actionTypeId.provider} was not found: partner actions are not served by Starboard's engine`,
  );
};

const noSuchJob: Handler<{ jobId?: string | undefined }, object> = (input) => {
  throw new AwsError(
    'JobNotFoundException',
    `The third-party job ${input.jobId ?? ''} was not found`,
  );
};

export const thirdParty = {
  acknowledge: noSuchJob,
  details: noSuchJob,
  failure: noSuchJob,
  success: noSuchJob,
};
