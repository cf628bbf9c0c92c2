import 'server-only';
import type { StageState } from '@aws-sdk/client-codepipeline';
import { isMoving, needsPerson, statusOf } from '@/lib/domain/status';
import { ms } from './dates';
import type { PipelineFacts } from './pipeline-facts';

/** Between two stages, or before the first action, nothing shows that an execution runs. */
const BETWEEN_MS = 120_000;

/** Something works in it; what waits for a person, for days it may be, does not. */
function works(facts: PipelineFacts, s: StageState): boolean {
  if (!isMoving(statusOf(s.latestExecution?.status))) return false;
  const approvals = new Set(
    facts.declaration.stages
      ?.find((d) => d.name === s.stageName)
      ?.actions?.filter((a) => a.actionTypeId?.category === 'Approval')
      .map((a) => a.name),
  );
  const open = (s.actionStates ?? []).filter((a) => {
    const status = statusOf(a.latestExecution?.status);
    return isMoving(status) || needsPerson(status);
  });
  return !open.length || open.some((a) => !approvals.has(a.actionName));
}

/** Whether a pipeline does something by itself now: then it is to be read often. */
export function isUnderWay(facts: PipelineFacts, now = Date.now()): boolean {
  const stages = facts.parallelExecutions.size
    ? [...facts.parallelExecutions.values()].flat()
    : facts.stages;
  return (
    stages.some((s) => works(facts, s)) ||
    facts.executions.some(
      (e) => isMoving(statusOf(e.status)) && now - ms(e.lastUpdateTime) < BETWEEN_MS,
    )
  );
}
