import 'server-only';
import type { Build, Report, TestCase } from '@aws-sdk/client-codebuild';
import {
  compareTests,
  type CoverageView,
  type TestsBetween,
  type TestsView,
} from '@/lib/domain/builds/build-detail';
import { isFailure, isGood, statusOf, type Status } from '@/lib/domain/status';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { getBuild } from '../data/builds';
import { isTest, reportsOf } from '../data/reports';
import { toAppError } from '../aws/errors';
import { readPipeline } from '../data/facts';
import { readActions } from '../data/older';
import { cache } from '../cache/cache';
import { forever } from '../cache/policy';

const NS_A_MS = 1e6;
const SHOWN = 20;
const WORST = 5;

export const caseStatus = (c: TestCase): Status =>
  statusOf(c.status === 'ERROR' ? 'FAILED' : c.status === 'SKIPPED' ? 'Skipped' : c.status);

export const casesOf = (connection: Connection, report: Report): Promise<TestCase[]> =>
  cache.read(['report-cases', report.arn ?? ''], [], forever(), async () => {
    const codebuild = await client('codebuild', connection);
    return pages(async (nextToken) => {
      const p = await codebuild.describeTestCases({ reportArn: report.arn, nextToken });
      return [p.testCases, p.nextToken] as const;
    });
  });

const nameOf = (c: TestCase): string =>
  c.prefix ? `${c.prefix} › ${c.name ?? ''}` : (c.name ?? '');

export async function testsOf(
  connection: Connection,
  reports: readonly Report[],
): Promise<TestsView | undefined> {
  const own = reports.filter(isTest);
  if (!own.length) return undefined;
  const count = (status: string): number =>
    own.reduce((n, r) => n + (r.testSummary?.statusCounts?.[status] ?? 0), 0);
  const cases = (await Promise.all(own.map((r) => casesOf(connection, r)))).flat();
  return {
    total: own.reduce((n, r) => n + (r.testSummary?.total ?? 0), 0),
    passed: count('SUCCEEDED'),
    failed: count('FAILED') + count('ERROR'),
    skipped: count('SKIPPED'),
    ms: own.reduce((n, r) => n + (r.testSummary?.durationInNanoSeconds ?? 0), 0) / NS_A_MS,
    bad: cases
      .filter((c) => isFailure(caseStatus(c)))
      .slice(0, SHOWN)
      .map((c) => ({
        name: c.name ?? '',
        prefix: c.prefix ?? '',
        message: c.message ?? '',
        status: caseStatus(c),
        ms: (c.durationInNanoSeconds ?? 0) / NS_A_MS,
      })),
    incomplete: own
      .filter((r) => r.status === 'INCOMPLETE' || r.truncated)
      .map(
        (r) =>
          `${r.name?.split(':')[0] ?? 'A report'}: ${r.truncated ? 'AWS keeps 500 cases of it' : 'a file is missing or is no report'}`,
      ),
  };
}

export async function coverageOf(
  connection: Connection,
  reports: readonly Report[],
): Promise<CoverageView | undefined> {
  const own = reports.filter((r) => r.type === 'CODE_COVERAGE' && r.codeCoverageSummary);
  const [first] = own;
  if (!first) return undefined;
  const sum = (
    pick: (s: NonNullable<Report['codeCoverageSummary']>) => number | undefined,
  ): number =>
    own.reduce((n, r) => n + ((r.codeCoverageSummary && pick(r.codeCoverageSummary)) ?? 0), 0);
  const [covered, missed, hit, lost] = [
    sum((s) => s.linesCovered),
    sum((s) => s.linesMissed),
    sum((s) => s.branchesCovered),
    sum((s) => s.branchesMissed),
  ];
  const percent = (a: number, b: number): number => (a + b === 0 ? 100 : (a / (a + b)) * 100);
  const codebuild = await client('codebuild', connection);
  const { codeCoverages = [] } = await cache.read(
    ['report-coverage', first.arn ?? ''],
    [],
    forever(),
    () =>
      codebuild.describeCodeCoverages({
        reportArn: first.arn,
        sortBy: 'LINE_COVERAGE_PERCENTAGE',
        sortOrder: 'ASCENDING',
        maxResults: WORST,
      }),
  );
  return {
    lines: percent(covered, missed),
    branches: percent(hit, lost),
    covered,
    missed,
    worst: codeCoverages.map((c) => ({
      path: c.filePath ?? '',
      lines: c.lineCoveragePercentage ?? 0,
    })),
  };
}

/** The builds of an execution, by the pipeline's own record. */
async function buildsOf(
  connection: Connection,
  pipeline: string,
  execution: string,
): Promise<Build[]> {
  const facts = await readPipeline(connection, pipeline);
  const ids = (await readActions(connection, facts, execution))
    .filter((a) => a.input?.actionTypeId?.provider === 'CodeBuild')
    .flatMap((a) => a.output?.executionResult?.externalExecutionId ?? []);
  return Promise.all(ids.map((id) => getBuild(connection, id)));
}

/** What tests say of the one, and what became of them since the other (`-`: there is none). */
export async function getTestsBetween(
  connection: Connection,
  pipeline: string,
  from: string,
  to: string,
): Promise<TestsBetween> {
  try {
    const read = async (
      execution: string,
    ): Promise<{ view: TestsView | undefined; cases: { name: string; ok: boolean }[] }> => {
      const reports = (
        await Promise.all(
          (await buildsOf(connection, pipeline, execution)).map((b) => reportsOf(connection, b)),
        )
      ).flat();
      const cases = (
        await Promise.all(reports.filter(isTest).map((r) => casesOf(connection, r)))
      ).flat();
      return {
        view: await testsOf(connection, reports),
        cases: cases.map((c) => ({ name: nameOf(c), ok: isGood(caseStatus(c)) })),
      };
    };
    const candidate = await read(to);
    if (!candidate.view || from === '-') return { candidate: candidate.view };
    const before = await read(from);
    return {
      candidate: candidate.view,
      change: before.view && compareTests(before.cases, candidate.cases),
    };
  } catch (error) {
    return { unread: toAppError(error).message };
  }
}
