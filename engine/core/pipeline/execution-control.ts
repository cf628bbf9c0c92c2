import type { PipelineDraft } from './pipeline-draft';
import { cancelConditions, markCondition } from './conditions';
import { admit, nextGroup, release, resume, stageSucceeded } from './stages';
import { isOver, type PipelineEvent } from './types';

type Event<T extends PipelineEvent['type']> = Extract<PipelineEvent, { type: T }>;

/** Stop and wait: what runs ends, nothing new starts. Stop and abandon: at once, and the provider's work goes on outside (AWS-SEMANTICS 3.7). */
export function stop(b: PipelineDraft, { executionId: id, reason, abandon }: Event<'stop'>): void {
  const e = b.execution(id);
  if (!e || isOver(e.status)) return;
  b.update(id, () => ({ stop: { reason, abandon } }));
  if (e.status === 'InProgress') b.setStatus(id, 'Stopping');
  for (const stageState of b.allStageStates()) {
    if (!stageState.waiting.includes(id)) continue;
    b.setStageState(stageState.name, { waiting: stageState.waiting.filter((w) => w !== id) });
    b.setStatus(id, 'Stopped');
    return admit(b, stageState.name);
  }
  const stage = e.stages.find(
    (s) =>
      s.status === 'InProgress' ||
      s.status === 'Stopping' ||
      s.conditions?.ON_FAILURE?.status === 'InProgress',
  );
  if (stage === undefined) return b.setStatus(id, 'Stopped');
  const judged = cancelConditions(b, id, stage.name, abandon ? 'Abandoned' : 'Cancelled');
  if (!judged && !abandon) return b.setStage(id, stage.name, 'Stopping');
  for (const a of b.attempts(id, stage.name).values()) {
    if (a.status !== 'InProgress') continue;
    b.setAction(id, a.id, { status: 'Abandoned' });
    b.commands.push({ type: 'abandoned', executionId: id, actionId: a.id });
  }
  if (stage.status !== 'Failed') b.setStage(id, stage.name, 'Stopped');
  b.setStatus(id, 'Stopped');
  release(b, id, stage.name);
}

/** A person lets a stage go on that its condition has held. */
export function override(
  b: PipelineDraft,
  { executionId: id, stage, condition }: Event<'override'>,
): void {
  resume(b, id, stage);
  markCondition(b, id, stage, condition, 'Overridden');
  if (condition === 'BEFORE_ENTRY') nextGroup(b, id, stage);
  else stageSucceeded(b, id, stage);
}

export function transition(b: PipelineDraft, event: Event<'transition'>): void {
  b.setStageState(event.stage, {
    transition: {
      enabled: event.enabled,
      reason: event.enabled ? undefined : event.reason,
      by: event.by,
      at: b.ctx.now,
    },
  });
  if (event.enabled) admit(b, event.stage);
}

/** A new declaration: running executions keep theirs; who waits in front of a stage that is gone cannot continue. */
export function edited(b: PipelineDraft, event: Event<'edited'>): void {
  const gone = b.allStageStates().filter((s) => !event.stageStates.some((n) => n.name === s.name));
  b.replaceStageStates(event.stageStates, event.version);
  for (const stageState of gone)
    for (const id of stageState.waiting)
      b.setStatus(id, 'Cancelled', `The pipeline has no stage ${stageState.name} any more.`);
}
