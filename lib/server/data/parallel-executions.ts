import 'server-only';
import type {
  ActionExecutionDetail,
  PipelineDeclaration,
  PipelineExecutionSummary,
  RuleExecutionDetail,
  StageState,
} from '@aws-sdk/client-codepipeline';
import { isFailure, isGood, isMoving, isStopped, statusOf } from '@/lib/domain/status';
import { conditionsOf, conditionWord } from './rule-states';

type Facts = {
  readonly declaration: PipelineDeclaration;
  readonly executions: readonly PipelineExecutionSummary[];
  readonly actions: readonly ActionExecutionDetail[];
  readonly rules?: readonly RuleExecutionDetail[] | undefined;
};

/** AWS's word for a stage of one execution, from the newest attempts at its actions; `ended` is the execution's own, once it is over. */
function wordOf(
  attempts: readonly ActionExecutionDetail[],
  declared: number,
  ended: string | undefined,
): string | undefined {
  const statuses = attempts.map((a) => statusOf(a.status));
  if (!attempts.length) return undefined;
  if (statuses.some(isMoving)) return 'InProgress';
  if (statuses.some(isFailure)) return 'Failed';
  if (statuses.some(isStopped)) return 'Stopped';
  // Between two groups of actions it goes on, unless the execution ended there.
  return statuses.every(isGood) && attempts.length === declared
    ? 'Succeeded'
    : (ended ?? 'InProgress');
}

/**
 * One execution's own stages, put together from its actions and rules: what GetPipelineState does not tell of a pipeline in
 * PARALLEL mode. An approval's token is there its external execution id (PutApprovalResult, API reference).
 */
export function stagesOf(facts: Facts, id: string): StageState[] {
  const own = facts.actions.filter((a) => a.pipelineExecutionId === id);
  const rules = (facts.rules ?? []).filter((r) => r.pipelineExecutionId === id);
  const status = facts.executions.find((e) => e.pipelineExecutionId === id)?.status;
  const ended = isMoving(statusOf(status)) ? undefined : status;
  return (facts.declaration.stages ?? []).map((s): StageState => {
    const attempts = (s.actions ?? []).flatMap(
      (d) => own.find((a) => a.stageName === s.name && a.actionName === d.name) ?? [],
    );
    const conditions = conditionsOf(s, rules);
    const word =
      conditionWord(conditions, attempts) ?? wordOf(attempts, s.actions?.length ?? 0, ended);
    return {
      stageName: s.name,
      ...conditions,
      latestExecution:
        word === undefined ? undefined : { pipelineExecutionId: id, status: word as 'InProgress' },
      actionStates: (s.actions ?? []).map((d) => {
        const a = attempts.find((x) => x.actionName === d.name);
        const result = a?.output?.executionResult;
        return {
          actionName: d.name,
          latestExecution: a && {
            actionExecutionId: a.actionExecutionId,
            status: a.status,
            summary: result?.externalExecutionSummary,
            lastStatusChange: a.lastUpdateTime,
            lastUpdatedBy: a.updatedBy,
            externalExecutionId: result?.externalExecutionId,
            errorDetails: result?.errorDetails,
            token:
              d.actionTypeId?.category === 'Approval' && isMoving(statusOf(a.status))
                ? result?.externalExecutionId
                : undefined,
          },
        };
      }),
    };
  });
}

/** The stages of a PARALLEL pipeline's executions, newest first; none in the other modes. */
export function parallelExecutionsOf(facts: Facts): ReadonlyMap<string, readonly StageState[]> {
  if (facts.declaration.executionMode !== 'PARALLEL') return new Map();
  return new Map(
    facts.executions.map((e) => [
      e.pipelineExecutionId ?? '',
      stagesOf(facts, e.pipelineExecutionId ?? ''),
    ]),
  );
}

/** The newest of each stage over all executions, as the other modes have it; `declared` keeps what the state itself tells. */
export function newestOf(
  byExecution: ReadonlyMap<string, readonly StageState[]>,
  declared: readonly StageState[],
): StageState[] {
  return declared.map((s, i) => {
    const found = [...byExecution.values()]
      .map((stages) => stages[i])
      .find((x) => x?.latestExecution);
    return found ? { ...s, ...found } : s;
  });
}
