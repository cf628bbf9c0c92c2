import { isIn, type Period, type Window } from './period';
import type { ReadSoFar } from './builds';
import { summaryOf, type Summary } from './statistics';

/** One test in one report. `passed` is unset where it was skipped. */
export interface TestRun {
  readonly name: string;
  readonly passed?: boolean | undefined;
  readonly ms: number;
}

/** A test report of one build. */
export interface TestReport {
  readonly arn: string;
  /** Its group: reports of one group hold the same tests. */
  readonly group: string;
  readonly build: string;
  readonly project: string;
  readonly number: number;
  readonly revision: string;
  /** When its build began, in ms since the epoch. */
  readonly at: number;
  readonly total: number;
  readonly failed: number;
  readonly skipped: number;
  readonly ms: number;
  /** AWS keeps 500 cases of a report, or a file of it could not be read. */
  readonly isPartial: boolean;
}

/** Where a test ran. */
export interface TestBehind {
  readonly build: string;
  readonly project: string;
  readonly number: number;
  readonly at: number;
  readonly ms: number;
  readonly passed: boolean;
}

export interface TestStat {
  readonly key: string;
  readonly name: string;
  readonly group: string;
  readonly runs: number;
  readonly failed: number;
  readonly took: Summary;
  /** Revisions with which it both failed and passed. */
  readonly flaky: number;
  readonly lastFailedAt?: number | undefined;
  readonly behind: readonly TestBehind[];
}

export interface CountPoint {
  readonly build: string;
  readonly number: number;
  readonly at: number;
  readonly total: number;
  readonly failed: number;
  readonly skipped: number;
}

/** How many tests a report group has, report by report. */
export interface CountSeries {
  readonly group: string;
  readonly points: readonly CountPoint[];
  /** At the end of the period, and at its beginning. */
  readonly now: number;
  readonly first: number;
  /** The share of reports without a failed test. */
  readonly passRate: number;
  readonly left: number;
}

export interface TestInsights {
  readonly period: Period;
  /** Not everything was read yet: nothing is claimed of tests. */
  readonly soFar?: ReadSoFar | undefined;
  readonly found?:
    | {
        readonly counts: readonly CountSeries[];
        readonly flaky: readonly TestStat[];
        readonly slowest: readonly TestStat[];
        /** Reports whose cases were looked at, of how many there are. */
        readonly looked: number;
        readonly reports: number;
        /** Reports that AWS has deleted since: it keeps them for 30 days. */
        readonly gone: number;
        readonly partial: number;
        /** Builds of the period, with reports or without. */
        readonly builds: number;
        /** Where the builds that were read begin, where there are more. */
        readonly since?: number | undefined;
        /** Why the cases could not be read. */
        readonly unread?: string | undefined;
      }
    | undefined;
  readonly pipelines: readonly string[];
  readonly moving: boolean;
  readonly readAt: number;
}

const POINTS = 120;
const BEHIND = 20;

/** How the number of tests went, a series for each group, the largest first. */
export function testCounts(reports: readonly TestReport[], period: Window): CountSeries[] {
  const groups = new Map<string, TestReport[]>();
  for (const r of reports) {
    if (!isIn(period, r.at)) continue;
    const own = groups.get(r.group);
    if (own) own.push(r);
    else groups.set(r.group, [r]);
  }
  return [...groups]
    .map(([group, list]): CountSeries => {
      const all = list.sort((a, b) => a.at - b.at);
      const points = all.slice(-POINTS);
      return {
        group,
        now: all.at(-1)?.total ?? 0,
        first: all[0]?.total ?? 0,
        passRate: all.filter((r) => r.failed === 0).length / all.length,
        left: all.length - points.length,
        points: points.map(({ build, number, at, total, failed, skipped }) => ({
          build,
          number,
          at,
          total,
          failed,
          skipped,
        })),
      };
    })
    .sort((a, b) => b.now - a.now);
}

/** Revisions with which a test both failed and passed: nothing of it had changed. */
function flakyRevisions(
  list: readonly (TestBehind & { readonly revision: string })[],
): Set<string> {
  const of = (passed: boolean): Set<string> =>
    new Set(list.filter((r) => r.passed === passed && r.revision).map((r) => r.revision));
  const passed = of(true);
  return new Set([...of(false)].filter((r) => passed.has(r)));
}

/** Each test that ran: how long it takes, how often it failed, and whether without a change. */
export function testStats(
  reports: readonly { readonly report: TestReport; readonly cases: readonly TestRun[] }[],
): TestStat[] {
  const all = new Map<string, (TestBehind & { readonly revision: string })[]>();
  for (const { report, cases } of reports)
    for (const c of cases) {
      if (c.passed === undefined) continue;
      const key = `${report.group}\n${c.name}`;
      const run = {
        build: report.build,
        project: report.project,
        number: report.number,
        revision: report.revision,
        at: report.at,
        ms: c.ms,
        passed: c.passed,
      };
      const own = all.get(key);
      if (own) own.push(run);
      else all.set(key, [run]);
    }
  return [...all].map(([key, list]): TestStat => {
    const [group = '', name = ''] = key.split('\n');
    const flaky = flakyRevisions(list);
    const failed = list.filter((r) => !r.passed).sort((a, b) => b.at - a.at);
    const shown = failed.length ? failed : [...list].sort((a, b) => b.ms - a.ms);
    return {
      key: `${group}/${name}`,
      name,
      group,
      runs: list.length,
      failed: failed.length,
      took: summaryOf(list.filter((r) => r.passed).map((r) => r.ms)),
      flaky: flaky.size,
      lastFailedAt: failed[0]?.at,
      behind: shown.slice(0, BEHIND).map(({ build, project, number, at, ms, passed }) => ({
        build,
        project,
        number,
        at,
        ms,
        passed,
      })),
    };
  });
}

/** The flaky ones, and those that take longest. */
export function rankedTests(
  stats: readonly TestStat[],
  most: number,
): { readonly flaky: TestStat[]; readonly slowest: TestStat[] } {
  return {
    flaky: stats
      .filter((s) => s.flaky > 0)
      .sort((a, b) => b.flaky - a.flaky || b.failed / b.runs - a.failed / a.runs)
      .slice(0, most),
    slowest: stats
      .filter((s) => s.took.n > 0)
      .sort((a, b) => (b.took.median ?? 0) - (a.took.median ?? 0))
      .slice(0, most),
  };
}
