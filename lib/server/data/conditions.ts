import 'server-only';
import type { StageConditionState, StageState } from '@aws-sdk/client-codepipeline';
import { isFailure, NOT_STARTED, statusOf } from '@/lib/domain/status';
import type { ConditionView } from '@/lib/domain/views';

type Kind = readonly [when: string, state: StageConditionState | undefined, overridable: boolean];

/** The conditions of a stage as its newest execution met them. */
export function conditionViews(s: StageState): ConditionView[] {
  const kinds: readonly Kind[] = [
    ['Before entry', s.beforeEntryConditionState, true],
    ['On success', s.onSuccessConditionState, true],
    ['On failure', s.onFailureConditionState, false],
  ];
  const execution = s.latestExecution?.pipelineExecutionId ?? '';
  return kinds.flatMap(([when, state, can]): ConditionView[] => {
    if (!state) return [];
    const status = state.latestExecution ? statusOf(state.latestExecution.status) : NOT_STARTED;
    const rules = (state.conditionStates ?? [])
      .flatMap((c) => c.ruleStates ?? [])
      .map((r) => ({
        name: r.ruleName ?? '',
        status: statusOf(r.latestExecution?.status),
        message: r.latestExecution?.errorDetails?.message ?? r.latestExecution?.summary,
      }));
    return [
      {
        stage: s.stageName ?? '',
        when,
        status,
        rules,
        overridable:
          can && isFailure(status) && isFailure(statusOf(s.latestExecution?.status))
            ? { stage: s.stageName ?? '', execution }
            : undefined,
      },
    ];
  });
}

/** `Retried once by itself, 2 times by hand`; undefined when it ran once. */
export function retriesOf(s: StageState): string | undefined {
  const auto = s.retryStageMetadata?.autoStageRetryAttempt ?? 0;
  const manual = s.retryStageMetadata?.manualStageRetryAttempt ?? 0;
  const times = (n: number): string => (n === 1 ? 'once' : `${n} times`);
  return auto + manual === 0
    ? undefined
    : `Retried ${[...(auto ? [`${times(auto)} by itself`] : []), ...(manual ? [`${times(manual)} by hand`] : [])].join(', ')}`;
}
