import 'server-only';
import type { ActionExecutionDetail, StageState } from '@aws-sdk/client-codepipeline';
import type { ApprovalView, Approvals, DecidedView } from '@/lib/domain/approval';
import {
  approvalStatus,
  expired,
  isFailure,
  isGood,
  isMoving,
  isOver,
  statusOf,
  type Status,
} from '@/lib/domain/status';
import { routes } from '@/lib/routes';
import type { Connection } from '../aws/connection';
import { ms } from './dates';
import { toAppError } from './errors';
import { listPipelineNames, readPipeline, type PipelineFacts } from './facts';
import {
  askedIn,
  isDeployStage,
  liveIn,
  originOf,
  revisionOf,
  shownStage,
  sourceOf,
} from './stages';
import { stageDurations } from './durations';
import { readCommit } from '../diff/commits';

/** AWS fails an approval that nobody answered after seven days, unless the action says otherwise (CodePipeline user guide, quotas). */
const DEADLINE_MINUTES = 7 * 24 * 60;
const DECIDED = 20;

const isApproval = (a: ActionExecutionDetail): boolean =>
  a.input?.actionTypeId?.category === 'Approval';

function deadlineOf(facts: PipelineFacts, stage: string, since: number): number {
  const minutes =
    facts.declaration.stages?.find((s) => s.name === stage)?.actions?.[0]?.timeoutInMinutes ??
    DEADLINE_MINUTES;
  return since + minutes * 60_000;
}

const TRIGGERS: Readonly<Record<string, string>> = {
  CloudWatchEvent: 'by pushing',
  WebhookV2: 'by pushing',
  Webhook: 'by pushing',
  PollForSourceChanges: 'by pushing',
  StartPipelineExecution: 'by a release',
  CreatePipeline: 'as the first release',
};

function earlier(facts: PipelineFacts, before: string, execution: string): ApprovalView['earlier'] {
  const at = facts.stages.findIndex((s) => s.stageName === before);
  return facts.stages.slice(0, at).flatMap((s) => {
    const stage = s.stageName ?? '';
    const actions = facts.actions.filter(
      (a) => a.stageName === stage && a.pipelineExecutionId === execution,
    );
    const last = actions[0];
    return isDeployStage(facts, stage) && last
      ? [{ stage, status: statusOf(last.status), since: ms(last.lastUpdateTime) }]
      : [];
  });
}

async function waitingView(
  connection: Connection,
  facts: PipelineFacts,
  s: StageState,
): Promise<ApprovalView | undefined> {
  const action = askedIn(facts, s);
  const execution = s.latestExecution?.pipelineExecutionId;
  if (!action || execution === undefined) return undefined;
  const stage = s.stageName ?? '';
  const target = shownStage(facts, stage);
  const e = facts.executions.find((x) => x.pipelineExecutionId === execution);
  const candidate = revisionOf(facts, execution);
  const { provider, repository } = sourceOf(facts);
  const commit =
    provider === 'CodeCommit' && candidate
      ? await readCommit(connection, repository, candidate.sha).catch(() => undefined)
      : undefined;
  const live = liveIn(facts, target);
  const since = ms(action.latestExecution?.lastStatusChange);
  const build = facts.actions.find(
    (a) => a.pipelineExecutionId === execution && a.input?.actionTypeId?.provider === 'CodeBuild',
  );
  return {
    pipeline: facts.declaration.name ?? '',
    stage,
    target,
    execution,
    candidate: candidate && { ...candidate, at: ms(e?.startTime), executionId: execution },
    live,
    unread: facts.unread.get(target),
    from: originOf(facts, live?.executionId) ?? '-',
    since,
    deadline: deadlineOf(facts, stage, since),
    behindExecution:
      s.inboundExecutions?.[0]?.pipelineExecutionId ?? s.inboundExecution?.pipelineExecutionId,
    behind: revisionOf(
      facts,
      s.inboundExecutions?.[0]?.pipelineExecutionId ?? s.inboundExecution?.pipelineExecutionId,
    ),
    mode: facts.declaration.executionMode ?? 'SUPERSEDED',
    trigger: TRIGGERS[e?.trigger?.triggerType ?? ''] ?? '',
    askedBy: commit?.author,
    earlier: earlier(facts, stage, execution),
    durations: stageDurations(facts, target),
    build: build?.output?.executionResult?.externalExecutionId
      ? {
          status: statusOf(build.status),
          href: routes.build(build.output.executionResult.externalExecutionId),
        }
      : undefined,
  };
}

function decidedViews(facts: PipelineFacts): DecidedView[] {
  return facts.actions
    .filter((a) => isApproval(a) && isOver(statusOf(a.status)))
    .map((a) => {
      const id = a.pipelineExecutionId ?? '';
      const text = a.output?.executionResult?.externalExecutionSummary ?? '';
      const status = decision(a, text);
      const held = (facts.lanes.get(id) ?? facts.stages).find(
        (s) => s.stageName === a.stageName,
      )?.latestExecution;
      return {
        pipeline: facts.declaration.name ?? '',
        target: shownStage(facts, a.stageName ?? ''),
        stage: a.stageName ?? '',
        status,
        revision: revisionOf(facts, id),
        summary: isGood(status) ? text : text.replace(/^Rejected:? ?/, ''),
        by: a.updatedBy?.split(/[/:]/).pop() ?? '',
        at: ms(a.lastUpdateTime),
        execution: id,
        again:
          !isGood(status) && held?.pipelineExecutionId === id && isFailure(statusOf(held.status)),
      };
    });
}

/** A rejection carries who gave it; one that nobody gave has expired. */
function decision(a: ActionExecutionDetail, text: string): Status {
  const status = approvalStatus(a.status);
  return isFailure(status) && !a.updatedBy ? expired(text) : status;
}

/** Stages that can be asking: in PARALLEL mode those of every execution. */
const askable = (facts: PipelineFacts): readonly StageState[] =>
  facts.lanes.size ? [...facts.lanes.values()].flat() : facts.stages;

/** What waits for a person over all pipelines, oldest first, and what was decided lately. */
export async function getApprovals(connection: Connection): Promise<Approvals> {
  const names = await listPipelineNames(connection);
  const unreadable: { name: string; why: string }[] = [];
  const all = (
    await Promise.all(
      names.map((name) =>
        readPipeline(connection, name).catch(
          (error: unknown) => void unreadable.push({ name, why: toAppError(error).message }),
        ),
      ),
    )
  ).filter((f) => f !== undefined);
  const waiting = (
    await Promise.all(
      all.flatMap((facts) => askable(facts).map((s) => waitingView(connection, facts, s))),
    )
  )
    .filter((v) => v !== undefined)
    .sort((a, b) => a.since - b.since);
  const decided = all
    .flatMap(decidedViews)
    .sort((a, b) => b.at - a.at)
    .slice(0, DECIDED);
  return {
    waiting,
    decided,
    unreadable,
    moving: all.some((f) => f.executions.some((e) => isMoving(statusOf(e.status)))),
    readAt: Date.now(),
  };
}
