import 'server-only';
import type { ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import { spentOf } from '@/lib/domain/approvals/spent';
import { shortRevision } from '@/lib/domain/commits/revision';
import type { Sample } from '@/lib/domain/insights/durations';
import { isGood, isMoving, statusOf } from '@/lib/domain/status';
import { ms } from '../data/dates';
import type { PipelineFacts } from '../data/pipeline-facts';
import { revisionOf } from '../data/sources';
import type { History } from './history';

const SEPARATOR = '\n';
export const stageKey = (pipeline: string, stage: string): string =>
  `${pipeline}${SEPARATOR}${stage}`;

export const stageNameOf = (key: string): { readonly name: string; readonly of: string } => {
  const [of = '', name = ''] = key.split(SEPARATOR);
  return { name, of };
};

/** A stage's actions by the runs of it: an action that comes a second time begins a retry. */
function triesOf(actions: readonly ActionExecutionDetail[]): ActionExecutionDetail[][] {
  const tries: ActionExecutionDetail[][] = [];
  for (const a of actions) {
    const last = tries.at(-1);
    if (last && !last.some((x) => x.actionName === a.actionName)) last.push(a);
    else tries.push([a]);
  }
  return tries;
}

/** The time that each run of each stage worked, approvals left out; one that is under way is none yet. */
export function stageSamples(facts: PipelineFacts, history: History): Sample[] {
  const past: PipelineFacts = {
    ...facts,
    executions: history.executions,
    actions: history.actions,
  };
  const name = facts.declaration.name ?? '';
  const groups = new Map<string, ActionExecutionDetail[]>();
  for (const a of [...history.actions].sort((x, y) => ms(x.startTime) - ms(y.startTime))) {
    const key = `${a.stageName ?? ''}${SEPARATOR}${a.pipelineExecutionId ?? ''}`;
    const own = groups.get(key);
    if (own) own.push(a);
    else groups.set(key, [a]);
  }
  return [...groups].flatMap(([key, actions]) => {
    const [stage = '', execution = ''] = key.split(SEPARATOR);
    return triesOf(actions).flatMap((all): Sample[] => {
      const work = all.filter((a) => a.input?.actionTypeId?.category !== 'Approval');
      if (!work.length || all.some((a) => isMoving(statusOf(a.status)))) return [];
      const from = Math.min(...work.map((a) => ms(a.startTime)));
      const to = Math.max(...work.map((a) => ms(a.lastUpdateTime)));
      const acts = work.map((a) => ({
        from: ms(a.startTime),
        to: ms(a.lastUpdateTime),
        person: false,
      }));
      const revision = revisionOf(past, execution);
      return [
        {
          key: stageKey(name, stage),
          id: execution,
          at: from,
          ms: spentOf(acts, from, to).worked,
          good: all.every((a) => isGood(statusOf(a.status))),
          label: revision?.sha ? shortRevision(revision) : execution.slice(0, 8),
        },
      ];
    });
  });
}
