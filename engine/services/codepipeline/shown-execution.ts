import { modeOf } from '../../core/pipeline/declaration';
import type { Execution } from '../../core/pipeline/types';
import { sourcesOf } from './revisions';

/** What lists show of an execution. */
export type ShownExecution = ReturnType<typeof shownOf>;

export const shownOf = (e: Execution) => ({
  id: e.id,
  status: e.status,
  summary: e.summary,
  startTime: e.startTime,
  lastUpdate: e.lastUpdate,
  trigger: e.trigger,
  type: e.type,
  rollbackTarget: e.rollbackTarget,
  executionMode: modeOf(e.declaration),
  stopReason: e.stop?.reason,
  sources: sourcesOf(e).map(({ actionName, revisionId, summary, declared }) => ({
    actionName,
    revisionId,
    summary,
    declared,
  })),
  succeededStages: e.stages.filter((s) => s.status === 'Succeeded').map((s) => s.name),
});
