import type * as CP from '@aws-sdk/client-codepipeline';
import { entityUrl, executionUrl, revisionUrl } from '../../core/pipeline/console-links';
import {
  conditionOf,
  modeOf,
  type ActionDeclaration,
  type ConditionType,
} from '../../core/pipeline/declaration';
import type { ActionRun, ConditionRun, Execution, StageState } from '../../core/pipeline/types';
import type { Ctx, Handler } from '../../ports/context';
import { broughtInto, declaredIn, externalIdOf, isSource } from './revisions';
import {
  executionOrThrow,
  findExecution,
  pipelineOrThrow,
  shownExecutions,
  stageStateOrThrow,
  type Pipeline,
} from './store';
import type { ShownExecution } from './shown-execution';

const triggerOf = (trigger: Execution['trigger']): CP.ExecutionTrigger => ({
  triggerType: trigger.triggerType as CP.TriggerType,
  triggerDetail: trigger.triggerDetail,
});

const rollbackTo = (target: string | undefined): CP.PipelineRollbackMetadata | undefined =>
  target === undefined ? undefined : { rollbackTargetPipelineExecutionId: target };

function summary(ctx: Ctx, e: ShownExecution): CP.PipelineExecutionSummary {
  return {
    pipelineExecutionId: e.id,
    status: e.status,
    statusSummary: e.summary,
    startTime: new Date(e.startTime),
    lastUpdateTime: new Date(e.lastUpdate),
    sourceRevisions: e.sources.map((s) => ({
      actionName: s.actionName,
      revisionId: s.revisionId,
      revisionSummary: s.summary,
      revisionUrl: revisionUrl(s.declared, ctx.region, s.revisionId),
    })),
    trigger: triggerOf(e.trigger),
    executionMode: e.executionMode,
    executionType: e.type,
    rollbackMetadata: rollbackTo(e.rollbackTarget),
    stopTrigger: e.stopReason === undefined ? undefined : { reason: e.stopReason },
  };
}

const PAGE = 100;

/** Newest first. */
export const listPipelineExecutions: Handler<
  CP.ListPipelineExecutionsInput,
  CP.ListPipelineExecutionsOutput
> = (input, ctx) => {
  const p = pipelineOrThrow(ctx, input.pipelineName);
  const stage = input.filter?.succeededInStage?.stageName;
  if (stage !== undefined) stageStateOrThrow(p, stage);
  const size = Math.min(PAGE, Math.max(1, input.maxResults ?? PAGE));
  const { items, nextToken } = shownExecutions(
    ctx,
    p.name,
    size,
    input.nextToken,
    (e) => stage === undefined || e.succeededStages.includes(stage),
  );
  return { nextToken, pipelineExecutionSummaries: items.map((e) => summary(ctx, e)) };
};

export const getPipelineExecution: Handler<
  CP.GetPipelineExecutionInput,
  CP.GetPipelineExecutionOutput
> = (input, ctx) => {
  const e = executionOrThrow(ctx, input.pipelineName, input.pipelineExecutionId);
  return {
    pipelineExecution: {
      pipelineName: e.pipeline,
      pipelineVersion: e.version,
      pipelineExecutionId: e.id,
      status: e.status,
      statusSummary: e.summary,
      executionMode: modeOf(e.declaration),
      executionType: e.type,
      rollbackMetadata: rollbackTo(e.rollbackTarget),
      trigger: triggerOf(e.trigger),
      artifactRevisions: broughtInto(e, ctx.region).map((o) => ({
        name: o.name,
        revisionId: o.revisionId,
        revisionSummary: o.summary,
        revisionUrl: o.url,
      })),
      variables: Object.entries(e.variables).map(([name, resolvedValue]) => ({
        name,
        resolvedValue,
      })),
    },
  };
};

/**
 * What an attempt tells in GetPipelineState. A source's link is its revision's, and an approval has its token and no
 * external id there (published answers of 2026-09 and 2019-08).
 */
function latestExecution(ctx: Ctx, e: Execution, a: ActionRun): CP.ActionExecution {
  const declared = declaredIn(e, a.name, a.stage);
  return {
    actionExecutionId: a.id,
    status: a.status,
    summary: a.summary,
    lastStatusChange: new Date(a.lastUpdate),
    token: a.status === 'InProgress' ? a.token : undefined,
    lastUpdatedBy: a.updatedBy,
    externalExecutionId: a.token === undefined ? externalIdOf(a, declared) : undefined,
    externalExecutionUrl: isSource(declared)
      ? undefined
      : (a.externalUrl ?? executionUrl(declared, ctx.region, a.externalId)),
    percentComplete: a.percent,
    logStreamARN: a.logStreamArn,
    errorDetails: a.error && { ...a.error },
  };
}

/** An action that never ran is its name and what it is about. */
function actionState(ctx: Ctx, stageState: StageState, now: ActionDeclaration): CP.ActionState {
  const at = stageState.latest[now.name];
  const e = at && findExecution(ctx, at.executionId);
  const a = e?.actions.find((r) => r.id === at?.actionId);
  const state = { actionName: now.name, entityUrl: entityUrl(now, ctx.region) };
  if (!e || !a) return state;
  const brought = a.outputs?.find((o) => o.actionName)?.revisionId;
  return {
    ...state,
    // Of ActionRevision's members, published answers have the id alone, whatever the reference calls required.
    currentRevision: brought ? ({ revisionId: brought } as CP.ActionRevision) : undefined,
    revisionUrl: revisionUrl(declaredIn(e, a.name, a.stage), ctx.region, brought),
    latestExecution: latestExecution(ctx, e, a),
  };
}

function conditionState(
  e: Execution | undefined,
  stageState: StageState,
  type: ConditionType,
): CP.StageConditionState | undefined {
  const declared = conditionOf(
    e?.declaration.stages.find((s) => s.name === stageState.name),
    type,
  );
  if (!e || !declared) return undefined;
  const run: ConditionRun | undefined = e.stages.find((s) => s.name === stageState.name)
    ?.conditions?.[type];
  const ruleStates = (declared.rules ?? []).map((r): CP.RuleState => {
    const last = e.rules?.find((x) => x.name === r.name && run?.rules.includes(x.id));
    return {
      ruleName: r.name,
      latestExecution: last && {
        ruleExecutionId: last.id,
        status: last.status,
        summary: last.summary,
        lastStatusChange: new Date(last.lastUpdate),
        externalExecutionId: last.externalId,
        errorDetails: last.error && { ...last.error },
      },
    };
  });
  return {
    latestExecution: run && { status: run.status, summary: run.summary },
    conditionStates: [
      {
        latestExecution: run && {
          status: run.status,
          summary: run.summary,
          lastStatusChange: new Date(run.lastUpdate),
        },
        ruleStates,
      },
    ],
  };
}

/** Told of a rollback only (published answer of 2026-09; user guide, "View rollback status details"). */
const typeOf = (e: Execution): CP.ExecutionType | undefined =>
  e.type === 'ROLLBACK' ? e.type : undefined;

function stageStateDto(
  ctx: Ctx,
  p: Pipeline,
  stageState: StageState,
  index: number,
): CP.StageState {
  const parallel = modeOf(p.declaration) === 'PARALLEL';
  const e =
    stageState.lastEntered === undefined || parallel
      ? undefined
      : findExecution(ctx, stageState.lastEntered);
  const run = e?.stages.find((s) => s.name === stageState.name);
  const inbound = stageState.waiting.map((id) => ({
    pipelineExecutionId: id,
    status: 'InProgress' as const,
  }));
  const retry = run?.retry;
  return {
    stageName: stageState.name,
    inboundExecution: inbound.at(-1),
    inboundExecutions: inbound,
    inboundTransitionState:
      // The first stage's too, which nothing can close (published answer of 2026-09).
      {
        enabled: stageState.transition.enabled,
        disabledReason: stageState.transition.reason,
        lastChangedBy: stageState.transition.by,
        lastChangedAt:
          stageState.transition.at === undefined ? undefined : new Date(stageState.transition.at),
      },
    latestExecution:
      e && run ? { pipelineExecutionId: e.id, status: run.status, type: typeOf(e) } : undefined,
    actionStates:
      p.declaration.stages[index]?.actions.map((a) =>
        actionState(ctx, parallel ? { ...stageState, latest: {} } : stageState, a),
      ) ?? [],
    beforeEntryConditionState: conditionState(e, stageState, 'BEFORE_ENTRY'),
    onSuccessConditionState: conditionState(e, stageState, 'ON_SUCCESS'),
    onFailureConditionState: conditionState(e, stageState, 'ON_FAILURE'),
    retryStageMetadata: retry && {
      autoStageRetryAttempt: retry.auto,
      manualStageRetryAttempt: retry.manual,
      latestRetryTrigger: retry.latest,
    },
  };
}

/** The latest of each stage and action only; stages of one answer can belong to different executions, and in PARALLEL mode none is told (AWS-SEMANTICS 3.4, 3.9). */
export const getPipelineState: Handler<CP.GetPipelineStateInput, CP.GetPipelineStateOutput> = (
  input,
  ctx,
) => {
  const p = pipelineOrThrow(ctx, input.name);
  return {
    pipelineName: p.name,
    pipelineVersion: p.version,
    created: new Date(p.createdAt),
    updated: new Date(p.updatedAt),
    stageStates: p.slots.map((s, i) => stageStateDto(ctx, p, s, i)),
  };
};
