import type * as CB from '@aws-sdk/client-codebuild';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { checkOneOf, checkRange } from '../../wire/validate';
import {
  details,
  dropReport,
  expiresAt,
  groupArn,
  groupOrThrow,
  groups,
  reportOf,
  reportOrThrow,
  reports,
  reportsOf,
  type Coverage,
  type Report,
} from './report-store';

const MAX_PAGE = 100;
const CASES_PAGE = 500;

const percent = (covered: number, missed: number): number =>
  covered + missed === 0 ? 0 : Math.round((covered / (covered + missed)) * 10_000) / 100;
const coverage = (c: Coverage): CB.CodeCoverageReportSummary => ({
  lineCoveragePercentage: percent(c.linesCovered, c.linesMissed),
  linesCovered: c.linesCovered,
  linesMissed: c.linesMissed,
  branchCoveragePercentage: percent(c.branchesCovered, c.branchesMissed),
  branchesCovered: c.branchesCovered,
  branchesMissed: c.branchesMissed,
});

function dto(ctx: Ctx, r: Report): CB.Report {
  return {
    arn: r.arn,
    type: r.content.kind,
    name: r.arn.slice(r.arn.lastIndexOf('/') + 1),
    reportGroupArn: groupArn(ctx, r.group),
    executionId: r.buildArn,
    status: r.content.status,
    created: new Date(r.createdAt),
    expired: new Date(expiresAt(r)),
    exportConfig: ctx.store.get(groups, r.group)?.exportConfig ?? { exportConfigType: 'NO_EXPORT' },
    truncated: r.content.truncated,
    ...(r.content.kind === 'TEST'
      ? {
          testSummary: {
            total: r.content.total,
            statusCounts: Object.fromEntries(Object.entries(r.content.counts)) as Record<
              string,
              number
            >,
            durationInNanoSeconds: r.content.durationNs,
          },
        }
      : { codeCoverageSummary: coverage(r.content.covered) }),
  };
}

export const batchGetReports: Handler<CB.BatchGetReportsInput, CB.BatchGetReportsOutput> = (
  input,
  ctx,
) => {
  const found = input.reportArns.map((arn) => [arn, reportOf(ctx, arn)] as const);
  return {
    reports: found.flatMap(([, r]) => (r ? [dto(ctx, r)] : [])),
    reportsNotFound: found.filter(([, r]) => !r).map(([arn]) => arn),
  };
};

function listed(
  ctx: Ctx,
  all: readonly Report[],
  input: {
    sortOrder?: string | undefined;
    nextToken?: string | undefined;
    maxResults?: number | undefined;
    filter?: { status?: string | undefined } | undefined;
  },
): { reports: string[]; nextToken: string | undefined } {
  const now = ctx.clock.now();
  const sorted = all
    .filter(
      (r) =>
        expiresAt(r) > now &&
        (input.filter?.status === undefined || r.content.status === input.filter.status),
    )
    .sort((a, b) => b.createdAt - a.createdAt);
  if (input.sortOrder === 'ASCENDING') sorted.reverse();
  const { items, nextToken } = page(
    sorted,
    Math.min(input.maxResults ?? MAX_PAGE, MAX_PAGE),
    input.nextToken,
  );
  return { reports: items.map((r) => r.arn), nextToken };
}

export const listReports: Handler<CB.ListReportsInput, CB.ListReportsOutput> = (input, ctx) =>
  listed(ctx, ctx.store.list(reports), input);
export const listReportsForReportGroup: Handler<
  CB.ListReportsForReportGroupInput,
  CB.ListReportsForReportGroupOutput
> = (input, ctx) =>
  listed(
    ctx,
    ctx.store.list(reports, reportsOf(groupOrThrow(ctx, input.reportGroupArn).name)),
    input,
  );

export const deleteReport: Handler<CB.DeleteReportInput, object> = (input, ctx) => {
  ctx.store.transaction(() => dropReport(ctx, reportOrThrow(ctx, input.arn).arn));
  return {};
};

export const describeTestCases: Handler<CB.DescribeTestCasesInput, CB.DescribeTestCasesOutput> = (
  input,
  ctx,
) => {
  const report = reportOrThrow(ctx, input.reportArn);
  const all = (ctx.store.get(details, report.arn)?.cases ?? []).filter(
    (c) =>
      (input.filter?.status === undefined || c.status === input.filter.status) &&
      (input.filter?.keyword === undefined ||
        `${c.prefix} ${c.name}`.includes(input.filter.keyword)),
  );
  const { items, nextToken } = page(
    all,
    Math.min(input.maxResults ?? CASES_PAGE, CASES_PAGE),
    input.nextToken,
  );
  return {
    testCases: items.map((c) => ({
      reportArn: report.arn,
      testRawDataPath: c.suite,
      prefix: c.prefix,
      name: c.name,
      status: c.status,
      durationInNanoSeconds: c.durationNs,
      message: c.message,
      expired: new Date(expiresAt(report)),
      testSuiteName: c.suite,
    })),
    nextToken,
  };
};

export const describeCodeCoverages: Handler<
  CB.DescribeCodeCoveragesInput,
  CB.DescribeCodeCoveragesOutput
> = (input, ctx) => {
  const report = reportOrThrow(ctx, input.reportArn);
  const all = (ctx.store.get(details, report.arn)?.coverage ?? [])
    .map((f) => ({
      ...coverage(f),
      id: `${report.arn}:${f.path}`,
      reportARN: report.arn,
      filePath: f.path,
      expired: new Date(expiresAt(report)),
    }))
    .filter(
      (f) =>
        (f.lineCoveragePercentage ?? 0) >= (input.minLineCoveragePercentage ?? 0) &&
        (f.lineCoveragePercentage ?? 0) <= (input.maxLineCoveragePercentage ?? 100),
    );
  all.sort((a, b) =>
    input.sortBy === 'LINE_COVERAGE_PERCENTAGE'
      ? (a.lineCoveragePercentage ?? 0) - (b.lineCoveragePercentage ?? 0)
      : a.filePath < b.filePath
        ? -1
        : 1,
  );
  if (input.sortOrder === 'DESCENDING') all.reverse();
  const { items, nextToken } = page(
    all,
    Math.min(input.maxResults ?? MAX_PAGE, MAX_PAGE),
    input.nextToken,
  );
  return { codeCoverages: items.map(({ reportARN, ...f }) => ({ ...f, reportARN })), nextToken };
};

const NS = 1e9;
/** What a trend is drawn of; undefined where a report of this kind has no such number. */
const FIELDS: Readonly<Record<CB.ReportGroupTrendFieldType, (r: Report) => number | undefined>> = {
  PASS_RATE: (r) =>
    r.content.total ? ((r.content.counts.SUCCEEDED ?? 0) / r.content.total) * 100 : undefined,
  DURATION: (r) => r.content.durationNs / NS,
  TOTAL: (r) => r.content.total,
  LINE_COVERAGE: (r) => coverage(r.content.covered).lineCoveragePercentage,
  LINES_COVERED: (r) => r.content.covered.linesCovered,
  LINES_MISSED: (r) => r.content.covered.linesMissed,
  BRANCH_COVERAGE: (r) => coverage(r.content.covered).branchCoveragePercentage,
  BRANCHES_COVERED: (r) => r.content.covered.branchesCovered,
  BRANCHES_MISSED: (r) => r.content.covered.branchesMissed,
};

export const getReportGroupTrend: Handler<
  CB.GetReportGroupTrendInput,
  CB.GetReportGroupTrendOutput
> = (input, ctx) => {
  const group = groupOrThrow(ctx, input.reportGroupArn);
  checkRange(input.numOfReports, 1, MAX_PAGE, 'numOfReports', 'InvalidInputException');
  const newest = ctx.store
    .newest(reports, reportsOf(group.name), Math.trunc(input.numOfReports ?? MAX_PAGE))
    .filter((r) => expiresAt(r) > ctx.clock.now());
  const fields = Object.keys(FIELDS) as CB.ReportGroupTrendFieldType[];
  const read = FIELDS[checkOneOf(input.trendField, fields, 'trendField', 'InvalidInputException')];
  const raw = newest.flatMap((r) => {
    const value = read(r);
    return value === undefined ? [] : [{ reportArn: r.arn, data: String(value) }];
  });
  const numbers = raw.map((x) => Number(x.data));
  const stats = numbers.length
    ? {
        average: String(numbers.reduce((a, b) => a + b, 0) / numbers.length),
        max: String(Math.max(...numbers)),
        min: String(Math.min(...numbers)),
      }
    : {};
  return { stats, rawData: raw };
};
