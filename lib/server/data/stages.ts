import 'server-only';
import type { ActionState, StageState } from '@aws-sdk/client-codepipeline';
import {
  approvalStatus,
  needsPerson,
  NOT_STARTED,
  statusOf,
  WAITING,
  type Status,
} from '@/lib/domain/status';
import type { LiveRevision, Revision } from '@/lib/domain/views';
import { ms } from './dates';
import type { PipelineFacts } from './facts';

const firstLine = (text: string): string => text.split('\n')[0] ?? '';

export const shortSha = (id: string): string => id.slice(0, 7);

/** The execution whose artifacts an execution carries: its own, or its rollback's target's. */
export function originOf(facts: PipelineFacts, id: string | undefined): string | undefined {
  const target = facts.executions.find((x) => x.pipelineExecutionId === id)?.rollbackMetadata
    ?.rollbackTargetPipelineExecutionId;
  return target ? originOf(facts, target) : id;
}

/** The commit an execution carries; a rollback carries its target's. */
export function revisionOf(facts: PipelineFacts, id: string | undefined): Revision | undefined {
  const source = facts.executions.find((x) => x.pipelineExecutionId === originOf(facts, id))
    ?.sourceRevisions?.[0];
  return source?.revisionId
    ? { sha: source.revisionId, message: firstLine(source.revisionSummary ?? '') }
    : undefined;
}

export function liveIn(facts: PipelineFacts, stage: string): LiveRevision | undefined {
  const found = facts.live.get(stage);
  const revision = revisionOf(facts, found?.executionId);
  return (
    found &&
    revision && {
      ...revision,
      at: found.at,
      executionId: found.executionId,
      disagrees: found.disagrees,
    }
  );
}

const declared = (facts: PipelineFacts, stage: string) =>
  facts.declaration.stages?.find((s) => s.name === stage)?.actions ?? [];
export const isApprovalStage = (facts: PipelineFacts, stage: string): boolean =>
  declared(facts, stage).length > 0 &&
  declared(facts, stage).every((a) => a.actionTypeId?.category === 'Approval');
export const isDeployStage = (facts: PipelineFacts, stage: string): boolean =>
  declared(facts, stage).some((a) => a.actionTypeId?.category === 'Deploy');
/** Whether a stage is deployed by writing files into S3. */
export const isWebsite = (facts: PipelineFacts, stage: string): boolean =>
  declared(facts, stage).some(
    (a) => a.actionTypeId?.category === 'Deploy' && a.actionTypeId.provider === 'S3',
  );
export const kindOf = (
  facts: PipelineFacts,
  stage: string,
  index: number,
): 'source' | 'build' | 'deploy' =>
  index === 0 ? 'source' : isDeployStage(facts, stage) ? 'deploy' : 'build';

/** The approval of a stage that somebody is asked for now: of its own, or among its other actions. */
export function askedIn(facts: PipelineFacts, s: StageState): ActionState | undefined {
  const approvals = new Set(
    declared(facts, s.stageName ?? '')
      .filter((a) => a.actionTypeId?.category === 'Approval')
      .map((a) => a.name),
  );
  return s.actionStates?.find(
    (a) => approvals.has(a.actionName) && needsPerson(approvalStatus(a.latestExecution?.status)),
  );
}

/** When anything last moved in a stage, in ms since the epoch; 0 if nothing did. */
export const changedAt = (s: StageState): number =>
  Math.max(0, ...(s.actionStates ?? []).map((a) => ms(a.latestExecution?.lastStatusChange)));

/** A stage's status as people read it: an approval in progress is a wait. */
export function stageStatus(facts: PipelineFacts, s: StageState): Status {
  if (!s.latestExecution) return NOT_STARTED;
  if (askedIn(facts, s)) return WAITING;
  return isApprovalStage(facts, s.stageName ?? '')
    ? approvalStatus(s.latestExecution.status)
    : statusOf(s.latestExecution.status);
}

export interface GatedStage {
  readonly state: StageState;
  readonly gate: StageState | undefined;
  readonly index: number;
}

/** Stages as they are drawn: an approval is the gate of the stage behind it. */
export function gatedStages(facts: PipelineFacts): GatedStage[] {
  const found: GatedStage[] = [];
  let gate: StageState | undefined;
  for (const [i, state] of facts.stages.entries()) {
    if (isApprovalStage(facts, state.stageName ?? '') && i < facts.stages.length - 1) gate = state;
    else {
      found.push({ state, gate, index: i });
      gate = undefined;
    }
  }
  return found;
}

/** The stage by which an approval stage goes on pages: the one behind it. */
export function shownStage(facts: PipelineFacts, name: string): string {
  const at = facts.stages.findIndex((s) => s.stageName === name);
  return isApprovalStage(facts, name) ? (facts.stages[at + 1]?.stageName ?? name) : name;
}

/** Where the source of a pipeline lies. */
export function sourceOf(facts: PipelineFacts): {
  action: string;
  provider: string;
  repository: string;
  branch: string;
  artifact: string;
} {
  const a = facts.declaration.stages?.[0]?.actions?.[0];
  const c = a?.configuration ?? {};
  return {
    action: a?.name ?? '',
    provider: a?.actionTypeId?.provider ?? '',
    repository: c['RepositoryName'] ?? c['FullRepositoryId'] ?? '',
    branch: c['BranchName'] ?? '',
    artifact: a?.outputArtifacts?.[0]?.name ?? '',
  };
}
