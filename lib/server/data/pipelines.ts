import 'server-only';
import type { ActionState, PipelineDeclaration, PipelineExecutionSummary, StageState } from '@aws-sdk/client-codepipeline';
import { routes } from '@/lib/routes';
import { approvalStatus, isFailure, isGood, isMoving, needsPerson, NOT_STARTED, statusOf, type Status } from '@/lib/domain/status';
import type { ActionView, ExecutionView, PipelineView, Revision, StageView } from '@/lib/domain/views';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { singleFlight } from '../single-flight';

export interface PipelineFacts { readonly declaration: PipelineDeclaration; readonly updatedAt: number; readonly stages: readonly StageState[]; readonly executions: readonly PipelineExecutionSummary[] }

export const ms = (date: Date | undefined): number => date?.getTime() ?? 0;

/** What CodePipeline says of one pipeline: declaration, state, newest executions. */
export function readPipeline(connection: Connection, name: string): Promise<PipelineFacts> {
  return singleFlight(`pipeline ${name}`, async () => {
    const codepipeline = await client('codepipeline', connection);
    const [{ pipeline, metadata }, state, executions] = await Promise.all([codepipeline.getPipeline({ name }), codepipeline.getPipelineState({ name }), codepipeline.listPipelineExecutions({ pipelineName: name, maxResults: 50 })]);
    return { declaration: pipeline ?? { name, roleArn: '', stages: [] }, updatedAt: ms(metadata?.updated), stages: state.stageStates ?? [], executions: executions.pipelineExecutionSummaries ?? [] };
  });
}

export const shortSha = (id: string): string => id.slice(0, 7);
const firstLine = (text: string): string => text.split('\n')[0] ?? '';

/** The commit an execution carries; a rollback carries its target's. */
export function revisionOf(facts: PipelineFacts, id: string | undefined): Revision | undefined {
  const e = facts.executions.find((x) => x.pipelineExecutionId === id);
  const source = e?.sourceRevisions?.[0];
  if (source?.revisionId) return { sha: source.revisionId, message: firstLine(source.revisionSummary ?? '') };
  return e?.rollbackMetadata?.rollbackTargetPipelineExecutionId ? revisionOf(facts, e.rollbackMetadata.rollbackTargetPipelineExecutionId) : undefined;
}

const category = (facts: PipelineFacts, stage: string): string => facts.declaration.stages?.find((s) => s.name === stage)?.actions?.[0]?.actionTypeId?.category ?? '';
export const isApprovalStage = (facts: PipelineFacts, stage: string): boolean => (facts.declaration.stages?.find((s) => s.name === stage)?.actions ?? []).every((a) => a.actionTypeId?.category === 'Approval');
export const isDeployStage = (facts: PipelineFacts, stage: string): boolean => category(facts, stage) === 'Deploy';

/** A stage's status as people read it: an approval in progress is a wait. */
export function stageStatus(facts: PipelineFacts, s: StageState): Status {
  if (!s.latestExecution) return NOT_STARTED;
  return isApprovalStage(facts, s.stageName ?? '') ? approvalStatus(s.latestExecution.status) : statusOf(s.latestExecution.status);
}

/** When an execution finished a stage: its last action there. */
async function finishedAt(connection: Connection, name: string, stage: string, id: string): Promise<number> {
  const codepipeline = await client('codepipeline', connection);
  const { actionExecutionDetails = [] } = await singleFlight(`actions ${name} ${id}`, () => codepipeline.listActionExecutions({ pipelineName: name, filter: { pipelineExecutionId: id } }));
  return Math.max(0, ...actionExecutionDetails.filter((a) => a.stageName === stage).map((a) => ms(a.lastUpdateTime)));
}

/** What is live in a stage: the newest execution that succeeded there. */
export async function liveIn(connection: Connection, facts: PipelineFacts, stage: string): Promise<(Revision & { at: number }) | undefined> {
  const name = facts.declaration.name ?? '';
  const state = facts.stages.find((s) => s.stageName === stage);
  const held = state?.latestExecution;
  if (held && isGood(statusOf(held.status))) {
    const revision = revisionOf(facts, held.pipelineExecutionId);
    return revision && { ...revision, at: Math.max(0, ...(state.actionStates ?? []).map((a) => ms(a.latestExecution?.lastStatusChange))) };
  }
  const found = await singleFlight(`live ${name} ${stage}`, async () => (await client('codepipeline', connection)).listPipelineExecutions({ pipelineName: name, maxResults: 1, filter: { succeededInStage: { stageName: stage } } }));
  const newest = found.pipelineExecutionSummaries?.[0]?.pipelineExecutionId;
  const revision = revisionOf(facts, newest);
  return newest !== undefined && revision ? { ...revision, at: await finishedAt(connection, name, stage, newest) } : undefined;
}

function actionHref(provider: string, externalId: string | undefined): string | undefined {
  if (!externalId) return undefined;
  return provider === 'CodeBuild' ? routes.build(externalId) : provider === 'CodeDeploy' ? routes.deployment(externalId) : undefined;
}

function actionView(facts: PipelineFacts, stage: StageState, a: ActionState): ActionView {
  const declared = facts.declaration.stages?.find((s) => s.name === stage.stageName)?.actions?.find((d) => d.name === a.actionName);
  const provider = declared?.actionTypeId?.provider ?? '';
  const c = declared?.configuration ?? {};
  const x = a.latestExecution;
  const target = c['RepositoryName'] ?? c['ProjectName'] ?? (c['ApplicationName'] ? `${c['ApplicationName']} ${c['DeploymentGroupName'] ?? ''}` : '');
  return {
    name: a.actionName ?? '', provider: provider === 'Manual' ? 'A person decides' : `${provider} ${target}`.trim(), status: provider === 'Manual' ? approvalStatus(x?.status) : statusOf(x?.status),
    endedAt: x?.lastStatusChange ? ms(x.lastStatusChange) : undefined, revision: x ? revisionOf(facts, stage.latestExecution?.pipelineExecutionId) : undefined, summary: provider === 'Manual' ? x?.summary : undefined,
    problem: x?.errorDetails?.message, href: actionHref(provider, x?.externalExecutionId),
  };
}

/** Approvals are drawn as the gate of the stage behind them. */
async function stageViews(connection: Connection, facts: PipelineFacts): Promise<StageView[]> {
  const views: StageView[] = [];
  let gate: StageState | undefined;
  for (const s of facts.stages) {
    const name = s.stageName ?? '';
    if (isApprovalStage(facts, name)) {
      gate = s;
      continue;
    }
    const waiting = gate && stageStatus(facts, gate);
    const closed = [s, gate].map((x) => x?.inboundTransitionState).find((t) => t?.enabled === false);
    views.push({
      name, kind: views.length === 0 ? 'source' : isDeployStage(facts, name) ? 'deploy' : 'build', status: waiting && needsPerson(waiting) ? waiting : stageStatus(facts, s), live: await liveIn(connection, facts, name),
      actions: [...(gate ? (gate.actionStates ?? []).map((a) => actionView(facts, gate ?? s, a)) : []), ...(s.actionStates ?? []).map((a) => actionView(facts, s, a))],
      closed: closed && { reason: closed.disabledReason ?? '', by: closed.lastChangedBy?.split('/').pop() ?? '', at: ms(closed.lastChangedAt) },
    });
    gate = undefined;
  }
  return views;
}

const TRIGGERS: Readonly<Record<string, string>> = { CloudWatchEvent: 'Push', CreatePipeline: 'Pipeline created', StartPipelineExecution: 'Released by hand', ManualRollback: 'Rolled back by hand' };

/** An approval is drawn as the gate of the stage behind it, so it goes by that stage's name. */
function shownStage(facts: PipelineFacts, s: StageState): string {
  const next = facts.stages[facts.stages.indexOf(s) + 1];
  return isApprovalStage(facts, s.stageName ?? '') ? next?.stageName ?? '' : s.stageName ?? '';
}

/** Where an execution is: the stage that holds it, among the latest of each. */
function whereIs(facts: PipelineFacts, id: string): { where: string; status: Status | undefined } {
  const holding = [...facts.stages].reverse().find((s) => s.latestExecution?.pipelineExecutionId === id);
  const waiting = facts.stages.find((s) => s.inboundExecution?.pipelineExecutionId === id);
  if (waiting) return { where: `before ${waiting.stageName ?? ''}`, status: undefined };
  return { where: holding ? shownStage(facts, holding) : '', status: holding && stageStatus(facts, holding) };
}

export function executionViews(facts: PipelineFacts): ExecutionView[] {
  return facts.executions.map((e) => {
    const id = e.pipelineExecutionId ?? '';
    const { where, status: held } = whereIs(facts, id);
    const own = statusOf(e.status);
    const status = isMoving(own) && held && needsPerson(held) ? held : own;
    const trigger = e.trigger?.triggerType ?? '';
    return {
      id, status, where, revision: revisionOf(facts, id), trigger: TRIGGERS[trigger] ?? trigger, startedAt: ms(e.startTime), updatedAt: ms(e.lastUpdateTime), rollback: e.executionType === 'ROLLBACK', summary: isFailure(own) ? e.statusSummary : undefined,
      stages: facts.stages.map((s) => (s.latestExecution?.pipelineExecutionId === id ? stageStatus(facts, s) : NOT_STARTED)),
    };
  });
}

export async function getPipelineView(connection: Connection, name: string): Promise<PipelineView> {
  const facts = await readPipeline(connection, name);
  const stages = await stageViews(connection, facts);
  const executions = executionViews(facts);
  const source = facts.declaration.stages?.[0]?.actions?.[0]?.configuration ?? {};
  return {
    name, type: facts.declaration.pipelineType ?? 'V1', version: facts.declaration.version ?? 1, updatedAt: facts.updatedAt, branch: source['BranchName'] ?? '', stages, executions, readAt: Date.now(),
    status: stages.find((s) => needsPerson(s.status) || isMoving(s.status))?.status ?? executions[0]?.status ?? NOT_STARTED, moving: executions.some((e) => isMoving(e.status)),
  };
}

export async function listPipelineNames(connection: Connection): Promise<string[]> {
  const codepipeline = await client('codepipeline', connection);
  const names: string[] = [];
  for (let nextToken: string | undefined, first = true; first || nextToken; first = false) {
    const page = await singleFlight(`pipelines ${nextToken ?? ''}`, () => codepipeline.listPipelines({ nextToken }));
    names.push(...(page.pipelines ?? []).map((p) => p.name ?? ''));
    nextToken = page.nextToken;
  }
  return names;
}
