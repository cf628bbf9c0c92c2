import 'server-only';
import type { Report, TestCase } from '@aws-sdk/client-codebuild';
import type { BuildFact } from '@/lib/domain/insights/builds';
import {
  rankedTests,
  testCounts,
  testStats,
  type TestInsights,
  type TestReport,
  type TestRun,
} from '@/lib/domain/insights/tests';
import { isIn } from '@/lib/domain/insights/period';
import { isFailure, isGood } from '@/lib/domain/status';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { DeadlineError, DEADLINE_MS, within } from '../aws/deadline';
import { toAppError } from '../aws/errors';
import { pages } from '../aws/pages';
import { inTurn } from '../aws/urgency';
import { caseStatus } from '../builds/tests';
import { cache } from '../cache/cache';
import { forever, type Policy } from '../cache/policy';
import { inBatches } from './in-batches';
import { buildsOfPeriod } from './builds';

const A_CALL = 100;
/** Each is a call of its own, or several: of more the newest are looked into. */
const LOOKED_INTO = 200;
const SHOWN = 20;
const NS_A_MS = 1e6;

/** What a report holds never changes; one that AWS has deleted is `null`. */
type Summary = Report | null;

/** The name of a report's group is between `report/` and the colon of its ARN. */
const groupOf = (arn: string): string => /report\/([^:]+)/.exec(arn)?.[1] ?? arn;

async function summariesOf(
  connection: Connection,
  builds: readonly BuildFact[],
): Promise<{ readonly reports: TestReport[]; readonly gone: number }> {
  const codebuild = await client('codebuild', connection);
  const read = inBatches<Report>(A_CALL, async (arns) => {
    const { reports = [] } = await codebuild.batchGetReports({ reportArns: [...arns] });
    return new Map(reports.map((r) => [r.arn ?? '', r]));
  });
  const all = await Promise.all(
    builds.flatMap((build) =>
      build.reports.map(async (arn) => ({
        build,
        arn,
        report: await cache.read<Summary>(['report-summary', arn], [], forever(), async () => {
          const found = await read(arn);
          return found ?? null;
        }),
      })),
    ),
  );
  return {
    gone: all.filter((x) => x.report === null).length,
    reports: all.flatMap(({ build, arn, report }) =>
      report?.type === 'TEST' ? [reportOf(build, arn, report)] : [],
    ),
  };
}

function reportOf(build: BuildFact, arn: string, r: Report): TestReport {
  const counts = r.testSummary?.statusCounts ?? {};
  return {
    arn,
    group: groupOf(arn),
    build: build.id,
    project: build.project,
    number: build.number,
    revision: build.revision,
    at: build.startedAt,
    total: r.testSummary?.total ?? 0,
    failed: (counts['FAILED'] ?? 0) + (counts['ERROR'] ?? 0),
    skipped: counts['SKIPPED'] ?? 0,
    ms: (r.testSummary?.durationInNanoSeconds ?? 0) / NS_A_MS,
    isPartial: r.truncated === true || r.status === 'INCOMPLETE',
  };
}

function runOf(c: TestCase): TestRun {
  const status = caseStatus(c);
  const name = c.prefix ? `${c.prefix} › ${c.name ?? ''}` : (c.name ?? '');
  const took = (c.durationInNanoSeconds ?? 0) / NS_A_MS;
  if (isGood(status)) return { name, passed: true, ms: took };
  return isFailure(status) ? { name, passed: false, ms: took } : { name, ms: took };
}

const SIZED: Policy<readonly TestRun[]> = {
  ...forever(),
  sizeOf: (cases) => 1 + cases.reduce((n, c) => n + 2 * c.name.length + 40, 0),
};

/** The tests of a report, each by its name. */
const casesOf = (connection: Connection, arn: string): Promise<readonly TestRun[]> =>
  cache.read<readonly TestRun[]>(['report-tests', arn], [], SIZED, async () => {
    const codebuild = await client('codebuild', connection);
    try {
      const cases = await pages(async (nextToken) => {
        const p = await codebuild.describeTestCases({ reportArn: arn, nextToken });
        return [p.testCases, p.nextToken] as const;
      });
      return cases.map(runOf);
    } catch (error) {
      // AWS has deleted it since its summary was read.
      if (isAwsError(error, 'ResourceNotFoundException')) return [];
      throw error;
    }
  });

/** The tests of a period: how many there are, which are flaky, which are slow; of one pipeline's builds, or of all. */
export async function getTestInsights(
  connection: Connection,
  days: string,
  pipeline: string,
  zone: string,
): Promise<TestInsights> {
  const { period, pipelines, history, soFar } = await buildsOfPeriod(
    connection,
    days,
    pipeline,
    zone,
  );
  const base = { period, pipelines, readAt: Date.now() };
  if (!history) return { ...base, soFar, moving: true };
  const builds = history.builds.filter((b) => b.endedAt !== undefined && isIn(period, b.startedAt));
  let read = 0;
  let of: number | undefined;
  const work = inTurn({ urgency: 'rest' }, async () => {
    const { reports, gone } = await summariesOf(connection, builds);
    const newest = [...reports].sort((a, b) => b.at - a.at).slice(0, LOOKED_INTO);
    of = newest.length;
    const cases = await Promise.allSettled(
      newest.map(async (report) => {
        const found = { report, cases: await casesOf(connection, report.arn) };
        read++;
        return found;
      }),
    );
    const lost = cases.find((c) => c.status === 'rejected');
    const ranks = rankedTests(
      testStats(cases.flatMap((c) => (c.status === 'fulfilled' ? [c.value] : []))),
      SHOWN,
    );
    const since = history.since;
    return {
      ...ranks,
      counts: testCounts(reports, period),
      looked: newest.length,
      reports: reports.length,
      gone,
      partial: reports.filter((r) => r.isPartial).length,
      builds: builds.length,
      since: since !== undefined && since > period.from ? since : undefined,
      unread: lost && toAppError(lost.reason).message,
    };
  });
  try {
    return { ...base, found: await within(work, DEADLINE_MS), moving: false };
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    return { ...base, soFar: { what: 'test reports', read, of }, moving: true };
  }
}
