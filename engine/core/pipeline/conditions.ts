import type { PipelineDraft } from './pipeline-draft';
import { conditionOf, type ConditionType } from './declaration';
import type { ConditionRun, ConditionStatus, RuleRun } from './types';

function setCondition(
  b: PipelineDraft,
  id: string,
  stage: string,
  type: ConditionType,
  change: (c: ConditionRun | undefined) => ConditionRun,
): void {
  b.changeStage(id, stage, (s) => ({
    conditions: { ...s.conditions, [type]: change(s.conditions?.[type]) },
  }));
}

/** Starts all rules of a condition together. False if the stage has no such condition. */
export function startCondition(
  b: PipelineDraft,
  id: string,
  stage: string,
  type: ConditionType,
): boolean {
  const condition = conditionOf(b.declared(id, stage), type);
  if (!condition) return false;
  const runs = (condition.rules ?? []).map((r): RuleRun => ({
    id: b.ctx.newId(),
    stage,
    condition: type,
    name: r.name,
    status: 'InProgress',
    startTime: b.ctx.now,
    lastUpdate: b.ctx.now,
  }));
  b.update(id, (e) => ({ rules: [...(e.rules ?? []), ...runs] }));
  setCondition(b, id, stage, type, () => ({
    status: 'InProgress',
    lastUpdate: b.ctx.now,
    rules: runs.map((r) => r.id),
  }));
  for (const r of runs) b.commands.push({ type: 'run-rule', executionId: id, ruleId: r.id });
  return true;
}

export function markCondition(
  b: PipelineDraft,
  id: string,
  stage: string,
  type: ConditionType,
  status: ConditionStatus,
): void {
  setCondition(b, id, stage, type, (c) => ({ rules: [], ...c, status, lastUpdate: b.ctx.now }));
}

/** Which condition of a stage is being evaluated. */
function evaluating(b: PipelineDraft, id: string, stage: string): ConditionType | undefined {
  const conditions = b.stage(id, stage)?.conditions ?? {};
  return (Object.keys(conditions) as ConditionType[]).find(
    (t) => conditions[t]?.status === 'InProgress',
  );
}

/**
 * The condition's end once all of its rules have ended; one failed rule makes it Failed (AWS-SEMANTICS 3.6 [doc]).
 * Undefined while one runs.
 */
export function concludeCondition(
  b: PipelineDraft,
  id: string,
  stage: string,
  type: ConditionType,
): { readonly status: 'Succeeded' | 'Failed'; readonly summary: string | undefined } | undefined {
  const run = b.stage(id, stage)?.conditions?.[type];
  const rules = b.execution(id)?.rules?.filter((r) => run?.rules.includes(r.id)) ?? [];
  if (run?.status !== 'InProgress' || rules.some((r) => r.status === 'InProgress'))
    return undefined;
  const failed = rules.find((r) => r.status !== 'Succeeded');
  const status = failed ? 'Failed' : 'Succeeded';
  const summary =
    failed && `Rule ${failed.name} failed${failed.error ? `: ${failed.error.message}` : ''}`;
  setCondition(b, id, stage, type, (c) => ({
    rules: [],
    ...c,
    status,
    summary,
    lastUpdate: b.ctx.now,
  }));
  return { status, summary };
}

/** A stop while rules run: they are Abandoned, the condition Abandoned or, when the person waits, Cancelled. */
export function cancelConditions(
  b: PipelineDraft,
  id: string,
  stage: string,
  status: 'Abandoned' | 'Cancelled',
): boolean {
  const type = evaluating(b, id, stage);
  if (!type) return false;
  for (const r of b.execution(id)?.rules ?? [])
    if (r.stage === stage && r.status === 'InProgress')
      b.setRule(id, r.id, { status: 'Abandoned' });
  markCondition(b, id, stage, type, status);
  return true;
}
