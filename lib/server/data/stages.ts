import 'server-only';
import { principalName } from '@/lib/domain/account/principal';
import type { StageState } from '@aws-sdk/client-codepipeline';
import { HELD_WORDS } from '@/lib/domain/deployments/live-words';
import { approvalStatus, NOT_STARTED, statusOf, WAITING, type Status } from '@/lib/domain/status';
import type { ClosedEntry, LiveRevision } from '@/lib/domain/views';
import { ms } from './dates';
import { declaredIn, isApprovalAction, isDeployStage } from './deploying';
import type { PipelineFacts } from './pipeline-facts';
import { askedIn } from './gates';
import { originOf, revisionOf } from './sources';

/** What is live in a stage; one whose execution AWS no longer keeps has no revision. */
export function liveIn(facts: PipelineFacts, stage: string): LiveRevision | undefined {
  const found = facts.live.get(stage);
  if (!found) return undefined;
  const { left, partly } = found;
  return {
    ...(revisionOf(facts, found.executionId) ?? { sha: '', kind: 'none', message: '' }),
    at: found.at,
    executionId: found.executionId,
    disagrees: found.disagrees,
    by: found.by,
    left: left && {
      deployment: left.deployment,
      targets: left.targets,
      of: left.of,
      revision: revisionOf(facts, left.executionId),
    },
    partly: partly && {
      by: partly.by,
      notBy: partly.notBy,
      revision: revisionOf(facts, partly.executionId),
    },
  };
}

/** What stands in a comparison's address for "nothing is live yet", and for a live release that is not known. */
export const NOTHING_LIVE = '-';
export const LIVE_UNKNOWN = '~';

/** What a release into a stage is compared with: the execution that is live there, as far as that is known. */
export function liveOriginIn(
  facts: Pick<PipelineFacts, 'live' | 'unread' | 'executions' | 'older'>,
  stage: string,
): string {
  const live = facts.live.get(stage);
  if (!live) return facts.unread.has(stage) ? LIVE_UNKNOWN : NOTHING_LIVE;
  return originOf(facts, live.executionId) ?? LIVE_UNKNOWN;
}

export const isApprovalStage = (facts: PipelineFacts, stage: string): boolean =>
  declaredIn(facts, stage).length > 0 && declaredIn(facts, stage).every(isApprovalAction);

export const kindOf = (
  facts: PipelineFacts,
  stage: string,
  index: number,
): 'source' | 'build' | 'deploy' =>
  index === 0 ? 'source' : isDeployStage(facts, stage) ? 'deploy' : 'build';

/** `Live in Production`, `Last good in Build`: what a stage holds, as its kind has it. */
export function heldIn(facts: PipelineFacts, stage: string): string {
  const index = facts.stages.findIndex((s) => s.stageName === stage);
  return `${HELD_WORDS[kindOf(facts, stage, index)]} in ${stage}`;
}

/** When anything last moved in a stage, in ms since the epoch; 0 if nothing did. */
export const changedAt = (s: StageState): number =>
  Math.max(0, ...(s.actionStates ?? []).map((a) => ms(a.latestExecution?.lastStatusChange)));

/** A stage's status as people read it: an approval in progress is a wait. */
export function stageStatus(facts: PipelineFacts, s: StageState): Status {
  if (!s.latestExecution) return NOT_STARTED;
  if (askedIn(facts, s).length) return WAITING;
  return isApprovalStage(facts, s.stageName ?? '')
    ? approvalStatus(s.latestExecution.status)
    : statusOf(s.latestExecution.status);
}

export interface GatedStage {
  readonly state: StageState;
  /** The stages of approvals alone that stand before it. */
  readonly gates: readonly StageState[];
  readonly index: number;
}

/** Stages as they are drawn: a stage of approvals alone is the gate of the stage behind it. */
export function gatedStages(facts: PipelineFacts): GatedStage[] {
  const found: GatedStage[] = [];
  let gates: StageState[] = [];
  for (const [index, state] of facts.stages.entries()) {
    if (isApprovalStage(facts, state.stageName ?? '') && index < facts.stages.length - 1)
      gates.push(state);
    else {
      found.push({ state, gates, index });
      gates = [];
    }
  }
  return found;
}

/** The stage by which an approval stage goes on pages: the first behind it that is none. */
export function shownStage(facts: PipelineFacts, name: string): string {
  const at = facts.stages.findIndex((s) => s.stageName === name);
  const behind = facts.stages
    .slice(Math.max(0, at))
    .find((s) => !isApprovalStage(facts, s.stageName ?? ''));
  return at < 0 ? name : (behind?.stageName ?? name);
}

/** Where the way into a drawn stage can be closed: in front of its first gate, if it has one. */
export const entranceOf = (g: GatedStage): StageState => g.gates[0] ?? g.state;

/** Executions in front of a stage, the first first: GetPipelineState has one, or a list of them in QUEUED mode. */
export const inboundOf = (
  s: StageState | undefined,
): NonNullable<StageState['inboundExecutions']> =>
  s?.inboundExecutions ?? (s?.inboundExecution ? [s.inboundExecution] : []);

/** Whether an execution that goes on can still come into a stage: it is not behind it already. */
export function canReach(
  facts: Pick<PipelineFacts, 'stages'>,
  execution: string,
  stage: string,
): boolean {
  const isIn = (s: StageState): boolean =>
    s.latestExecution?.pipelineExecutionId === execution ||
    inboundOf(s).some((x) => x.pipelineExecutionId === execution);
  return facts.stages.findLastIndex(isIn) <= facts.stages.findIndex((s) => s.stageName === stage);
}

/** Why nothing can enter a drawn stage, where its own way in or that of a gate before it is closed. */
export function closedIn({ gates, state }: GatedStage): ClosedEntry | undefined {
  const at = [...gates, state].findLast((x) => x.inboundTransitionState?.enabled === false);
  const closed = at?.inboundTransitionState;
  return (
    closed && {
      stage: at.stageName ?? '',
      reason: closed.disabledReason ?? '',
      by: principalName(closed.lastChangedBy),
      at: ms(closed.lastChangedAt),
    }
  );
}
