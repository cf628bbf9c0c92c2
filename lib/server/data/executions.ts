import 'server-only';
import {
  decisionStatus,
  IN_FRONT,
  isMoving,
  isStopping,
  needsPerson,
  isFailure,
  isGood,
  NOT_STARTED,
  statusOf,
  type Status,
} from '@/lib/domain/status';
import { triggerWords } from '@/lib/domain/commits/carried';
import type { ExecutionView } from '@/lib/domain/views';
import { ms } from './dates';
import type { PipelineFacts } from './pipeline-facts';
import { originOf, revisionOf } from './sources';
import { spentOfExecution } from './spent';
import { shownStage, stageStatus } from './stages';

/** Where an execution is: the stage that holds it, among the latest of each. */
export function whereIs(
  facts: PipelineFacts,
  id: string,
): { where: string; status: Status | undefined } {
  const stages = facts.parallelExecutions.get(id) ?? facts.stages;
  const waiting = stages.find(
    (s) =>
      s.inboundExecutions?.some((x) => x.pipelineExecutionId === id) ??
      s.inboundExecution?.pipelineExecutionId === id,
  );
  if (waiting)
    return { where: `before ${shownStage(facts, waiting.stageName ?? '')}`, status: IN_FRONT };
  const holding = [...stages].reverse().find((s) => s.latestExecution?.pipelineExecutionId === id);
  return {
    where: holding ? shownStage(facts, holding.stageName ?? '') : '',
    status: holding && stageStatus(facts, holding),
  };
}

/** A stage's status within one execution, from its actions there. */
function stageOf(facts: PipelineFacts, id: string, stage: string): Status {
  const actions = facts.actions.filter(
    (a) => a.pipelineExecutionId === id && a.stageName === stage,
  );
  const statuses = actions.map((a) =>
    a.input?.actionTypeId?.category === 'Approval'
      ? decisionStatus(a.status, a.updatedBy, a.output?.executionResult?.externalExecutionSummary)
      : statusOf(a.status),
  );
  return statuses.find(isFailure) ?? statuses.find(isMoving) ?? statuses[0] ?? NOT_STARTED;
}

/** The newest rollback that took an execution away. */
function undoneOf(undone: ReturnType<typeof undoings>, id: string): ExecutionView['undone'] {
  const by = [...undone.values()].filter((u) => u.execution === id).sort((a, b) => b.at - a.at)[0];
  return by && { execution: by.rollback, stage: by.stage, at: by.at };
}

/** What each rollback took away: what had come into its stage last before it. */
function undoings(
  facts: PipelineFacts,
): Map<string, { execution: string; rollback: string; stage: string; at: number }> {
  const found = new Map<
    string,
    { execution: string; rollback: string; stage: string; at: number }
  >();
  for (const e of facts.executions.filter((x) => x.executionType === 'ROLLBACK')) {
    const id = e.pipelineExecutionId ?? '';
    const own = facts.actions.find(
      (a) => a.pipelineExecutionId === id && isGood(statusOf(a.status)),
    );
    const before =
      own &&
      facts.actions.find(
        (a) =>
          a.stageName === own.stageName &&
          a.pipelineExecutionId !== id &&
          isGood(statusOf(a.status)) &&
          ms(a.lastUpdateTime) < ms(own.lastUpdateTime),
      );
    if (own && before)
      found.set(id, {
        execution: originOf(facts, before.pipelineExecutionId) ?? '',
        rollback: id,
        stage: own.stageName ?? '',
        at: ms(own.lastUpdateTime),
      });
  }
  return found;
}

/** Newest first. `notes` are what people wrote in the journal, by execution. */
export function executionViews(
  facts: PipelineFacts,
  notes: ReadonlyMap<string, string> = new Map(),
): ExecutionView[] {
  const undone = undoings(facts);
  return facts.executions.map((e) => {
    const id = e.pipelineExecutionId ?? '';
    const { where, status: held } = whereIs(facts, id);
    const own = statusOf(e.status);
    const status =
      isMoving(own) && !isStopping(own) && held && (needsPerson(held) || held === IN_FRONT)
        ? held
        : own;
    return {
      id,
      status,
      where,
      revision: revisionOf(facts, id),
      trigger: triggerWords(e.trigger?.triggerType),
      startedAt: ms(e.startTime),
      updatedAt: ms(e.lastUpdateTime),
      spent: spentOfExecution(facts, e),
      rollback: e.executionType === 'ROLLBACK',
      summary: isFailure(own) ? e.statusSummary : undefined,
      note: notes.get(id) ?? e.stopTrigger?.reason,
      undid: revisionOf(facts, undone.get(id)?.execution),
      undone: undoneOf(undone, id),
      stages: (facts.parallelExecutions.get(id) ?? facts.stages).map((s) =>
        s.latestExecution?.pipelineExecutionId === id
          ? stageStatus(facts, s)
          : stageOf(facts, id, s.stageName ?? ''),
      ),
    };
  });
}
