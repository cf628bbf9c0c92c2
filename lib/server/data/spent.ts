import 'server-only';
import type { ActionExecutionDetail, PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import { spentOf, type Act, type Spent } from '@/lib/domain/approvals/spent';
import { isOver, statusOf } from '@/lib/domain/status';
import { ms } from './dates';
import type { PipelineFacts } from './pipeline-facts';
import { hasAllActions } from './sources';

const actsOf = (actions: readonly ActionExecutionDetail[]): Act[] =>
  actions
    .filter((a) => a.startTime)
    .map((a) => ({
      from: ms(a.startTime),
      to: isOver(statusOf(a.status)) ? ms(a.lastUpdateTime) : undefined,
      person: a.input?.actionTypeId?.category === 'Approval',
    }));

/** What of an execution's time was work. Times in ms since the epoch; `to` unset while it goes on. */
export const spentBetween = (
  actions: readonly ActionExecutionDetail[],
  from: number,
  to: number | undefined,
): Spent => spentOf(actsOf(actions), from, to);

/** What of these actions' time was work, from the first to the last of them; undefined if none has begun. */
export function spentIn(actions: readonly ActionExecutionDetail[]): Spent | undefined {
  const acts = actsOf(actions);
  if (!acts.length) return undefined;
  const ends = acts.flatMap((a) => a.to ?? []);
  const to = ends.length === acts.length ? Math.max(...ends) : undefined;
  return spentOf(acts, Math.min(...acts.map((a) => a.from)), to);
}

/** The same of one of a pipeline's executions; undefined where some of its actions are older than those that were read. */
export function spentOfExecution(
  facts: PipelineFacts,
  e: PipelineExecutionSummary,
): Spent | undefined {
  const id = e.pipelineExecutionId ?? '';
  if (!hasAllActions(facts, id)) return undefined;
  const own = facts.actions.filter((a) => a.pipelineExecutionId === id);
  const over = isOver(statusOf(e.status));
  return spentBetween(own, ms(e.startTime), over ? ms(e.lastUpdateTime) : undefined);
}
