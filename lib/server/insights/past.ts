import 'server-only';
import type { ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import { stageAt, type Past, type StageRun } from '@/lib/domain/executions/past';
import { isFailure, isGood, isMoving, isOver, statusOf } from '@/lib/domain/status';
import type { Connection } from '../aws/connection';
import { ms } from '../data/dates';
import { AppError } from '../aws/errors';
import { readPipeline } from '../data/facts';
import type { PipelineFacts } from '../data/pipeline-facts';
import { revisionOf } from '../data/sources';
import { isApprovalStage, kindOf } from '../data/stages';
import { readHistory, type History } from './history';

const MAX_MOMENTS = 400;

/** A stage's run in one execution; a retry is a run of its own, for in between it was not under way. */
function runsOf(facts: PipelineFacts, history: History, stage: string): StageRun[] {
  const past: PipelineFacts = {
    ...facts,
    executions: history.executions,
    actions: history.actions,
  };
  const groups = new Map<string, ActionExecutionDetail[][]>();
  for (const a of [...history.actions]
    .filter((x) => x.stageName === stage)
    .sort((x, y) => ms(x.startTime) - ms(y.startTime))) {
    const id = a.pipelineExecutionId ?? '';
    const own = groups.get(id) ?? [];
    const last = own.at(-1);
    if (last && !last.some((x) => x.actionName === a.actionName)) last.push(a);
    else own.push([a]);
    groups.set(id, own);
  }
  return [...groups].flatMap(([execution, tries]) =>
    tries.map((actions): StageRun => {
      const statuses = actions.map((a) => statusOf(a.status));
      const moving = statuses.some(isMoving);
      const bad = statuses.find((s) => isFailure(s) || (isOver(s) && !isGood(s)));
      return {
        stage,
        execution,
        revision: revisionOf(past, execution),
        from: Math.min(...actions.map((a) => ms(a.startTime))),
        to: moving ? undefined : Math.max(...actions.map((a) => ms(a.lastUpdateTime))),
        status: bad ?? statuses[0] ?? statusOf(undefined),
        good: !moving && !bad,
        asked: isApprovalStage(facts, stage),
      };
    }),
  );
}

/** The pipeline as it was at a moment (ms since the epoch, as text), with the stages that it has now. */
export async function getPast(connection: Connection, name: string, moment: string): Promise<Past> {
  const at = Number(moment);
  if (!Number.isFinite(at) || at <= 0) throw new AppError('invalid', 'This is not a valid time.');
  const facts = await readPipeline(connection, name);
  const history = await readHistory(connection, name, facts, 0);
  const all = new Map(
    (facts.declaration.stages ?? []).map((s) => [
      s.name ?? '',
      runsOf(facts, history, s.name ?? ''),
    ]),
  );
  const moments = [
    ...new Set(
      [...all.values()].flat().flatMap((r) => [r.from, ...(r.to === undefined ? [] : [r.to])]),
    ),
  ]
    .sort((a, b) => b - a)
    .slice(0, MAX_MOMENTS);
  return {
    pipeline: name,
    at,
    from: moments.at(-1) ?? facts.updatedAt,
    moments,
    readAt: Date.now(),
    stages: [...all].map(([stage, runs], i) => {
      const { live, running } = stageAt(runs, at);
      return {
        name: stage,
        kind: kindOf(facts, stage, i),
        live: live?.revision && {
          ...live.revision,
          at: live.to ?? live.from,
          execution: live.execution,
        },
        running: running.map((r) => ({
          execution: r.execution,
          revision: r.revision,
          since: r.from,
          asked: r.asked,
        })),
      };
    }),
  };
}
