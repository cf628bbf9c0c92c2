import type { PipelineDraft } from './pipeline-draft';
import { concludeCondition, startCondition } from './conditions';
import { conditionOf, type ConditionType } from './declaration';
import { isOver, type StageRun } from './types';
import { AUTOMATIC_RETRIES, ROLLBACK_MEETS_CONDITIONS } from './unverified';

/**
 * Enters a stage, or waits in front of it (AWS-SEMANTICS 3.4). SUPERSEDED: the newest waiter takes the place of the
 * older one, and only there. QUEUED: waiters keep their order. PARALLEL: nobody waits.
 */
export function enter(b: PipelineDraft, id: string, stage: string): void {
  if (b.mode(id) === 'PARALLEL') return begin(b, id, stage);
  const stageState = b.stageState(stage);
  // Its structure goes on where the pipeline's does not (AWS-SEMANTICS 3.1: what cannot continue is Cancelled).
  if (!stageState)
    return b.setStatus(id, 'Cancelled', `The pipeline has no stage ${stage} any more.`);
  const overtaken =
    b.mode(id) === 'SUPERSEDED' ? stageState.waiting.filter((w) => b.mode(w) === 'SUPERSEDED') : [];
  b.setStageState(stage, {
    waiting: [...stageState.waiting.filter((w) => !overtaken.includes(w)), id],
  });
  for (const old of overtaken) b.setStatus(old, 'Superseded');
  admit(b, stage);
}

/** Lets the first waiter in, if the stage is free and its transition open. */
export function admit(b: PipelineDraft, stage: string): void {
  const stageState = b.stageState(stage);
  const first = stageState?.waiting[0];
  if (
    stageState &&
    first !== undefined &&
    stageState.lockedBy === undefined &&
    stageState.transition.enabled
  )
    begin(b, first, stage);
}

export function begin(b: PipelineDraft, id: string, stage: string): void {
  const parallel = b.mode(id) === 'PARALLEL';
  b.setStageState(stage, {
    ...(parallel ? {} : { lockedBy: id }),
    lastEntered: id,
    waiting: (b.stageState(stage)?.waiting ?? []).filter((w) => w !== id),
  });
  b.update(id, (e) => {
    const run: StageRun = {
      name: stage,
      status: 'InProgress',
      startTime: b.ctx.now,
      from: e.actions.length,
    };
    return { stages: [...e.stages.filter((s) => s.name !== stage), run] };
  });
  b.commands.push({ type: 'stage-state', executionId: id, stage, state: 'STARTED' });
  // The stage is locked first, then its entry rules run (AWS-SEMANTICS 3.6 [doc]).
  if (meets(b, id) && startCondition(b, id, stage, 'BEFORE_ENTRY')) return;
  nextGroup(b, id, stage);
}

const meets = (b: PipelineDraft, id: string): boolean =>
  ROLLBACK_MEETS_CONDITIONS || b.execution(id)?.type !== 'ROLLBACK';

/** Starts the lowest runOrder that has not succeeded; with none left the stage's work is done. */
export function nextGroup(b: PipelineDraft, id: string, stage: string): void {
  const runs = b.attempts(id, stage);
  const open = (b.declared(id, stage)?.actions ?? []).filter(
    (d) => runs.get(d.name)?.status !== 'Succeeded',
  );
  if (!open.length) {
    if (!meets(b, id) || !startCondition(b, id, stage, 'ON_SUCCESS')) stageSucceeded(b, id, stage);
    return;
  }
  const order = Math.min(...open.map((d) => d.runOrder ?? 1));
  for (const d of open.filter((a) => (a.runOrder ?? 1) === order)) b.startAction(id, stage, d);
}

/** The stage is let go of; whoever waits first enters. */
export function release(b: PipelineDraft, id: string, stage: string): void {
  if (b.stageState(stage)?.lockedBy === id) b.setStageState(stage, { lockedBy: undefined });
  admit(b, stage);
}

export function stageSucceeded(b: PipelineDraft, id: string, stage: string, skipped = false): void {
  const e = b.execution(id);
  if (!e) return;
  b.setStage(id, stage, skipped ? 'Skipped' : 'Succeeded');
  if (e.type === 'STANDARD' && !skipped)
    b.setStageState(stage, { lastGood: { executionId: id, version: e.version } });
  const index = e.declaration.stages.findIndex((s) => s.name === stage);
  const next = e.type === 'ROLLBACK' ? undefined : e.declaration.stages[index + 1];
  if (e.status === 'Stopping') b.setStatus(id, 'Stopped');
  else if (!next) b.setStatus(id, 'Succeeded');
  release(b, id, stage);
  if (next && e.status === 'InProgress') enter(b, id, next.name);
}

/** After an action has ended: more to do in the stage, or the stage's own end. */
export function settle(b: PipelineDraft, id: string, stage: string): void {
  const e = b.execution(id);
  if (!e || isOver(e.status)) return;
  const runs = [...b.attempts(id, stage).values()];
  if (runs.some((a) => a.status === 'InProgress')) return;
  const failed = runs.find((a) => a.status === 'Failed');
  if (failed) return stageFailed(b, id, stage, failed.error?.message, true);
  if (e.status !== 'Stopping') return nextGroup(b, id, stage);
  const complete = (b.declared(id, stage)?.actions ?? []).every((d) =>
    runs.some((a) => a.name === d.name && a.status === 'Succeeded'),
  );
  b.setStage(id, stage, complete ? 'Succeeded' : 'Stopped');
  b.setStatus(id, 'Stopped');
  release(b, id, stage);
}

/** A failed stage: one automatic retry, a condition, a rollback, or simply the end (AWS-SEMANTICS 3.6, 3.7). */
function stageFailed(
  b: PipelineDraft,
  id: string,
  stage: string,
  message: string | undefined,
  byAction: boolean,
): void {
  const e = b.execution(id);
  if (!e) return;
  b.setStage(id, stage, 'Failed');
  if (e.status === 'Stopping') {
    b.setStatus(id, 'Stopped', message);
    return release(b, id, stage);
  }
  const onFailure =
    byAction && e.type === 'STANDARD' ? b.declared(id, stage)?.onFailure : undefined;
  if (onFailure?.result === 'RETRY' && (b.stage(id, stage)?.retry?.auto ?? 0) < AUTOMATIC_RETRIES) {
    return retry(
      b,
      id,
      stage,
      onFailure.retryConfiguration?.retryMode === 'ALL_ACTIONS' ? 'ALL_ACTIONS' : 'FAILED_ACTIONS',
      true,
    );
  }
  if (onFailure && startCondition(b, id, stage, 'ON_FAILURE')) {
    b.update(id, () => ({ summary: message }));
    return;
  }
  giveUp(b, id, stage, message, onFailure?.result === 'ROLLBACK');
}

/** The execution ends Failed. With `back` the stage goes straight to its newest eligible success; without one it just fails. */
function giveUp(
  b: PipelineDraft,
  id: string,
  stage: string,
  message: string | undefined,
  back: boolean,
): void {
  const failed = b.execution(id);
  b.setStatus(id, 'Failed', message);
  const good = b.stageState(stage)?.lastGood;
  const eligible =
    back &&
    b.mode(id) !== 'PARALLEL' &&
    good?.version === b.currentVersion() &&
    good.executionId !== id;
  const rollback = eligible && failed ? b.ctx.rollbackTo(good.executionId, failed) : undefined;
  if (!rollback) return release(b, id, stage);
  // The lock goes from the one to the other: no waiter slips in between.
  if (b.stageState(stage)?.lockedBy === id) b.setStageState(stage, { lockedBy: undefined });
  b.add(rollback);
  begin(b, rollback.id, stage);
}

/** Runs a stage again in the same execution; `automatic` is the one attempt that onFailure's RETRY makes. */
export function retry(
  b: PipelineDraft,
  id: string,
  stage: string,
  mode: 'FAILED_ACTIONS' | 'ALL_ACTIONS',
  automatic: boolean,
): void {
  const inProgress = b.stage(id, stage)?.status === 'InProgress';
  b.changeStage(id, stage, (s) => ({
    retry: {
      auto: (s.retry?.auto ?? 0) + (automatic ? 1 : 0),
      manual: (s.retry?.manual ?? 0) + (automatic ? 0 : 1),
      latest: automatic ? 'AutomatedStageRetry' : 'ManualStageRetry',
    },
  }));
  b.update(id, (e) => ({ attempts: e.attempts + 1 }));
  if (inProgress) {
    // Others of the group still run: what failed joins them again.
    const runs = b.attempts(id, stage);
    for (const d of b.declared(id, stage)?.actions ?? [])
      if (runs.get(d.name)?.status === 'Failed') b.startAction(id, stage, d);
    return;
  }
  resume(b, id, stage);
  if (mode === 'ALL_ACTIONS')
    b.changeStage(id, stage, () => ({ from: b.execution(id)?.actions.length ?? 0 }));
  const entry = b.stage(id, stage)?.conditions?.BEFORE_ENTRY?.status;
  const barred =
    conditionOf(b.declared(id, stage), 'BEFORE_ENTRY') !== undefined &&
    entry !== 'Succeeded' &&
    entry !== 'Overridden';
  if (barred && meets(b, id) && startCondition(b, id, stage, 'BEFORE_ENTRY')) return;
  nextGroup(b, id, stage);
}

/** An execution that was over works in its stage again. */
export function resume(b: PipelineDraft, id: string, stage: string): void {
  b.update(id, () => ({ summary: undefined, stop: undefined }));
  b.setStatus(id, 'InProgress', undefined, 'RESUMED');
  b.setStageState(stage, {
    ...(b.mode(id) === 'PARALLEL' ? {} : { lockedBy: id }),
    lastEntered: id,
  });
  b.setStage(id, stage, 'InProgress', 'RESUMED');
}

/** What follows from a condition once its rules have ended; `skip`, `fail` and `rollback` are its results. */
export function afterRule(b: PipelineDraft, id: string, stage: string, type: ConditionType): void {
  const e = b.execution(id);
  const verdict = concludeCondition(b, id, stage, type);
  if (!verdict || !e || isOver(e.status)) return;
  const result = conditionOf(b.declared(id, stage), type)?.result;
  const message = b.execution(id)?.summary;
  // Inverted: an onFailure condition engages when its rules succeed (AWS-SEMANTICS 3.6 [doc]).
  if (type === 'ON_FAILURE')
    return giveUp(
      b,
      id,
      stage,
      message,
      verdict.status === 'Succeeded' && (result ?? 'ROLLBACK') === 'ROLLBACK',
    );
  if (verdict.status === 'Succeeded')
    return type === 'BEFORE_ENTRY' ? nextGroup(b, id, stage) : stageSucceeded(b, id, stage);
  if (type === 'BEFORE_ENTRY' && result === 'SKIP') return stageSucceeded(b, id, stage, true);
  if (type === 'ON_SUCCESS' && result === 'ROLLBACK') {
    b.setStage(id, stage, 'Failed');
    return giveUp(b, id, stage, verdict.summary, true);
  }
  stageFailed(b, id, stage, verdict.summary, false);
}
