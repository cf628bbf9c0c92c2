import 'server-only';
import { principalName } from '@/lib/domain/account/principal';
import type { StageState } from '@aws-sdk/client-codepipeline';
import { commentOf, type Refusal } from '@/lib/domain/approvals/approval';
import { decisionStatus, isFailure, isMoving, needsPerson } from '@/lib/domain/status';
import { isApprovalAction, declaredIn } from './deploying';
import { ms } from './dates';
import type { PipelineFacts } from './pipeline-facts';
import { isOnlyRefused } from './gates';
import { changedAt, stageStatus, type GatedStage } from './stages';

/** The newest answer in a stage that nothing but approvals has failed in. */
function answerIn(facts: PipelineFacts, s: StageState): Refusal | undefined {
  const execution = s.latestExecution?.pipelineExecutionId;
  if (execution === undefined || !isOnlyRefused(facts, s)) return undefined;
  const approvals = new Set(
    declaredIn(facts, s.stageName ?? '')
      .filter(isApprovalAction)
      .map((a) => a.name),
  );
  const [answer] = (s.actionStates ?? [])
    .filter((a) => approvals.has(a.actionName))
    .flatMap(({ latestExecution: x }) => {
      const by = principalName(x?.lastUpdatedBy);
      const said = x?.summary ?? x?.errorDetails?.message;
      const status = decisionStatus(x?.status, by, said);
      return x && status.key !== 'ok' && !isMoving(status) && !needsPerson(status)
        ? [{ status, by, why: commentOf(said), at: ms(x.lastStatusChange), execution }]
        : [];
    })
    .sort((a, b) => b.at - a.at);
  return answer;
}

/**
 * Who kept the newest release out of a drawn stage, in one of its gates or in the stage itself; undefined where a release
 * has come in, fails there or moves since.
 */
export function refusalIn(facts: PipelineFacts, { state, gates }: GatedStage): Refusal | undefined {
  const own = answerIn(facts, state);
  if (own) return own;
  const status = stageStatus(facts, state);
  if (isMoving(status) || needsPerson(status) || isFailure(status)) return undefined;
  return gates
    .flatMap((g) => answerIn(facts, g) ?? [])
    .filter(
      (r) => r.execution !== state.latestExecution?.pipelineExecutionId && r.at > changedAt(state),
    )
    .sort((a, b) => b.at - a.at)[0];
}
