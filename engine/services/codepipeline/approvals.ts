import type * as CP from '@aws-sdk/client-codepipeline';
import { modeOf } from '../../core/pipeline/declaration';
import type { ActionRun, Execution } from '../../core/pipeline/types';
import { REJECTION_MESSAGE, TIMEOUT_CODE } from '../../core/pipeline/unverified';
import type { Ctx, Handler } from '../../ports/context';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { fail, progress, type ActionAttempt } from './action-run';
import { dispatchEvent } from './dispatch-event';
import {
  activeExecutions,
  findExecution,
  pipelineOrThrow,
  stageStateOrThrow,
  type Pipeline,
} from './store';

const APPROVAL_MS = 7 * 24 * 3_600_000;
const MAX_SUMMARY = 512;

/** `2016-07-07T20:22Z` (AWS-SEMANTICS 3.8). */
const toMinute = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16)}Z`;

/** The message for the approval's topic, as AWS documents it. */
function message(d: ActionAttempt, expires: number): string {
  const { ctx, e, run, config } = d;
  const link = `${ctx.endpoint()}/#pipelines/${encodeURIComponent(e.pipeline)}`;
  return JSON.stringify({
    region: ctx.region,
    consoleLink: link,
    approval: {
      pipelineName: e.pipeline,
      stageName: run.stage,
      actionName: run.name,
      token: run.token,
      expires: toMinute(expires),
      externalEntityLink: config['ExternalEntityLink'] ?? null,
      approvalReviewLink: `${link}/${run.stage}/${run.name}/approve/${run.token ?? ''}`,
      customData: config['CustomData'] ?? null,
    },
  });
}

/** Waits for a person; tells the topic, and expires by the movable clock. */
export async function approval(d: ActionAttempt): Promise<void> {
  progress(d, { resolved: d.config });
  const expires =
    d.run.startTime +
    (d.declared.timeoutInMinutes === undefined
      ? APPROVAL_MS
      : d.declared.timeoutInMinutes * 60_000);
  d.ctx.store.cancelJobs('codepipeline.expire', d.run.id);
  d.ctx.enqueue(
    'codepipeline.expire',
    d.run.id,
    { executionId: d.e.id, actionId: d.run.id },
    expires,
  );
  const topic = d.config['NotificationArn'];
  if (topic)
    await d.ctx.call.sns.publish({
      TopicArn: topic,
      Subject: `APPROVAL NEEDED: AWS CodePipeline ${d.e.pipeline} for action ${d.run.name}`.slice(
        0,
        100,
      ),
      Message: message(d, expires),
    });
}

/** Job: what nobody has answered in time has failed. */
export function expire(job: Job, ctx: Ctx): void {
  const { executionId, actionId } = job.payload as { executionId: string; actionId: string };
  const e = findExecution(ctx, executionId);
  const run = e?.actions.find((a) => a.id === actionId);
  if (e && run)
    fail(
      ctx,
      e,
      actionId,
      TIMEOUT_CODE,
      run.token === undefined
        ? 'The job worker did not finish the action in time.'
        : 'The approval was not answered in time.',
    );
}

/** The attempt that a token is for, whichever execution it belongs to; without one, the newest attempt at the approval. */
function asked(
  ctx: Ctx,
  p: Pipeline,
  stage: string,
  action: string,
  token: string,
): { e: Execution; run: ActionRun } | undefined {
  for (const e of activeExecutions(ctx, p.name)) {
    const run = e.actions.find((a) => a.stage === stage && a.name === action && a.token === token);
    if (run) return { e, run };
  }
  const latest =
    modeOf(p.declaration) === 'PARALLEL' ? undefined : stageStateOrThrow(p, stage).latest[action];
  const e = latest && findExecution(ctx, latest.executionId);
  const run = e?.actions.find((a) => a.id === latest?.actionId);
  return e && run ? { e, run } : undefined;
}

/** AWS-SEMANTICS 3.8: a token is good for one answer; answered or expired it is invalid. */
export const putApprovalResult: Handler<CP.PutApprovalResultInput, CP.PutApprovalResultOutput> = (
  input,
  ctx,
) =>
  ctx.store.transaction(() => {
    const p = pipelineOrThrow(ctx, input.pipelineName);
    const stage =
      p.declaration.stages.find((s) => s.name === input.stageName) ??
      stageStateOrThrow(p, input.stageName);
    if (
      !('actions' in stage) ||
      !stage.actions.some(
        (a) => a.name === input.actionName && a.actionTypeId.category === 'Approval',
      )
    )
      throw new AwsError(
        'ActionNotFoundException',
        `Approval action ${input.actionName} was not found in stage ${stage.name}`,
      );
    const { status, summary } = input.result;
    if (summary.length > MAX_SUMMARY)
      throw new AwsError(
        'ValidationException',
        `1 validation error detected: Value at 'result.summary' failed to satisfy constraint: Member must have length less than or equal to ${MAX_SUMMARY}`,
      );
    if (status !== 'Approved' && (status as string) !== 'Rejected')
      throw new AwsError(
        'ValidationException',
        `1 validation error detected: Value '${String(status)}' at 'result.status' failed to satisfy constraint: Member must satisfy enum value set: [Approved, Rejected]`,
      );
    const found = asked(ctx, p, stage.name, input.actionName, input.token);
    if (!found)
      throw new AwsError(
        'InvalidApprovalTokenException',
        'The approval token is not valid: no execution waits for this approval',
      );
    const { e, run } = found;
    if (run.token !== input.token) {
      if (run.status !== 'InProgress')
        throw new AwsError(
          'ApprovalAlreadyCompletedException',
          'The approval has already been completed',
        );
      throw new AwsError(
        'InvalidApprovalTokenException',
        'The approval token is not valid: it belongs to another execution',
      );
    }
    if (run.status !== 'InProgress')
      throw new AwsError(
        'InvalidApprovalTokenException',
        'The approval token is not valid: the approval was answered or has expired',
      );
    // The person's own words, or who it was (published notifications of 2022).
    const changes = {
      summary: summary || `${status} by ${ctx.identity.arn}`,
      updatedBy: ctx.identity.arn,
    };
    if (status === 'Approved')
      dispatchEvent(ctx, p.name, {
        type: 'action-succeeded',
        executionId: e.id,
        actionId: run.id,
        changes,
      });
    else
      dispatchEvent(ctx, p.name, {
        type: 'action-failed',
        executionId: e.id,
        actionId: run.id,
        error: { code: 'JobFailed', message: REJECTION_MESSAGE(changes.summary) },
        changes,
      });
    ctx.store.cancelJobs('codepipeline.expire', run.id);
    return { approvedAt: new Date(ctx.clock.now()) };
  });
