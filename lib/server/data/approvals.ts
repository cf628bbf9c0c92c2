import 'server-only';
import { principalName } from '@/lib/domain/account/principal';
import type { ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import {
  commentOf,
  type ApprovalView,
  type Approvals,
  type DecidedView,
  type EarlierStage,
  type WaitingApproval,
} from '@/lib/domain/approvals/approval';
import { decisionStatus, isFailure, isGood, isMoving, isOver, statusOf } from '@/lib/domain/status';
import { doubtOf } from '@/lib/domain/deployments/live-words';
import type { Connection } from '../aws/connection';
import { ms } from './dates';
import { allFacts, sorted } from './all-facts';
import type { PipelineFacts } from './pipeline-facts';
import { acceptedAnswer } from './answered';
import { actionLinks } from './action-links';
import { isDeployStage } from './deploying';
import { allAsked, gateKey, targetOf, type Asked } from './gates';
import { executionOf, revisionOf } from './sources';
import { heldIn, inboundOf, liveIn, liveOriginIn } from './stages';
import { stageDurations } from './durations';
import { authorOf } from './authors';
import { stageAddress } from './environment-address';

const DECIDED = 20;

const isApproval = (a: ActionExecutionDetail): boolean =>
  a.input?.actionTypeId?.category === 'Approval';

const TRIGGERS: Readonly<Record<string, string>> = {
  CloudWatchEvent: 'by pushing',
  WebhookV2: 'by pushing',
  Webhook: 'by pushing',
  PollForSourceChanges: 'by pushing',
  StartPipelineExecution: 'by a release',
  CreatePipeline: 'as the first release',
};

/** The stages before the approval that the candidate was deployed to, and where it can be looked at there. */
async function earlier(
  connection: Connection,
  facts: PipelineFacts,
  { stage: before, execution }: Asked,
): Promise<ApprovalView['earlier']> {
  const at = facts.stages.findIndex((s) => s.stageName === before);
  const found = facts.stages.slice(0, at).map(async (s): Promise<EarlierStage[]> => {
    const stage = s.stageName ?? '';
    const last = facts.actions.find(
      (a) => a.stageName === stage && a.pipelineExecutionId === execution,
    );
    if (!isDeployStage(facts, stage) || !last) return [];
    const live = liveIn(facts, stage);
    const isThere = live?.executionId === execution;
    // The way to look at it: beside the stage, not a fact of its own.
    const address = isThere
      ? await stageAddress(connection, facts.declaration.name ?? '', stage).catch(() => undefined)
      : undefined;
    const status = statusOf(last.status);
    return [
      { stage, status, since: ms(last.lastUpdateTime), address, now: isThere ? undefined : live },
    ];
  });
  return (await Promise.all(found)).flat();
}

/** What else of the same execution waits for a person. */
const alsoWaiting = (all: readonly Asked[], own: Asked): WaitingApproval[] =>
  all
    .filter((a) => a.execution === own.execution && gateKey(a) !== gateKey(own))
    .map(({ stage, action, execution }) => ({ stage, action, execution }));

/** The build that made what is asked about: the newest before the approval's own stage. */
function buildOf(facts: PipelineFacts, asked: Asked): ApprovalView['build'] {
  const order = facts.stages.map((s) => s.stageName);
  const at = order.indexOf(asked.stage);
  const build = facts.actions.find(
    (a) =>
      a.pipelineExecutionId === asked.execution &&
      a.input?.actionTypeId?.provider === 'CodeBuild' &&
      order.indexOf(a.stageName) <= at,
  );
  const href = build && actionLinks(facts, build).page;
  return href === undefined ? undefined : { status: statusOf(build?.status), href };
}

async function waitingView(
  connection: Connection,
  facts: PipelineFacts,
  asked: Asked,
  all: readonly Asked[],
): Promise<ApprovalView> {
  const { stage, action, execution } = asked;
  const target = targetOf(facts, asked);
  const e = executionOf(facts, execution);
  const candidate = revisionOf(facts, execution);
  const live = liveIn(facts, target);
  const behind = facts.parallelExecutions.size
    ? undefined
    : inboundOf(facts.stages.find((s) => s.stageName === stage))[0]?.pipelineExecutionId;
  return {
    pipeline: facts.declaration.name ?? '',
    stage,
    action,
    target,
    execution,
    candidate: candidate && { ...candidate, at: ms(e?.startTime), executionId: execution },
    live: live && { ...live, doubt: doubtOf(live, undefined) },
    unread: facts.unread.get(target),
    held: heldIn(facts, target),
    deploys: isDeployStage(facts, target),
    from: liveOriginIn(facts, target),
    since: asked.since,
    deadline: asked.deadline,
    customData: asked.customData,
    link: asked.link,
    accepted: acceptedAnswer(asked.token),
    alsoWaits: alsoWaiting(all, asked),
    behindExecution: behind,
    behind: revisionOf(facts, behind),
    mode: facts.declaration.executionMode ?? 'SUPERSEDED',
    trigger: TRIGGERS[e?.trigger?.triggerType ?? ''] ?? '',
    askedBy: await authorOf(connection, facts, execution, candidate).catch(() => undefined),
    earlier: await earlier(connection, facts, asked),
    durations: stageDurations(facts, target),
    build: buildOf(facts, asked),
  };
}

function decidedViews(facts: PipelineFacts): DecidedView[] {
  return facts.actions
    .filter((a) => isApproval(a) && isOver(statusOf(a.status)))
    .map((a) => {
      const id = a.pipelineExecutionId ?? '';
      const text = a.output?.executionResult?.externalExecutionSummary ?? '';
      const status = decisionStatus(a.status, a.updatedBy, text);
      const held = (facts.parallelExecutions.get(id) ?? facts.stages).find(
        (s) => s.stageName === a.stageName,
      )?.latestExecution;
      return {
        pipeline: facts.declaration.name ?? '',
        target: targetOf(facts, { stage: a.stageName ?? '', action: a.actionName ?? '' }),
        stage: a.stageName ?? '',
        action: a.actionName ?? '',
        status,
        revision: revisionOf(facts, id),
        summary: commentOf(text),
        by: principalName(a.updatedBy),
        at: ms(a.lastUpdateTime),
        execution: id,
        again:
          !isGood(status) && held?.pipelineExecutionId === id && isFailure(statusOf(held.status)),
      };
    });
}

/** What waits for a person over all pipelines, oldest first, and what was decided lately. */
export async function getApprovals(connection: Connection): Promise<Approvals> {
  const { facts: all, unreadable, coming } = sorted(await allFacts(connection));
  const waiting = (
    await Promise.all(
      all.flatMap((facts) => {
        const asked = allAsked(facts);
        return asked.map((a) => waitingView(connection, facts, a, asked));
      }),
    )
  ).sort((a, b) => a.since - b.since);
  const decided = all
    .flatMap(decidedViews)
    .sort((a, b) => b.at - a.at)
    .slice(0, DECIDED);
  return {
    waiting,
    decided,
    unreadable,
    coming,
    moving: all.some((f) => f.executions.some((e) => isMoving(statusOf(e.status)))),
    readAt: Date.now(),
  };
}
