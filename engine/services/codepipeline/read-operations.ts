import type * as CP from '@aws-sdk/client-codepipeline';
import { page } from '../../core/paging';
import type { ActionRun, Artifact, Execution, Slot } from '../../core/pipeline/types';
import type { Ctx, Handler } from '../../ports/context';
import { executionOrThrow, executionsOf, findExecution, pipelineOrThrow, type Pipeline } from './pipelines';

function revisions(e: Execution): CP.SourceRevision[] {
  return e.actions.filter((a) => a.status === 'Succeeded').flatMap((a) => (a.outputs ?? []).filter((o) => o.actionName)).map((o) => ({ actionName: o.actionName, revisionId: o.revisionId, revisionSummary: o.summary }));
}

function trigger(e: Execution): CP.ExecutionTrigger {
  return { triggerType: e.trigger.triggerType as CP.TriggerType, triggerDetail: e.trigger.triggerDetail };
}

function rollback(e: Execution): CP.PipelineRollbackMetadata | undefined {
  return e.rollbackTarget ? { rollbackTargetPipelineExecutionId: e.rollbackTarget } : undefined;
}

export const listPipelineExecutions: Handler<CP.ListPipelineExecutionsInput, CP.ListPipelineExecutionsOutput> = (input, ctx) => {
  pipelineOrThrow(ctx, input.pipelineName);
  const stage = input.filter?.succeededInStage?.stageName;
  const found = executionsOf(ctx, input.pipelineName).filter((e) => stage === undefined || e.stages.some((s) => s.name === stage && s.status === 'Succeeded'));
  const { items, nextToken } = page(found, input.maxResults ?? 100, input.nextToken);
  return { nextToken, pipelineExecutionSummaries: items.map((e) => ({
    pipelineExecutionId: e.id, status: e.status, statusSummary: e.summary, startTime: new Date(e.startTime), lastUpdateTime: new Date(e.lastUpdate), sourceRevisions: revisions(e), trigger: trigger(e), executionMode: 'SUPERSEDED', executionType: e.type, rollbackMetadata: rollback(e), stopTrigger: e.stop ? { reason: e.stop.reason } : undefined,
  })) };
};

export const getPipelineExecution: Handler<CP.GetPipelineExecutionInput, CP.GetPipelineExecutionOutput> = (input, ctx) => {
  const e = executionOrThrow(ctx, input.pipelineName, input.pipelineExecutionId);
  const sources: Artifact[] = [...Object.values(e.artifacts), ...e.actions.flatMap((a) => a.outputs ?? [])].filter((o) => o.actionName);
  return { pipelineExecution: {
    pipelineName: e.pipeline, pipelineVersion: e.version, pipelineExecutionId: e.id, status: e.status, statusSummary: e.summary, executionMode: 'SUPERSEDED', executionType: e.type, rollbackMetadata: rollback(e), trigger: trigger(e),
    artifactRevisions: sources.map((o) => ({ name: o.name, revisionId: o.revisionId, revisionSummary: o.summary })), variables: Object.entries(e.variables).map(([name, resolvedValue]) => ({ name, resolvedValue })),
  } };
};

function actionState(ctx: Ctx, slot: Slot, name: string): CP.ActionState {
  const at = slot.latest[name];
  const e = at && findExecution(ctx, at.executionId);
  const a = e?.actions.find((r) => r.id === at?.actionId);
  if (!a) return { actionName: name };
  const source = a.outputs?.find((o) => o.actionName);
  return {
    actionName: name, currentRevision: source?.revisionId ? { revisionId: source.revisionId, revisionChangeId: source.revisionId, created: new Date(a.lastUpdate) } : undefined,
    latestExecution: { actionExecutionId: a.id, status: a.status, summary: a.summary, lastStatusChange: new Date(a.lastUpdate), token: a.status === 'InProgress' ? a.token : undefined, lastUpdatedBy: a.updatedBy, externalExecutionId: a.externalId, externalExecutionUrl: a.externalUrl, errorDetails: a.error && { ...a.error } },
  };
}

function stageState(ctx: Ctx, p: Pipeline, slot: Slot, index: number): CP.StageState {
  const e = slot.lastEntered === undefined ? undefined : findExecution(ctx, slot.lastEntered);
  const run = e?.stages.find((s) => s.name === slot.name);
  const inbound = slot.waiting === undefined ? undefined : { pipelineExecutionId: slot.waiting, status: 'InProgress' as const };
  return {
    stageName: slot.name, inboundExecution: inbound, inboundExecutions: inbound ? [inbound] : [],
    inboundTransitionState: index === 0 ? undefined : { enabled: slot.transition.enabled, disabledReason: slot.transition.reason, lastChangedBy: slot.transition.by, lastChangedAt: slot.transition.at === undefined ? undefined : new Date(slot.transition.at) },
    latestExecution: e && run ? { pipelineExecutionId: e.id, status: run.status, type: e.type } : undefined,
    actionStates: p.declaration.stages[index]?.actions.map((a) => actionState(ctx, slot, a.name)) ?? [],
  };
}

/** The latest of each stage and action only; stages of one answer can belong to different executions (AWS-SEMANTICS 3.9). */
export const getPipelineState: Handler<CP.GetPipelineStateInput, CP.GetPipelineStateOutput> = (input, ctx) => {
  const p = pipelineOrThrow(ctx, input.name);
  return { pipelineName: p.name, pipelineVersion: p.version, created: new Date(p.createdAt), updated: new Date(p.updatedAt), stageStates: p.slots.map((s, i) => stageState(ctx, p, s, i)) };
};

const artifact = (a: Artifact): CP.ArtifactDetail => ({ name: a.name, s3location: { ...a.location } });

function detail(e: Execution, a: ActionRun): CP.ActionExecutionDetail {
  const declared = e.declaration.stages.find((s) => s.name === a.stage)?.actions.find((d) => d.name === a.name);
  return {
    pipelineExecutionId: e.id, actionExecutionId: a.id, pipelineVersion: e.version, stageName: a.stage, actionName: a.name, startTime: new Date(a.startTime), lastUpdateTime: new Date(a.lastUpdate), updatedBy: a.updatedBy, status: a.status,
    input: { actionTypeId: declared?.actionTypeId as CP.ActionTypeId | undefined, configuration: declared?.configuration, resolvedConfiguration: a.resolved, namespace: declared?.namespace, roleArn: declared?.roleArn, region: declared?.region, inputArtifacts: (a.inputs ?? []).map(artifact) },
    output: { outputArtifacts: (a.outputs ?? []).map(artifact), outputVariables: a.variables, executionResult: { externalExecutionId: a.externalId, externalExecutionSummary: a.error?.message ?? a.summary, externalExecutionUrl: a.externalUrl, errorDetails: a.error && { ...a.error } } },
  };
}

/** Newest first. */
export const listActionExecutions: Handler<CP.ListActionExecutionsInput, CP.ListActionExecutionsOutput> = (input, ctx) => {
  pipelineOrThrow(ctx, input.pipelineName);
  const wanted = input.filter?.pipelineExecutionId ?? input.filter?.latestInPipelineExecution?.pipelineExecutionId;
  const from = wanted === undefined ? executionsOf(ctx, input.pipelineName) : [executionOrThrow(ctx, input.pipelineName, wanted)];
  const all = from.flatMap((e) => e.actions.map((a) => ({ e, a }))).sort((x, y) => y.a.startTime - x.a.startTime);
  const { items, nextToken } = page(all, input.maxResults ?? 100, input.nextToken);
  return { nextToken, actionExecutionDetails: items.map(({ e, a }) => detail(e, a)) };
};

