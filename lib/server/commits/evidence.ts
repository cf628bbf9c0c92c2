import 'server-only';
import type { ActionExecutionDetail, PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import type { Evidence } from '@/lib/domain/commits/whereabouts';
import { allOf } from '@/lib/domain/commits/revision';
import { cameTo, doubtOf } from '@/lib/domain/deployments/live-words';
import { isFailure, isGood, isMoving, isOver, isStopped, statusOf } from '@/lib/domain/status';
import { ms } from '../data/dates';
import { deployingIn, isDeployStage, newestAttempts } from '../data/deploying';
import { whereIs } from '../data/executions';
import { allAsked } from '../data/gates';
import type { PipelineFacts } from '../data/pipeline-facts';
import { refusalIn } from '../data/refusals';
import { revisionsOf } from '../data/sources';
import { changedAt, gatedStages, liveIn, stageStatus, type GatedStage } from '../data/stages';

/** The stages that a commit is looked for in. */
export const deployStages = (facts: PipelineFacts): GatedStage[] =>
  gatedStages(facts).filter((g) => isDeployStage(facts, g.state.stageName ?? ''));

/** What is live in a stage, of one source. */
export const liveShaIn = (
  facts: PipelineFacts,
  stage: string,
  source: string,
): string | undefined => allOf(liveIn(facts, stage)).find((r) => r.source === source)?.sha;

interface Of {
  readonly sha: string;
  readonly source: string;
}

/** The execution that carried a commit last: its own, else the first of those that hold it. */
export function carrierOf(
  facts: PipelineFacts,
  { sha, source }: Of,
  carriers: ReadonlySet<string>,
): PipelineExecutionSummary | undefined {
  const own = facts.executions.find(
    (e) =>
      !e.rollbackMetadata &&
      revisionsOf(facts, e.pipelineExecutionId).some((r) => r.source === source && r.sha === sha),
  );
  return own ?? facts.executions.findLast((e) => carriers.has(e.pipelineExecutionId ?? ''));
}

/** Whether all deploying actions that an action's execution ran in the stage, the newest attempt at each, went well. */
function isWhole(inStage: readonly ActionExecutionDetail[], a: ActionExecutionDetail): boolean {
  const own = inStage.filter((b) => b.pipelineExecutionId === a.pipelineExecutionId);
  return [...newestAttempts(own).values()].every((b) => isGood(statusOf(b.status)));
}

/** A commit, and what is known of how it went through a pipeline. */
interface Travelled extends Of {
  /** The executions that hold it. */
  readonly carriers: ReadonlySet<string>;
  readonly last: PipelineExecutionSummary | undefined;
  /** Whether what is live in the stage holds it; undefined where nobody can tell. */
  readonly holds: boolean | undefined;
  /** What people wrote in the journal, by execution. */
  readonly notes: ReadonlyMap<string, string>;
}

/** When a commit came into a stage as a whole, when it last failed there, and the rollback that took it away. */
function deployedIn(facts: PipelineFacts, stage: string, c: Travelled) {
  const inStage = facts.actions.filter(deployingIn(facts, stage));
  const carries = (a: ActionExecutionDetail): boolean =>
    c.carriers.has(a.pipelineExecutionId ?? '');
  const arrived = inStage.find((a) => carries(a) && isWhole(inStage, a));
  const rolledBack =
    arrived &&
    inStage.find(
      (a) =>
        isGood(statusOf(a.status)) &&
        !carries(a) &&
        ms(a.startTime) > ms(arrived.startTime) &&
        facts.executions.find((e) => e.pipelineExecutionId === a.pipelineExecutionId)
          ?.executionType === 'ROLLBACK',
    );
  const newest = inStage.find(carries);
  return {
    arrived: arrived && ms(arrived.lastUpdateTime),
    failed: newest && isFailure(statusOf(newest.status)) ? ms(newest.lastUpdateTime) : undefined,
    rolledBack: rolledBack && {
      at: ms(rolledBack.lastUpdateTime),
      note: c.notes.get(rolledBack.pipelineExecutionId ?? ''),
    },
  };
}

/** How the execution that carried it ended, if it did. */
function endedOf(facts: PipelineFacts, last: PipelineExecutionSummary | undefined) {
  const status = statusOf(last?.status);
  if (!last || !isOver(status)) return undefined;
  const { where } = whereIs(facts, last.pipelineExecutionId ?? '');
  return { status, at: ms(last.lastUpdateTime), where };
}

/** What is known of a commit in a stage, by what was read of the pipeline. */
export function evidenceIn(facts: PipelineFacts, drawn: GatedStage, c: Travelled): Evidence {
  const { state, gates } = drawn;
  const stage = state.stageName ?? '';
  const live = liveIn(facts, stage);
  const status = stageStatus(facts, state);
  const isIn = c.carriers.has(state.latestExecution?.pipelineExecutionId ?? '');
  const names = new Set([...gates, state].map((x) => x.stageName));
  const asked = allAsked(facts).find((a) => names.has(a.stage) && c.carriers.has(a.execution));
  const refusal = refusalIn(facts, drawn);
  return {
    live: live && {
      sha: liveShaIn(facts, stage, c.source) ?? '',
      at: live.at,
      doubt: doubtOf(live, undefined),
    },
    holds: c.holds,
    waiting: asked && { since: asked.since },
    refused: refusal && c.carriers.has(refusal.execution) ? refusal : undefined,
    entering:
      isIn && (isMoving(status) || isFailure(status) || isStopped(status))
        ? { status, since: changedAt(state) }
        : undefined,
    reached: live && cameTo(live, c.sha),
    ...deployedIn(facts, stage, c),
    taken: c.last && ms(c.last.startTime),
    ended: endedOf(facts, c.last),
  };
}
