import 'server-only';
import type { ActionState, StageState } from '@aws-sdk/client-codepipeline';
import { isFailure, statusOf } from '@/lib/domain/status';
import { awayOf } from '../data/action-links';
import { ms } from '../data/dates';
import { declaredIn, isApprovalAction } from '../data/deploying';
import type { PipelineFacts } from '../data/pipeline-facts';

/** An action that has failed, and what it was told to do. Times in ms since the epoch. */
export interface FailedAction {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly category: string;
  readonly configuration: Readonly<Record<string, string>>;
  /** The build's or the deployment's id. */
  readonly externalId: string | undefined;
  readonly logStreamArn: string | undefined;
  readonly from: number;
  readonly to: number;
  /** AWS's own words. */
  readonly message: string | undefined;
  /** It ran in a Region or account that is not read from here. */
  readonly isAway: boolean;
}

function failedAction(
  facts: PipelineFacts,
  stage: string,
  { actionName, latestExecution: latest }: ActionState,
): FailedAction | undefined {
  const declared = declaredIn(facts, stage).find((d) => d.name === actionName);
  if (!latest?.actionExecutionId || (declared && isApprovalAction(declared))) return undefined;
  const ran = facts.actions.find((a) => a.actionExecutionId === latest.actionExecutionId);
  const to = ms(latest.lastStatusChange);
  const type = ran?.input?.actionTypeId ?? declared?.actionTypeId;
  return {
    id: latest.actionExecutionId,
    name: actionName ?? '',
    provider: type?.provider ?? '',
    category: type?.category ?? '',
    configuration:
      ran?.input?.resolvedConfiguration ??
      ran?.input?.configuration ??
      declared?.configuration ??
      {},
    externalId: latest.externalExecutionId,
    logStreamArn: ran?.output?.executionResult?.logStreamARN,
    // One that is no longer listed has no start: its end is the best there is.
    from: ms(ran?.startTime) || to,
    to,
    message: latest.errorDetails?.message ?? latest.summary,
    isAway:
      awayOf(facts, {
        region: ran?.input?.region ?? declared?.region,
        roleArn: ran?.input?.roleArn ?? declared?.roleArn,
      }) !== undefined,
  };
}

/** The action by which a stage failed: of several the first. */
export function failedActionIn(facts: PipelineFacts, s: StageState): FailedAction | undefined {
  return (s.actionStates ?? [])
    .filter((a) => isFailure(statusOf(a.latestExecution?.status)))
    .flatMap((a) => failedAction(facts, s.stageName ?? '', a) ?? [])
    .sort((a, b) => a.to - b.to)[0];
}

/** Why something failed. One that is not whole is read again: the end of its log has not come yet. */
export interface Cause {
  readonly words: string | undefined;
  readonly isWhole: boolean;
}
