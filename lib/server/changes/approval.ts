import 'server-only';
import type { ApprovalResult } from '@aws-sdk/client-codepipeline';
import { commentOf } from '@/lib/domain/approvals/approval';
import { approveSteps, rejectSteps, staysLive } from '@/lib/domain/changes/consequences';
import type { ChangeRequest } from '@/lib/domain/changes/change';
import type { Revision } from '@/lib/domain/commits/revision';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { whoAmI } from '../aws/identity';
import { AppError } from '../aws/errors';
import { readPipeline } from '../data/facts';
import type { PipelineFacts } from '../data/pipeline-facts';
import { allAsked, gateKey, targetOf } from '../data/gates';
import { revisionOf } from '../data/sources';
import { inboundOf, liveIn, liveOriginIn } from '../data/stages';
import { acceptedAnswer, rememberAnswer } from '../data/answered';
import { deployStages, live, liveNow, short, shown, watchAt, watching } from './common';
import { stageDurations } from '../data/durations';
import type { ChangePlan, Planner } from './plan';
import { inQuarantine } from './quarantine';

interface Gate {
  readonly stage: string;
  readonly action: string;
  readonly token: string | undefined;
  readonly execution: string;
  readonly target: string;
  readonly behind: string | undefined;
  /** Other approvals of the same execution that wait, `Stage/Action`. */
  readonly rest: readonly string[];
}

/**
 * The gate as it stands now; a token is there only while somebody is asked. A request without an action (an old address)
 * means the only one that waits in the stage.
 */
export function gateOf(
  facts: PipelineFacts,
  { stage = '', action, execution }: Pick<ChangeRequest, 'stage' | 'action' | 'execution'>,
): Gate | undefined {
  const asked = allAsked(facts).filter(
    (a) =>
      a.stage === stage &&
      (action === undefined || a.action === action) &&
      // In PARALLEL mode each execution is asked for; otherwise a stage holds one.
      (!facts.parallelExecutions.size || execution === undefined || a.execution === execution),
  );
  const [only] = asked;
  // Several that fit: which of them is meant is not for us to guess.
  if (!only || asked.length > 1) return undefined;
  const state = facts.stages.find((s) => s.stageName === stage);
  return {
    stage,
    action: only.action,
    token: only.token,
    execution: only.execution,
    target: targetOf(facts, only),
    behind: facts.parallelExecutions.size ? undefined : inboundOf(state)[0]?.pipelineExecutionId,
    rest: allAsked(facts)
      .filter((a) => a.execution === only.execution && gateKey(a) !== gateKey(only))
      .map(gateKey),
  };
}

/** Whether what stands at the gate is this very answer: this identity's, with these words. */
async function isOwnAnswer(
  connection: Connection,
  pipeline: string,
  gate: Gate,
  { status, summary }: ApprovalResult,
): Promise<boolean> {
  const codepipeline = await client('codepipeline', connection);
  const { actionExecutionDetails = [] } = await codepipeline.listActionExecutions({
    pipelineName: pipeline,
    filter: { pipelineExecutionId: gate.execution },
  });
  const given = actionExecutionDetails.find(
    (a) => a.stageName === gate.stage && a.actionName === gate.action,
  );
  const ended = status === 'Approved' ? 'Succeeded' : 'Failed';
  const me = await whoAmI(connection);
  return (
    given?.status === ended &&
    given.updatedBy === me.arn &&
    commentOf(given.output?.executionResult?.externalExecutionSummary) === summary
  );
}

async function answer(
  connection: Connection,
  pipeline: string,
  gate: Gate,
  result: ApprovalResult,
): Promise<void> {
  const codepipeline = await client('codepipeline', connection);
  try {
    await codepipeline.putApprovalResult({
      pipelineName: pipeline,
      stageName: gate.stage,
      actionName: gate.action,
      token: gate.token ?? '',
      result,
    });
  } catch (error) {
    if (!isAwsError(error, 'InvalidApprovalTokenException', 'ApprovalAlreadyCompletedException'))
      throw error;
    // The SDK asks again when AWS's answer is lost; then the approval was answered by this press.
    if (await isOwnAnswer(connection, pipeline, gate, result)) return;
    throw new AppError('conflict', 'Somebody else just answered this approval.', error);
  }
}

/** Approve and reject are one question with two answers. */
const planner =
  (approve: boolean): Planner =>
  async (connection: Connection, request: ChangeRequest): Promise<ChangePlan> => {
    const facts = await readPipeline(connection, request.pipeline);
    const stage = request.stage ?? '';
    const gate = gateOf(facts, request);
    const action = request.action ?? gate?.action ?? '';
    const target = targetOf(facts, { stage, action });
    const execution = request.execution ?? gate?.execution;
    const candidate = shown(facts, execution);
    const now = live(facts, target);
    const unread = facts.unread.get(target);
    const words = {
      stage: target,
      candidate,
      live: now,
      unread,
      behind: revisionOf(facts, gate?.behind),
      mode: facts.declaration.executionMode,
    };
    const accepted = acceptedAnswer(gate?.token);
    const blocked = !gate
      ? 'This approval has been answered, or has expired.'
      : accepted !== undefined
        ? `AWS accepted “${accepted}”. Its reads do not show it yet.`
        : gate.execution !== execution
          ? `\`${short(revisionOf(facts, gate.execution))}\` is waiting here now.`
          : undefined;
    const liveExecution = liveIn(facts, target)?.executionId;
    return {
      pinned: {
        gate,
        liveExecution,
        live: now?.sha,
        candidate: candidate?.sha,
        version: facts.declaration.version,
      },
      preview: {
        title: approve
          ? `Approve ${request.pipeline} for ${target}`
          : `Reject ${request.pipeline} for ${target}`,
        subtitle: approve
          ? "Locked to this diff. If anything changes first, you'll see the new version."
          : 'The release ends here. Nothing is deployed or undone.',
        before: liveNow(facts, target),
        after: approve
          ? { label: 'Live after', revision: candidate }
          : { label: 'Rejected', revision: candidate },
        steps: approve ? approveSteps(words) : rejectSteps(words),
        unchanged: approve
          ? [...others(facts, target), 'Environment values and data.']
          : [...others(facts, target), 'The commits stay on the branch.'],
        compare: execution
          ? {
              from: liveOriginIn(facts, target),
              to: execution,
              word: approve ? 'Goes live' : 'Does not go live',
            }
          : undefined,
        durations: approve ? stageDurations(facts, target) : [],
        reason: approve ? 'optional' : 'required',
        reasonHint: approve
          ? 'What did you check? Saved with the approval.'
          : 'Shown to the team and saved with the approval.',
        button: approve ? `Approve and deploy ${short(candidate)}` : `Reject ${short(candidate)}`,
        danger: !approve,
        blocked,
        ...(approve ? await inQuarantine(connection, request.pipeline, candidate, 'approve') : {}),
      },
      action: gate?.action,
      shownBy: 'pin',
      async act(order) {
        if (!gate)
          throw new AppError('conflict', 'This approval has been answered, or has expired.');
        const status = approve ? 'Approved' : 'Rejected';
        await answer(connection, request.pipeline, gate, {
          status,
          summary: (order.reason ?? '').trim(),
        });
        rememberAnswer(gate.token, status);
        return {
          ...watchAt(request.pipeline),
          sentence: approve
            ? approvedSentence(candidate, target, gate.rest)
            : `Rejected. ${staysLive(words)}`,
          watch: approve ? watching(request.pipeline, gate.execution, target) : undefined,
          reverse: approve
            ? now
              ? {
                  label: `Roll back ${target}…`,
                  request: { kind: 'rollback', pipeline: request.pipeline, stage: target },
                }
              : undefined
            : {
                label: 'Ask again…',
                request: {
                  kind: 'retry',
                  pipeline: request.pipeline,
                  stage: gate.stage,
                  execution: gate.execution,
                },
              },
        };
      },
    };
  };

/** What an approval has set in motion: nothing yet, where others of the same execution still wait. */
const approvedSentence = (
  candidate: Revision | undefined,
  target: string,
  rest: readonly string[],
): string =>
  `Approved${short(candidate) ? ` \`${short(candidate)}\`` : ''} for ${target}.${
    rest.length ? ` Still waiting for ${rest.join(' and ')}.` : ''
  }`;

function others(facts: PipelineFacts, stage: string): string[] {
  const rest = deployStages(facts).filter((s) => s !== stage);
  return rest.length ? [`${rest.join(' and ')}: not touched.`] : [];
}

export const approve = planner(true);
export const reject = planner(false);
