import type { Revision } from '@/lib/domain/views';

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
  readonly revision?: Revision | undefined;
  readonly at: number;
  /** What this one adds to the number, in ms. */ readonly ms?: number | undefined;
  readonly note?: string | undefined;
}

export const METRICS = ['frequency', 'lead', 'failures', 'restore'] as const;
export type MetricKey = (typeof METRICS)[number];
export interface Metric {
  readonly key: MetricKey;
  /** A day, ms, or a share of one; undefined where nothing was measured. */ readonly value:
    number | undefined;
  readonly before: number | undefined;
  readonly behind: readonly Ref[];
  /** Time to restore: failed changes that no good state has followed yet. */
  readonly open: number;
  /** By part of the window, oldest first. */ readonly trend: readonly (number | undefined)[];
}
export interface ActionStat {
  readonly pipeline: string;
  readonly stage: string;
  readonly action: string;
  readonly runs: number;
  /** The middle of what it took when it went well, in ms. */ readonly middle: number;
  readonly failed: number;
  /** Runs that failed and went well with the same commit when tried again. */ readonly flaky: number;
  readonly behind: readonly Ref[];
}
export interface Insights {
  readonly days: number;
  readonly metrics: readonly Metric[];
  readonly slowest: readonly ActionStat[];
  readonly flakiest: readonly ActionStat[];
  readonly pipelines: readonly string[];
  /** Pipelines whose history has not come yet. */ readonly coming: number;
  readonly moving: boolean;
  /** Pipelines that are not counted, and why. */ readonly unreadable: readonly {
    readonly name: string;
    readonly why: string;
  }[];
  readonly from: number;
  readonly readAt: number;
}

const DAY = 86_400_000;
const PARTS = 12;

export const middle = (list: readonly number[]): number | undefined =>
  list.length ? [...list].sort((a, b) => a - b)[Math.floor((list.length - 1) / 2)] : undefined;

interface Window {
  readonly from: number;
  readonly to: number;
}
const inside =
  (w: Window) =>
  (a: Attempt): boolean =>
    a.endedAt >= w.from && a.endedAt < w.to;
const ref = (a: Attempt, more: Partial<Ref> = {}): Ref => ({
  pipeline: a.pipeline,
  execution: a.execution,
  revision: a.revision,
  at: a.endedAt,
  ...more,
});

/** A change that went wrong: it failed on its way into the last environment, or was rolled back from it. A rollback is no change. */
const wrong = (a: Attempt): boolean => !a.rollback && (!a.good || a.undoneAt !== undefined);

/** From the moment something wrong was there to the next good state of that environment: a rollback or a later release. */
function restored(all: readonly Attempt[], a: Attempt): number | undefined {
  const next = all
    .filter(
      (b) =>
        b.pipeline === a.pipeline &&
        b.stage === a.stage &&
        b.good &&
        b.endedAt > a.endedAt &&
        b.execution !== a.execution,
    )
    .sort((x, y) => x.endedAt - y.endedAt)[0];
  return next && next.endedAt - a.endedAt;
}

function measure(
  key: MetricKey,
  all: readonly Attempt[],
  w: Window,
): { value: number | undefined; behind: Ref[]; open?: number } {
  const own = all.filter(inside(w));
  const changes = own.filter((a) => !a.rollback);
  if (key === 'frequency') {
    const good = changes.filter((a) => a.good);
    return { value: good.length / ((w.to - w.from) / DAY), behind: good.map((a) => ref(a)) };
  }
  if (key === 'lead') {
    const behind = changes
      .filter((a) => a.good)
      .map((a) => ref(a, { ms: a.endedAt - a.startedAt }));
    return { value: middle(behind.map((r) => r.ms ?? 0)), behind };
  }
  if (key === 'failures')
    return {
      value: changes.length ? changes.filter(wrong).length / changes.length : undefined,
      behind: changes.filter(wrong).map((a) => ref(a, { note: a.good ? 'rolled back' : 'failed' })),
    };
  const failed = changes.filter(wrong);
  const behind = failed.flatMap((a): Ref[] => {
    const ms = restored(all, a);
    return ms === undefined ? [] : [ref(a, { ms })];
  });
  return {
    value: middle(behind.map((r) => r.ms ?? 0)),
    behind,
    open: failed.length - behind.length,
  };
}

/** The four keys of dora.dev over the last `days`, with the window before it to compare. */
export function metricsOf(all: readonly Attempt[], days: number, now: number): Metric[] {
  const span = days * DAY;
  const part = span / PARTS;
  return METRICS.map((key): Metric => {
    const { value, behind, open = 0 } = measure(key, all, { from: now - span, to: now });
    const trend = Array.from(
      { length: PARTS },
      (_, i) =>
        measure(key, all, { from: now - span + i * part, to: now - span + (i + 1) * part }).value,
    );
    return {
      key,
      value,
      before: measure(key, all, { from: now - 2 * span, to: now - span }).value,
      behind: [...behind].sort((a, b) => b.at - a.at),
      open,
      trend,
    };
  });
}

/** Each action's middle duration, how often it failed, and how often that failure went away by trying again. */
export function actionStats(runs: readonly Run[]): ActionStat[] {
  const groups = new Map<string, Run[]>();
  for (const r of runs) {
    const key = `${r.pipeline}\n${r.stage}\n${r.action}`;
    groups.set(key, [...(groups.get(key) ?? []), r]);
  }
  return [...groups.values()].flatMap((list): ActionStat[] => {
    const [first] = list;
    if (!first) return [];
    const flaky = list.filter(
      (r) => !r.good && list.some((o) => o.execution === r.execution && o.good && o.at > r.at),
    );
    const failed = list.filter((r) => !r.good);
    const shown = failed.length ? failed : [...list].sort((a, b) => b.ms - a.ms);
    return [
      {
        pipeline: first.pipeline,
        stage: first.stage,
        action: first.action,
        runs: list.length,
        middle: middle(list.filter((r) => r.good).map((r) => r.ms)) ?? 0,
        failed: failed.length,
        flaky: flaky.length,
        behind: shown.slice(0, 20).map((r) => ({
          pipeline: r.pipeline,
          execution: r.execution,
          at: r.at,
          ms: r.ms,
          note: flaky.includes(r) ? 'failed, then went well' : r.good ? undefined : 'failed',
        })),
      },
    ];
  });
}
