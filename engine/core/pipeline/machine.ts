import { PipelineDraft, type MachineContext, type PipelineStep } from './pipeline-draft';
import { edited, override, stop, transition } from './execution-control';
import { afterRule, begin, enter, retry, settle } from './stages';
import {
  isOver,
  type ActionRun,
  type PipelineEvent,
  type PipelineState,
  type RuleRun,
} from './types';

/** All of a pipeline's decisions (README.md beside this file draws them). An event about something that is over changes nothing. */
export function step(
  state: PipelineState,
  event: PipelineEvent,
  ctx: MachineContext,
): PipelineStep {
  const b = new PipelineDraft(state, ctx);
  switch (event.type) {
    case 'start': {
      b.add(event.execution);
      const first = event.execution.declaration.stages[0];
      if (first && !isOver(event.execution.status)) enter(b, event.execution.id, first.name);
      break;
    }
    case 'rollback':
      b.add(event.execution);
      // Past the waiters and a closed transition: the stage is free, and going back is what keeps it whole.
      begin(b, event.execution.id, event.stage);
      break;
    case 'action-progress':
    case 'action-succeeded':
    case 'action-failed': {
      const action = b.execution(event.executionId)?.actions.find((a) => a.id === event.actionId);
      if (action?.status !== 'InProgress') break;
      const outcome: Partial<ActionRun> =
        event.type === 'action-progress'
          ? {}
          : event.type === 'action-succeeded'
            ? { status: 'Succeeded' }
            : { status: 'Failed', error: event.error };
      b.setAction(event.executionId, event.actionId, { ...event.changes, ...outcome });
      if (event.type !== 'action-progress') settle(b, event.executionId, action.stage);
      break;
    }
    case 'rule-progress':
    case 'rule-ended': {
      const rule = b.execution(event.executionId)?.rules?.find((r) => r.id === event.ruleId);
      if (rule?.status !== 'InProgress') break;
      const outcome: Partial<RuleRun> = event.type === 'rule-ended' ? { status: event.status } : {};
      b.setRule(event.executionId, event.ruleId, { ...event.changes, ...outcome });
      if (event.type === 'rule-ended') afterRule(b, event.executionId, rule.stage, rule.condition);
      break;
    }
    case 'retry':
      retry(b, event.executionId, event.stage, event.mode, false);
      break;
    case 'stop':
      stop(b, event);
      break;
    case 'override':
      override(b, event);
      break;
    case 'edited':
      edited(b, event);
      break;
    case 'transition':
      transition(b, event);
      break;
  }
  return b.result();
}
