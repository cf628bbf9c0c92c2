import 'server-only';
import type { ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import { durationsOf, type Sample } from '@/lib/domain/insights/durations';
import {
  actionStats,
  changesOf,
  metricsOf,
  ranked,
  type Attempt,
  type Insights,
  type Run,
} from '@/lib/domain/insights/insights';
import { isIn, knownZone, periodOf, type Window } from '@/lib/domain/insights/period';
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
import { beginsAt, readHistory, type History } from './history';
import { stageNameOf, stageSamples } from './stage-runs';

/** Each pipeline costs at least two calls the first time. */
const MAX_PIPELINES = 100;
const SHOWN = 10;
/** So many changes and stages are drawn. */
const CHANGES = 500;
const STAGES = 25;

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

const runsOf = (name: string, history: History, w: Window): Run[] =>
  history.actions
    .filter(
      (a) =>
        isIn(w, ms(a.startTime)) &&
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

/** What the histories of some pipelines hold. */
interface Counted {
  readonly attempts: Attempt[];
  readonly runs: Run[];
  readonly stages: Sample[];
  readonly shortened: { readonly name: string; readonly since: number }[];
  readonly unreadable: { readonly name: string; readonly why: string }[];
  /** Histories that have not come yet. */
  late: number;
}

async function count(
  connection: Connection,
  facts: readonly PipelineFacts[],
  from: number,
  w: Window,
): Promise<Counted> {
  const all: Counted = {
    attempts: [],
    runs: [],
    stages: [],
    shortened: [],
    unreadable: [],
    late: 0,
  };
  await Promise.all(
    facts.map(async (f) => {
      const name = f.declaration.name ?? '';
      try {
        // A history is many calls: those that have come are shown, the others follow.
        const history = await within(readHistory(connection, name, f, from), DEADLINE_MS);
        all.attempts.push(...attemptsOf(f, history));
        all.runs.push(...runsOf(name, history, w));
        all.stages.push(...stageSamples(f, history));
        const since = beginsAt(history);
        if (since !== undefined && since > from) all.shortened.push({ name, since });
      } catch (error) {
        if (error instanceof DeadlineError) all.late++;
        else all.unreadable.push({ name, why: toAppError(error).message });
      }
    }),
  );
  return all;
}

/**
 * How fast and how safely releases go, drawn from CodePipeline's own history: of one pipeline, or of all where it is
 * empty. `days` is one of `LENGTHS`, 30 where it is not; a day begins at midnight in `zone` (IANA's name).
 *
 * The four keys are `metrics`, each with its value, the same time before, and `parts`: a value for each day (each week of
 * 91 days), oldest first, for a sparkline. A page gets them by its topic: `useTopic('insights', ['30', pipeline, 'UTC'])`.
 * Nothing may be claimed of them while `coming` is more than 0 or the pipeline is among `unreadable`.
 */
export async function getInsights(
  connection: Connection,
  days: string,
  pipeline: string,
  zone: string,
): Promise<Insights> {
  const now = Date.now();
  const period = periodOf(Number(days), now, knownZone(zone));
  const { names } = await knownPipelines(connection);
  if (pipeline && !names.includes(pipeline))
    throw new AppError('not_found', `There is no pipeline ${pipeline}.`);
  const { facts, unreadable, coming } = await wanted(connection, names, pipeline);
  const counted = await count(connection, facts, period.before.from, period);
  const since = counted.shortened.length
    ? Math.max(...counted.shortened.map((s) => s.since))
    : undefined;
  const changes = changesOf(counted.attempts);
  const stages = durationsOf(counted.stages, period, stageNameOf, since);
  const shown = changes.filter((c) => isIn(period, c.at));
  return {
    period,
    metrics: metricsOf(changes, period, since),
    changes: shown.slice(0, CHANGES),
    changesLeft: Math.max(0, shown.length - CHANGES),
    stages: stages.slice(0, STAGES),
    stagesLeft: Math.max(0, stages.length - STAGES),
    ...ranked(actionStats(counted.runs), SHOWN),
    pipelines: names,
    shortened: counted.shortened,
    unreadable: [...unreadable, ...counted.unreadable],
    coming: coming + counted.late,
    moving: coming + counted.late > 0,
    readAt: now,
  };
}
