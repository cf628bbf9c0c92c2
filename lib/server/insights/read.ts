import 'server-only';
import type { ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import {
  actionStats,
  metricsOf,
  type Attempt,
  type Insights,
  type Run,
} from '@/lib/domain/insights/insights';
import { isFailure, isGood, isMoving, statusOf } from '@/lib/domain/status';
import type { Connection } from '../aws/connection';
import { ms } from '../data/dates';
import { AppError, toAppError } from '../aws/errors';
import { allFacts, sorted } from '../data/all-facts';
import { readPipeline } from '../data/facts';
import type { PipelineFacts } from '../data/pipeline-facts';
import { knownPipelines } from '../data/known-pipelines';
import { deployingIn, isDeployStage, newestAttempts } from '../data/deploying';
import { originOf, revisionOf } from '../data/sources';
import { DeadlineError, DEADLINE_MS, within } from '../aws/deadline';
import { readHistory, type History } from './history';

const DAY = 86_400_000;
const WINDOWS = [7, 30, 90];
/** Each pipeline costs at least two calls the first time. */
const MAX_PIPELINES = 100;
const SHOWN = 8;

/** What a pipeline's last deploying stage has been given in its history: one attempt an execution, its newest. */
export function attemptsOf(
  facts: PipelineFacts,
  history: Pick<History, 'executions' | 'actions'>,
): Attempt[] {
  const stage = lastDeployStage(facts);
  if (stage === undefined) return [];
  const past: PipelineFacts = {
    ...facts,
    executions: history.executions,
    actions: history.actions,
  };
  const deploys = deployingIn(facts, stage);
  const byId = new Map(history.executions.map((e) => [e.pipelineExecutionId ?? '', e]));
  const byExecution = new Map<string, ActionExecutionDetail[]>();
  for (const a of history.actions) {
    const id = a.pipelineExecutionId ?? '';
    if (deploys(a)) byExecution.set(id, [...(byExecution.get(id) ?? []), a]);
  }
  const attempts = [...byExecution]
    .flatMap(([id, actions]): (Attempt & { origin: string | undefined })[] => {
      const newest = [...newestAttempts(actions).values()];
      // A deployment to several places is over when all of them are.
      if (newest.some((a) => isMoving(statusOf(a.status)))) return [];
      const ended = newest.filter(
        (a) => isGood(statusOf(a.status)) || isFailure(statusOf(a.status)),
      );
      const [first] = ended;
      if (!first) return [];
      const e = byId.get(id);
      return [
        {
          pipeline: facts.declaration.name ?? '',
          stage,
          execution: id,
          origin: originOf(past, id),
          revision: revisionOf(past, id),
          startedAt: ms(e?.startTime ?? first.startTime),
          endedAt: Math.max(...ended.map((a) => ms(a.lastUpdateTime))),
          good: ended.every((a) => isGood(statusOf(a.status))),
          rollback: e?.executionType === 'ROLLBACK',
        },
      ];
    })
    .sort((x, y) => x.endedAt - y.endedAt);
  return attempts.map((a, i) => {
    // The next good state tells: a rollback takes away what stood before it, unless it brings the same back.
    const next = attempts.slice(i + 1).find((b) => b.good);
    return a.good && next?.rollback && next.origin !== a.origin
      ? { ...a, undoneAt: next.endedAt }
      : a;
  });
}

/** The stage whose deployments are counted. */
const lastDeployStage = (facts: PipelineFacts): string | undefined =>
  [...(facts.declaration.stages ?? [])].reverse().find((s) => isDeployStage(facts, s.name ?? ''))
    ?.name;

const runsOf = (name: string, history: History, from: number): Run[] =>
  history.actions
    .filter(
      (a) =>
        ms(a.startTime) >= from &&
        a.input?.actionTypeId?.category !== 'Approval' &&
        (isGood(statusOf(a.status)) || isFailure(statusOf(a.status))),
    )
    .map((a) => ({
      pipeline: name,
      stage: a.stageName ?? '',
      action: a.actionName ?? '',
      execution: a.pipelineExecutionId ?? '',
      at: ms(a.startTime),
      ms: ms(a.lastUpdateTime) - ms(a.startTime),
      good: isGood(statusOf(a.status)),
    }));

/** The pipelines that are counted. */
async function wanted(connection: Connection, names: readonly string[], pipeline: string) {
  if (pipeline)
    return { facts: [await readPipeline(connection, pipeline)], unreadable: [], coming: 0 };
  const first = names.slice(0, MAX_PIPELINES);
  const all = sorted(await allFacts(connection, first));
  const uncounted = names.slice(MAX_PIPELINES).map((name) => ({
    name,
    why: `Only the first ${MAX_PIPELINES} pipelines are counted together; choose it to see it alone`,
  }));
  return { ...all, unreadable: [...all.unreadable, ...uncounted] };
}

/** How fast and how safely releases go, drawn from CodePipeline's own history; of one pipeline, or of all. */
export async function getInsights(
  connection: Connection,
  window: string,
  pipeline: string,
): Promise<Insights> {
  const days = WINDOWS.find((d) => String(d) === window) ?? 30;
  const now = Date.now();
  const from = now - 2 * days * DAY;
  const { names } = await knownPipelines(connection);
  if (pipeline && !names.includes(pipeline))
    throw new AppError('not_found', `There is no pipeline ${pipeline}.`);
  const { facts, unreadable, coming } = await wanted(connection, names, pipeline);
  const attempts: Attempt[] = [];
  const runs: Run[] = [];
  let late = 0;
  await Promise.all(
    facts.map(async (f) => {
      const name = f.declaration.name ?? '';
      try {
        // A history is many calls: those that have come are shown, the others follow.
        const history = await within(readHistory(connection, name, f, from), DEADLINE_MS);
        attempts.push(...attemptsOf(f, history));
        runs.push(...runsOf(name, history, now - days * DAY));
      } catch (error) {
        if (error instanceof DeadlineError) late++;
        else unreadable.push({ name, why: toAppError(error).message });
      }
    }),
  );
  const stats = actionStats(runs);
  return {
    days,
    metrics: metricsOf(attempts, days, now),
    slowest: [...stats]
      .filter((s) => s.middle > 0)
      .sort((a, b) => b.middle - a.middle)
      .slice(0, SHOWN),
    flakiest: stats
      .filter((s) => s.failed > 0)
      .sort((a, b) => b.flaky - a.flaky || b.failed / b.runs - a.failed / a.runs)
      .slice(0, SHOWN),
    pipelines: names,
    unreadable,
    coming: coming + late,
    moving: coming + late > 0,
    from: now - days * DAY,
    readAt: now,
  };
}
