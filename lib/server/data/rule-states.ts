import 'server-only';
import type {
  ActionExecutionDetail,
  PipelineDeclaration,
  RuleExecutionDetail,
  StageConditionState,
  StageDeclaration,
  StageState,
} from '@aws-sdk/client-codepipeline';
import { isFailure, isGood, isMoving, statusOf } from '@/lib/domain/status';

type Conditions = Pick<
  StageState,
  'beforeEntryConditionState' | 'onSuccessConditionState' | 'onFailureConditionState'
>;
type Declared = StageDeclaration['beforeEntry'];

const declared = (s: StageDeclaration): readonly (readonly [keyof Conditions, Declared])[] => [
  ['beforeEntryConditionState', s.beforeEntry],
  ['onSuccessConditionState', s.onSuccess],
  ['onFailureConditionState', s.onFailure as Declared],
];

/** Whether any stage asks something: only then there are rule executions to read. */
export const hasConditions = (d: PipelineDeclaration): boolean =>
  (d.stages ?? []).some((s) => declared(s).some(([, c]) => c?.conditions?.length));

function stateOf(
  conditions: Declared,
  runs: readonly RuleExecutionDetail[],
): StageConditionState | undefined {
  const rules = (conditions?.conditions ?? []).flatMap((c) => c.rules ?? []);
  if (!rules.length) return undefined;
  const states = rules.map((r) => {
    const run = runs.find((x) => x.ruleName === r.name);
    const result = run?.output?.executionResult;
    return {
      ruleName: r.name,
      latestExecution: run && {
        ruleExecutionId: run.ruleExecutionId,
        status: run.status,
        summary: result?.externalExecutionSummary,
        errorDetails: result?.errorDetails,
        lastStatusChange: run.lastUpdateTime,
      },
    };
  });
  const met = states.flatMap((s) =>
    s.latestExecution ? [statusOf(s.latestExecution.status)] : [],
  );
  const word = met.some(isMoving)
    ? 'InProgress'
    : met.some(isFailure)
      ? 'Failed'
      : met.length === rules.length && met.every(isGood)
        ? 'Succeeded'
        : undefined;
  return {
    latestExecution: word && { status: word as 'Failed' },
    conditionStates: [{ ruleStates: states }],
  };
}

/** A stage's conditions as one execution met them, put together from its rules' executions: GetPipelineState does not tell of a pipeline in PARALLEL mode. */
export function conditionsOf(
  stage: StageDeclaration,
  runs: readonly RuleExecutionDetail[],
): Conditions {
  const own = runs.filter((r) => r.stageName === stage.name);
  return Object.fromEntries(declared(stage).map(([key, c]) => [key, stateOf(c, own)]));
}

/** The word of a stage that its condition decides: held before its first action, or after its last. */
export function conditionWord(
  c: Conditions,
  attempts: readonly ActionExecutionDetail[],
): string | undefined {
  const words = [
    attempts.length ? undefined : c.beforeEntryConditionState,
    c.onSuccessConditionState,
  ].map((s) => s?.latestExecution?.status as string | undefined);
  return words.find((w) => w !== undefined && !isGood(statusOf(w)));
}
