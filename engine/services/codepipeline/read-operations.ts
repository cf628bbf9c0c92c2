import type * as CP from '@aws-sdk/client-codepipeline';
import { conditionOf, modeOf, type ConditionType } from '../../core/pipeline/declaration';
import type { Artifact, ConditionRun, Execution, Slot } from '../../core/pipeline/types';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import {
  executionOrThrow,
  executionsOf,
  findExecution,
  pipelineOrThrow,
  slotOrThrow,
  type Pipeline,
} from './store';

function revisions(e: Execution): CP.SourceRevision[] {
  return e.actions
    .filter((a) => a.status === 'Succeeded')
    .flatMap((a) => (a.outputs ?? []).filter((o) => o.actionName))
    .map((o) => ({
      actionName: o.actionName,
      revisionId: o.revisionId,
      revisionSummary: o.summary,
    }));
}

function trigger(e: Execution): CP.ExecutionTrigger {
  return {
    triggerType: e.trigger.triggerType as CP.TriggerType,
    triggerDetail: e.trigger.triggerDetail,
  };
}

function rollback(e: Execution): CP.PipelineRollbackMetadata | undefined {
  return e.rollbackTarget ? { rollbackTargetPipelineExecutionId: e.rollbackTarget } : undefined;
}

function summary(e: Execution): CP.PipelineExecutionSummary {
  return {
    pipelineExecutionId: e.id,
    status: e.status,
    statusSummary: e.summary,
    startTime: new Date(e.startTime),
    lastUpdateTime: new Date(e.lastUpdate),
    sourceRevisions: revisions(e),
    trigger: trigger(e),
    executionMode: modeOf(e.declaration),
    executionType: e.type,
    rollbackMetadata: rollback(e),
    stopTrigger: e.stop ? { reason: e.stop.reason } : undefined,
  };
}

const PAGE = 100;

/** Newest first; the token is the serial behind which the next page begins. */
export const listPipelineExecutions: Handler<
  CP.ListPipelineExecutionsInput,
  CP.ListPipelineExecutionsOutput
> = (input, ctx) => {
  const p = pipelineOrThrow(ctx, input.pipelineName);
  const stage = input.filter?.succeededInStage?.stageName;
  if (stage !== undefined) slotOrThrow(p, stage);
  const wanted = (e: Execution): boolean =>
    stage === undefined || e.stages.some((s) => s.name === stage && s.status === 'Succeeded');
  const limit = Math.min(PAGE, Math.max(1, input.maxResults ?? PAGE));
  if (input.nextToken !== undefined && !/^\d+$/.test(input.nextToken))
    throw new AwsError('InvalidNextTokenException', 'The next token is not valid');
  const found: Execution[] = [];
  let before = input.nextToken === undefined ? undefined : Number(input.nextToken);
  for (;;) {
    const batch = executionsOf(ctx, p.name, PAGE + 1, before);
    for (const e of batch) {
      if (!wanted(e)) continue;
      const last = found.at(-1);
      if (found.length === limit && last)
        return { nextToken: String(last.serial), pipelineExecutionSummaries: found.map(summary) };
      found.push(e);
    }
    if (batch.length <= PAGE) return { pipelineExecutionSummaries: found.map(summary) };
    before = batch.at(-1)?.serial;
  }
};

export const getPipelineExecution: Handler<
  CP.GetPipelineExecutionInput,
  CP.GetPipelineExecutionOutput
> = (input, ctx) => {
  const e = executionOrThrow(ctx, input.pipelineName, input.pipelineExecutionId);
  const sources: Artifact[] = [
    ...Object.values(e.artifacts),
    ...e.actions.flatMap((a) => a.outputs ?? []),
  ].filter((o) => o.actionName);
  return {
    pipelineExecution: {
      pipelineName: e.pipeline,
      pipelineVersion: e.version,
      pipelineExecutionId: e.id,
      status: e.status,
      statusSummary: e.summary,
      executionMode: modeOf(e.declaration),
      executionType: e.type,
      rollbackMetadata: rollback(e),
      trigger: trigger(e),
      artifactRevisions: sources.map((o) => ({
        name: o.name,
        revisionId: o.revisionId,
        revisionSummary: o.summary,
      })),
      variables: Object.entries(e.variables).map(([name, resolvedValue]) => ({
        name,
        resolvedValue,
      })),
    },
  };
};

function actionState(ctx: Ctx, slot: Slot, name: string): CP.ActionState {
  const at = slot.latest[name];
  const e = at && findExecution(ctx, at.executionId);
  const a = e?.actions.find((r) => r.id === at?.actionId);
  if (!a) return { actionName: name };
  const source = a.outputs?.find((o) => o.actionName);
  return {
    actionName: name,
    currentRevision: source?.revisionId
      ? {
          revisionId: source.revisionId,
          revisionChangeId: source.revisionId,
          created: new Date(a.lastUpdate),
        }
      : undefined,
    latestExecution: {
      actionExecutionId: a.id,
      status: a.status,
      summary: a.summary,
      lastStatusChange: new Date(a.lastUpdate),
      token: a.status === 'InProgress' ? a.token : undefined,
      lastUpdatedBy: a.updatedBy,
      externalExecutionId: a.externalId,
      externalExecutionUrl: a.externalUrl,
      percentComplete: a.percent,
      logStreamARN: a.logStreamArn,
      errorDetails: a.error && { ...a.error },
    },
  };
}

function conditionState(
  e: Execution | undefined,
  slot: Slot,
  type: ConditionType,
): CP.StageConditionState | undefined {
  const declared = conditionOf(
    e?.declaration.stages.find((s) => s.name === slot.name),
    type,
  );
  if (!e || !declared) return undefined;
  const run: ConditionRun | undefined = e.stages.find((s) => s.name === slot.name)?.conditions?.[
    type
  ];
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

function stageState(ctx: Ctx, p: Pipeline, slot: Slot, index: number): CP.StageState {
  const parallel = modeOf(p.declaration) === 'PARALLEL';
  const e =
    slot.lastEntered === undefined || parallel ? undefined : findExecution(ctx, slot.lastEntered);
  const run = e?.stages.find((s) => s.name === slot.name);
  const inbound = slot.waiting.map((id) => ({
    pipelineExecutionId: id,
    status: 'InProgress' as const,
  }));
  const retry = run?.retry;
  return {
    stageName: slot.name,
    inboundExecution: inbound.at(-1),
    inboundExecutions: inbound,
    inboundTransitionState:
      index === 0
        ? undefined
        : {
            enabled: slot.transition.enabled,
            disabledReason: slot.transition.reason,
            lastChangedBy: slot.transition.by,
            lastChangedAt:
              slot.transition.at === undefined ? undefined : new Date(slot.transition.at),
          },
    latestExecution:
      e && run ? { pipelineExecutionId: e.id, status: run.status, type: e.type } : undefined,
    actionStates:
      p.declaration.stages[index]?.actions.map((a) =>
        parallel ? { actionName: a.name } : actionState(ctx, slot, a.name),
      ) ?? [],
    beforeEntryConditionState: conditionState(e, slot, 'BEFORE_ENTRY'),
    onSuccessConditionState: conditionState(e, slot, 'ON_SUCCESS'),
    onFailureConditionState: conditionState(e, slot, 'ON_FAILURE'),
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
    stageStates: p.slots.map((s, i) => stageState(ctx, p, s, i)),
  };
};
