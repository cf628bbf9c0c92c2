import 'server-only';
import type { ActionExecutionDetail, StageState } from '@aws-sdk/client-codepipeline';
import { IN_TRAFFIC } from '@/lib/domain/board/time-left';
import { median } from '@/lib/domain/insights/statistics';
import { isGood, statusOf } from '@/lib/domain/status';
import type { BoardRunning } from '@/lib/domain/views';
import { ms } from '../data/dates';
import { declaredIn, isApprovalAction, newestAttempts } from '../data/deploying';
import type { PipelineFacts } from '../data/pipeline-facts';
import { hasAllActions } from '../data/sources';
import { workIn, type Phases } from './moving';

/** The newest times that are compared. */
const TIMES = 5;

const isWork = (a: ActionExecutionDetail): boolean =>
  a.input?.actionTypeId?.category !== 'Approval' && a.startTime !== undefined;

/** When a stage began its work in an execution, in ms since the epoch: waiting for a person is none. */
function startOf(actions: readonly ActionExecutionDetail[]): number | undefined {
  const starts = actions.filter(isWork).map((a) => ms(a.startTime));
  return starts.length ? Math.min(...starts) : undefined;
}

/** How long a stage's work took in one execution; undefined where not all of it went well the first time. */
function timeOf(actions: readonly ActionExecutionDetail[], expected: number): number | undefined {
  const work = actions.filter(isWork);
  const start = startOf(work);
  if (start === undefined || work.length !== expected) return undefined;
  if (!work.every((a) => isGood(statusOf(a.status)) && a.lastUpdateTime)) return undefined;
  return Math.max(...work.map((a) => ms(a.lastUpdateTime))) - start;
}

/** The median of a stage's newest times that went well, and of how many. An approval in the middle of it is not in it: then nothing can be said. */
export function usualOf(facts: PipelineFacts, stage: string): BoardRunning['usual'] {
  const declared = declaredIn(facts, stage);
  const expected = declared.filter((d) => !isApprovalAction(d)).length;
  const first = Math.min(...declared.map((d) => d.runOrder ?? 1));
  if (declared.some((d) => isApprovalAction(d) && (d.runOrder ?? 1) > first)) return undefined;
  const byExecution = new Map<string, ActionExecutionDetail[]>();
  for (const a of facts.actions) {
    if (a.stageName !== stage) continue;
    const id = a.pipelineExecutionId ?? '';
    const own = byExecution.get(id);
    if (own) own.push(a);
    else byExecution.set(id, [a]);
  }
  const times = [...byExecution]
    .flatMap(([id, own]) => (hasAllActions(facts, id) ? (timeOf(own, expected) ?? []) : []))
    .slice(0, TIMES);
  const ofAll = median(times);
  return ofAll === undefined ? undefined : { ms: ofAll, of: times.length };
}

/** How far all work of a stage is: in traffic only where nothing of it is before that. */
export const phaseOf = (words: readonly (string | undefined)[]): string | undefined =>
  words.every((w) => w === IN_TRAFFIC)
    ? words[0]
    : words.find((w) => w !== undefined && w !== IN_TRAFFIC);

/** Since when a stage works on its newest execution, how far it is, and how long that usually takes. */
export function runningIn(
  facts: PipelineFacts,
  state: StageState,
  phases: Phases,
): BoardRunning | undefined {
  const stage = state.stageName ?? '';
  const execution = state.latestExecution?.pipelineExecutionId;
  const own = facts.actions.filter(
    (a) => a.stageName === stage && a.pipelineExecutionId === execution,
  );
  const from = startOf([...newestAttempts(own).values()]);
  if (from === undefined) return undefined;
  const phase = phaseOf(workIn(facts, state).map(({ id }) => phases.get(id)));
  // What it still waits for is a clock that somebody has set: how long others took says nothing of that.
  return { from, usual: phase === IN_TRAFFIC ? undefined : usualOf(facts, stage), phase };
}
