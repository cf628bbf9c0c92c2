import 'server-only';
import {
  minutesOf,
  type BuildFact,
  type BuildInsights,
  type ReadSoFar,
} from '@/lib/domain/insights/builds';
import { durationsOf } from '@/lib/domain/insights/durations';
import { knownZone, periodOf, type Period } from '@/lib/domain/insights/period';
import type { Connection } from '../aws/connection';
import { DeadlineError, DEADLINE_MS, within } from '../aws/deadline';
import { AppError } from '../aws/errors';
import { readPipeline } from '../data/facts';
import { knownPipelines } from '../data/known-pipelines';
import { buildProjectsOf, readBuildHistory, soFar, type BuildHistory } from './build-history';

/** So many projects are drawn. */
const PROJECTS = 25;

/** The builds of a period and of the one before it: of all pipelines, or of those that one started. */
export interface BuildsOfPeriod {
  readonly period: Period;
  readonly pipelines: readonly string[];
  /** Unset while they are still being read. */
  readonly history: BuildHistory | undefined;
  readonly soFar: ReadSoFar;
}

export async function buildsOfPeriod(
  connection: Connection,
  days: string,
  pipeline: string,
  zone: string,
): Promise<BuildsOfPeriod> {
  const period = periodOf(Number(days), Date.now(), knownZone(zone));
  const { names } = await knownPipelines(connection);
  if (pipeline && !names.includes(pipeline))
    throw new AppError('not_found', `There is no pipeline ${pipeline}.`);
  const projects = pipeline ? buildProjectsOf(await readPipeline(connection, pipeline)) : undefined;
  const { from } = period.before;
  try {
    const all = await within(readBuildHistory(connection, projects, from), DEADLINE_MS);
    const builds = pipeline ? all.builds.filter((b) => b.pipeline === pipeline) : all.builds;
    return {
      period,
      pipelines: names,
      history: { builds, since: all.since },
      soFar: { what: 'builds', read: builds.length },
    };
  } catch (error) {
    // A quarter of builds is many calls: the page says how far they have got, and asks again.
    if (!(error instanceof DeadlineError)) throw error;
    return { period, pipelines: names, history: undefined, soFar: soFar(projects, from) };
  }
}

const sampleOf = (b: BuildFact) => ({
  key: b.project,
  id: b.id,
  at: b.startedAt,
  ms: (b.endedAt ?? b.startedAt) - b.startedAt,
  good: b.good,
  label: `#${b.number}`,
});

/** How long builds take, and the minutes that AWS bills for them; of one pipeline, or of the account. */
export async function getBuildInsights(
  connection: Connection,
  days: string,
  pipeline: string,
  zone: string,
): Promise<BuildInsights> {
  const read = await buildsOfPeriod(connection, days, pipeline, zone);
  const { period, pipelines, history } = read;
  const readAt = Date.now();
  if (!history) return { period, pipelines, soFar: read.soFar, moving: true, readAt };
  const ended = history.builds.filter((b) => b.endedAt !== undefined);
  const durations = durationsOf(ended.map(sampleOf), period, (name) => ({ name }), history.since);
  const shown = [...durations].sort((a, b) => b.runs - a.runs).slice(0, PROJECTS);
  return {
    period,
    pipelines,
    found: {
      minutes: minutesOf(ended, period, history.since),
      durations: durations.filter((d) => shown.includes(d)),
      projectsLeft: durations.length - shown.length,
      since: history.since !== undefined && history.since > period.from ? history.since : undefined,
    },
    moving: false,
    readAt,
  };
}
