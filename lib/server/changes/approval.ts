import 'server-only';
import type { ApprovalResult } from '@aws-sdk/client-codepipeline';
import { commentOf } from '@/lib/domain/approvals/approval';
import type { ToReview } from '@/lib/domain/approvals/to-review';
import {
  approvalWayBack,
  approveSteps,
  rejectSteps,
  staysLive,
  type ApproveFacts,
} from '@/lib/domain/changes/consequences';
import type { ChangeCommand, ChangeDone, ChangeRequest } from '@/lib/domain/changes/change';
import type { ChangeCall } from '@/lib/domain/changes/change-call';
import { unmetOf } from '@/lib/domain/evidence/requirements';
import type { EvidenceView } from '@/lib/domain/evidence/view';
import type { Revision } from '@/lib/domain/commits/revision';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { whoAmI } from '../aws/identity';
import { AppError } from '../aws/errors';
import { readPipeline } from '../data/facts';
import type { PipelineFacts } from '../data/pipeline-facts';
import { allAsked, gateKey, targetOf } from '../data/gates';
import { revisionOf } from '../data/sources';
import { readEvidence } from '../evidence/read';
import { inboundOf, liveIn, liveOriginIn } from '../data/stages';
import { acceptedAnswer, rememberAnswer } from '../data/answered';
import { checkRelease } from './bundle-check';
import { deployStages, live, liveNow, short, shown, watchAt, watching } from './common';
import { stageDurations } from '../data/durations';
import type { ChangePlan, Planner } from './plan';
import { inQuarantine } from './quarantine';
import { overrideChoice, sign } from './sign';

interface Gate {
  readonly stage: string;
  readonly action: string;
  readonly token: string | undefined;
  readonly execution: string;
  readonly target: string;
  readonly behind: string | undefined;
  /** Other approvals of the same execution that wait, `Stage/Action`. */
  readonly rest: readonly string[];
  readonly toReview: ToReview;
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
  const rest = allAsked(facts).filter(
    (a) => a.execution === only.execution && gateKey(a) !== gateKey(only),
  );
  return {
    stage,
    action: only.action,
    token: only.token,
    execution: only.execution,
    target: targetOf(facts, only),
    behind: facts.parallelExecutions.size ? undefined : inboundOf(state)[0]?.pipelineExecutionId,
    rest: rest.map(gateKey),
    toReview: {
      customData: only.customData,
      link: only.link,
      alsoWaits: rest.map(({ stage, action, execution }) => ({ stage, action, execution })),
    },
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

/** What is read before an approval is answered. */
interface Read {
  readonly facts: PipelineFacts;
  readonly gate: Gate | undefined;
  /** The stage that the approval lets the candidate into. */
  readonly target: string;
  readonly execution: string | undefined;
  readonly candidate: ReturnType<typeof shown>;
  readonly now: ReturnType<typeof live>;
  readonly words: ApproveFacts;
  /** What is read before it is approved. */
  readonly evidence: EvidenceView | undefined;
}

async function readAll(
  connection: Connection,
  request: ChangeRequest,
  approve: boolean,
): Promise<Read> {
  // What is decided on is what is there now.
  const since = Date.now();
  const facts = await readPipeline(connection, request.pipeline);
  const gate = gateOf(facts, request);
  const action = request.action ?? gate?.action ?? '';
  const target = targetOf(facts, { stage: request.stage ?? '', action });
  const execution = request.execution ?? gate?.execution;
  const candidate = shown(facts, execution);
  const now = live(facts, target);
  const evidence =
    approve && gate && execution === gate.execution
      ? await readEvidence(connection, facts, execution, pick(gate), since)
      : undefined;
  return {
    facts,
    evidence,
    gate,
    target,
    execution,
    candidate,
    now,
    words: {
      stage: target,
      candidate,
      live: now,
      unread: facts.unread.get(target),
      behind: revisionOf(facts, gate?.behind),
      mode: facts.declaration.executionMode,
    },
  };
}

const pick = ({ stage, action }: Gate): Pick<Gate, 'stage' | 'action'> => ({ stage, action });

const READING = 'Its evidence is still being read. Try again in a moment.';
const ANSWERED = 'This approval has been answered, or has expired.';

/** Why it cannot be answered now; undefined if it can. */
function problemOf({ facts, gate, execution, evidence }: Read): string | undefined {
  if (!gate) return ANSWERED;
  const accepted = acceptedAnswer(gate.token);
  if (accepted !== undefined) return `AWS accepted “${accepted}”. Its reads do not show it yet.`;
  if (gate.execution === execution) return evidence?.moving ? READING : undefined;
  return `\`${short(revisionOf(facts, gate.execution))}\` is waiting here now.`;
}

/** What differs between the two answers in what the person is shown. */
function wordsOf(approve: boolean, pipeline: string, { facts, target, candidate, words }: Read) {
  return approve
    ? {
        title: `Approve ${pipeline} for ${target}`,
        subtitle: approvalWayBack(words),
        after: { label: 'Live after', revision: candidate },
        steps: approveSteps(words),
        unchanged: [...others(facts, target), 'Environment values and data.'],
        word: 'Goes live' as const,
        durations: stageDurations(facts, target),
        reason: 'optional' as const,
        reasonHint: 'What did you check? Saved with the approval.',
        button: `Approve and deploy ${short(candidate)}`,
      }
    : {
        title: `Reject ${pipeline} for ${target}`,
        subtitle: 'The release ends here. Nothing is deployed or undone.',
        after: { label: 'Rejected', revision: candidate },
        steps: rejectSteps(words),
        unchanged: [...others(facts, target), 'The commits stay on the branch.'],
        word: 'Does not go live' as const,
        durations: [],
        reason: 'required' as const,
        reasonHint: 'Shown to the team and saved with the approval.',
        button: `Reject ${short(candidate)}`,
      };
}

async function act(
  connection: Connection,
  approve: boolean,
  command: ChangeCommand,
  { gate, target, candidate, now, words, evidence }: Read,
): Promise<ChangeDone> {
  if (!gate) throw new AppError('conflict', ANSWERED);
  const { pipeline } = command;
  const status = approve ? 'Approved' : 'Rejected';
  const summary = (command.reason ?? '').trim();
  await answer(connection, pipeline, gate, { status, summary });
  rememberAnswer(gate.token, status);
  if (!approve)
    return {
      ...watchAt(pipeline),
      sentence: `Rejected. ${staysLive(words)}`,
      reverse: {
        label: 'Ask again…',
        request: { kind: 'retry', pipeline, stage: gate.stage, execution: gate.execution },
      },
    };
  const warning = await sign(connection, command, evidence);
  return {
    ...watchAt(pipeline),
    warning,
    sentence: approvedSentence(candidate, target, gate.rest),
    watch: watching(pipeline, gate.execution, target),
    reverse: now && {
      label: `Roll back ${target}…`,
      request: { kind: 'rollback', pipeline, stage: target },
    },
  };
}

const callOf = (approve: boolean, { pipeline }: ChangeRequest, gate: Gate): ChangeCall => ({
  service: 'codepipeline',
  operation: 'put-approval-result',
  input: {
    pipelineName: pipeline,
    stageName: gate.stage,
    actionName: gate.action,
    token: gate.token,
    result: { status: approve ? 'Approved' : 'Rejected', summary: '' },
  },
  reasonIn: ['result', 'summary'],
});

/** Approve and reject are one question with two answers. */
const planner =
  (approve: boolean): Planner =>
  async (connection: Connection, request: ChangeRequest): Promise<ChangePlan> => {
    const read = await readAll(connection, request, approve);
    const { facts, gate, target, execution, candidate, now, evidence } = read;
    const { word, ...words } = wordsOf(approve, request.pipeline, read);
    const pinned = {
      gate,
      liveExecution: liveIn(facts, target)?.executionId,
      live: now?.sha,
      candidate: candidate?.sha,
      version: facts.declaration.version,
    };
    return {
      pinned: { ...pinned, evidence: evidence && signedPart(evidence) },
      preview: {
        ...words,
        before: liveNow(facts, target),
        toReview: gate?.execution === execution ? gate?.toReview : undefined,
        compare: execution ? { from: liveOriginIn(facts, target), to: execution, word } : undefined,
        // Evidence is signed beside the answer: AWS's call alone would leave that out.
        call: gate?.token !== undefined && !evidence ? callOf(approve, request, gate) : undefined,
        danger: !approve,
        blocked: problemOf(read),
        evidence,
        choice: overrideChoice(evidence),
        preflight: approve ? await checkRelease(connection, facts, target, execution) : undefined,
        ...(approve ? await inQuarantine(connection, request.pipeline, candidate, 'approve') : {}),
      },
      action: gate?.action,
      // Artifacts that others change do not show that AWS has taken the answer.
      shownBy: { changes: pinned },
      act: (command) => act(connection, approve, command, read),
    };
  };

/** What of the evidence is signed: what was read, what could not be, and the rules it does not meet. */
const signedPart = (view: EvidenceView) => ({
  hash: view.hash,
  moving: view.moving,
  unmet: unmetOf(view),
  live: view.live,
});

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
