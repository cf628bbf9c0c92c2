import type { Revision } from '@/lib/domain/views';
import type { DurationSeries } from './durations';
import { isIn, type Period, type Window } from './period';
import { ENOUGH, summaryOf, type Summary } from './statistics';

/** One attempt to bring a revision into a pipeline's last environment. Times in ms since the epoch. */
export interface Attempt {
  readonly pipeline: string;
  readonly stage: string;
  readonly execution: string;
  readonly revision?: Revision | undefined;
  /** When its execution began: the push was received. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly good: boolean;
  readonly rollback: boolean;
  /** A later rollback took it away. */
  readonly undoneAt?: number | undefined;
}

/** One run of an action, over and not an approval. */
export interface Run {
  readonly pipeline: string;
  readonly stage: string;
  readonly action: string;
  readonly execution: string;
  readonly at: number;
  readonly ms: number;
  readonly good: boolean;
}

export interface Ref {
  readonly pipeline: string;
  readonly execution: string;
  readonly at: number;
  readonly ms: number;
  readonly note?: string | undefined;
}

/** A change that reached the last environment of its pipeline, or failed on its way into it. A rollback is no change. */
export interface Change {
  readonly pipeline: string;
  readonly execution: string;
  readonly revision?: Revision | undefined;
  /** When its deployment ended, in ms since the epoch. */
  readonly at: number;
  /** From the start of its execution until then. */
  readonly leadMs: number;
  readonly outcome: 'deployed' | 'rolled back' | 'failed';
  /** Of one that went wrong: how long until the environment's next good state. Unset while there is none. */
  readonly restoreMs?: number | undefined;
}

export const METRICS = ['frequency', 'lead', 'failures', 'restore'] as const;
export type MetricKey = (typeof METRICS)[number];

/** One part of the period. */
export interface MetricPart extends Window {
  /** Deployments of a frequency, changes of a failure rate, durations of the others. */
  readonly n: number;
  /** Of a failure rate: how many of them went wrong. */
  readonly bad: number;
  /** Deployments, a share of one, or a median in ms. Undefined where nothing was measured. */
  readonly value: number | undefined;
}

/** What is measured over a stretch of time. */
export interface Measured {
  /** A day, a share of one, or a median in ms. Undefined where nothing was measured. */
  readonly value: number | undefined;
  /** Of durations, where there are enough of them. */
  readonly p90: number | undefined;
  readonly n: number;
}

export interface Metric extends Measured {
  readonly key: MetricKey;
  /** The same time before; unset where the history does not go back so far. */
  readonly before: Measured | undefined;
  /** Time to restore: changes that went wrong and that no good state has followed yet. */
  readonly open: number;
  /** Oldest first: what a sparkline is drawn of. */
  readonly parts: readonly MetricPart[];
  readonly partsBefore: readonly MetricPart[];
}

export interface ActionStat {
  readonly pipeline: string;
  readonly stage: string;
  readonly action: string;
  readonly runs: number;
  /** What it took when it went well, in ms. */
  readonly took: Summary;
  readonly failed: number;
  /** Runs that failed and went well with the same commit when tried again. */
  readonly flaky: number;
  readonly behind: readonly Ref[];
}

export interface Insights {
  readonly period: Period;
  readonly metrics: readonly Metric[];
  /** Those of the period, newest first, and how many older ones are left out. */
  readonly changes: readonly Change[];
  readonly changesLeft: number;
  /** Each stage of each pipeline, those that take longest first. */
  readonly stages: readonly DurationSeries[];
  /** Stages that are left out, the quickest ones. */
  readonly stagesLeft: number;
  readonly slowest: readonly ActionStat[];
  readonly flakiest: readonly ActionStat[];
  readonly pipelines: readonly string[];
  /** Pipelines whose history is longer than what is read of it, and where that begins. */
  readonly shortened: readonly { readonly name: string; readonly since: number }[];
  /** Pipelines whose history has not come yet. */
  readonly coming: number;
  readonly moving: boolean;
  /** Pipelines that are not counted, and why. */
  readonly unreadable: readonly { readonly name: string; readonly why: string }[];
  readonly readAt: number;
}

const DAY = 86_400_000;
const BEHIND = 20;
/** Less of a difference is none: it may be another tomorrow. */
const SAME = 0.05;

/** A change that went wrong: it failed on its way into the last environment, or was rolled back from it. */
export const wentWrong = (c: Change): boolean => c.outcome !== 'deployed';

/** From the moment something wrong was there to the next good state of that environment: a rollback or a later release. */
function restored(all: readonly Attempt[], a: Attempt): number | undefined {
  let next = Infinity;
  for (const b of all)
    if (
      b.good &&
      b.endedAt > a.endedAt &&
      b.endedAt < next &&
      b.pipeline === a.pipeline &&
      b.stage === a.stage &&
      b.execution !== a.execution
    )
      next = b.endedAt;
  return Number.isFinite(next) ? next - a.endedAt : undefined;
}

function outcomeOf(a: Attempt): Change['outcome'] {
  if (!a.good) return 'failed';
  return a.undoneAt === undefined ? 'deployed' : 'rolled back';
}

/** What pages count, newest first. */
export function changesOf(all: readonly Attempt[]): Change[] {
  return all
    .filter((a) => !a.rollback)
    .map((a): Change => {
      const outcome = outcomeOf(a);
      return {
        pipeline: a.pipeline,
        execution: a.execution,
        revision: a.revision,
        at: a.endedAt,
        leadMs: a.endedAt - a.startedAt,
        outcome,
        restoreMs: outcome === 'deployed' ? undefined : restored(all, a),
      };
    })
    .sort((x, y) => y.at - x.at);
}

/** The changes that a metric counts. */
const COUNTED: Readonly<Record<MetricKey, (c: Change) => boolean>> = {
  frequency: (c) => c.outcome !== 'failed',
  lead: (c) => c.outcome !== 'failed',
  failures: () => true,
  restore: (c) => wentWrong(c) && c.restoreMs !== undefined,
};

/** The changes behind a metric's number: of a failure rate those that went wrong. */
export const behind = (key: MetricKey, changes: readonly Change[]): Change[] =>
  changes.filter(key === 'failures' ? wentWrong : COUNTED[key]);

/** What one change adds to a metric of durations. */
export const durationIn = (key: MetricKey, c: Change): number | undefined =>
  key === 'restore' ? c.restoreMs : c.leadMs;

function measure(key: MetricKey, changes: readonly Change[], w: Window): Measured {
  const own = changes.filter((c) => isIn(w, c.at) && COUNTED[key](c));
  const n = own.length;
  if (key === 'frequency')
    return { n, p90: undefined, value: n / Math.max((w.to - w.from) / DAY, 1 / 24) };
  if (key === 'failures')
    return { n, p90: undefined, value: n ? own.filter(wentWrong).length / n : undefined };
  const took = summaryOf(own.map((c) => durationIn(key, c) ?? 0));
  return { n, p90: took.p90, value: took.median };
}

function partOf(key: MetricKey, changes: readonly Change[], w: Window): MetricPart {
  const { n, value } = measure(key, changes, w);
  const bad = key === 'failures' ? changes.filter((c) => isIn(w, c.at) && wentWrong(c)).length : 0;
  return { ...w, n, bad, value: key === 'frequency' ? n : value };
}

/** The four keys of dora.dev over a period, with the time before it where history goes back so far (`since`). */
export function metricsOf(
  changes: readonly Change[],
  period: Period,
  since: number | undefined = undefined,
): Metric[] {
  const isWhole = since === undefined || since <= period.before.from;
  return METRICS.map((key): Metric => ({
    key,
    ...measure(key, changes, period),
    before: isWhole ? measure(key, changes, period.before) : undefined,
    open:
      key === 'restore'
        ? changes.filter((c) => isIn(period, c.at) && wentWrong(c) && c.restoreMs === undefined)
            .length
        : 0,
    parts: period.parts.map((w) => partOf(key, changes, w)),
    partsBefore: isWhole ? period.partsBefore.map((w) => partOf(key, changes, w)) : [],
  }));
}

export type Comparison = 'better' | 'worse' | 'same' | 'too few' | 'nothing before' | 'not read';

/** How a metric compares with the time before: nothing is claimed of a handful of values. */
export function compare(m: Metric): Comparison {
  const { before } = m;
  if (!before) return 'not read';
  if (before.n === 0) return 'nothing before';
  if (m.n < ENOUGH || before.n < ENOUGH || m.value === undefined || before.value === undefined)
    return 'too few';
  if (Math.abs(m.value - before.value) <= before.value * SAME) return 'same';
  return m.value > before.value === (m.key === 'frequency') ? 'better' : 'worse';
}

function statOf(list: readonly Run[]): ActionStat[] {
  const [first] = list;
  if (!first) return [];
  const flaky = list.filter(
    (r) => !r.good && list.some((o) => o.execution === r.execution && o.good && o.at > r.at),
  );
  const failed = list.filter((r) => !r.good);
  const shown = failed.length ? failed : [...list].sort((a, b) => b.ms - a.ms);
  const noteOf = (r: Run): string | undefined => {
    if (flaky.includes(r)) return 'failed, then succeeded';
    return r.good ? undefined : 'failed';
  };
  return [
    {
      pipeline: first.pipeline,
      stage: first.stage,
      action: first.action,
      runs: list.length,
      took: summaryOf(list.filter((r) => r.good).map((r) => r.ms)),
      failed: failed.length,
      flaky: flaky.length,
      behind: shown.slice(0, BEHIND).map((r) => ({
        pipeline: r.pipeline,
        execution: r.execution,
        at: r.at,
        ms: r.ms,
        note: noteOf(r),
      })),
    },
  ];
}

/** Each action's durations, how often it failed, and how often that failure went away by trying again. */
export function actionStats(runs: readonly Run[]): ActionStat[] {
  const groups = new Map<string, Run[]>();
  for (const r of runs) {
    const key = `${r.pipeline}\n${r.stage}\n${r.action}`;
    const own = groups.get(key);
    if (own) own.push(r);
    else groups.set(key, [r]);
  }
  return [...groups.values()].flatMap(statOf);
}

/** The slowest actions by their median, and those that fail most, the flaky ones first. */
export function ranked(
  stats: readonly ActionStat[],
  most: number,
): { readonly slowest: ActionStat[]; readonly flakiest: ActionStat[] } {
  return {
    slowest: stats
      .filter((s) => s.took.n > 0)
      .sort((a, b) => (b.took.median ?? 0) - (a.took.median ?? 0))
      .slice(0, most),
    flakiest: stats
      .filter((s) => s.failed > 0)
      .sort((a, b) => b.flaky - a.flaky || b.failed / b.runs - a.failed / a.runs)
      .slice(0, most),
  };
}
