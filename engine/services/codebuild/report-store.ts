import type * as CB from '@aws-sdk/client-codebuild';
import { groupNameOf, reportGroupName } from '../../core/reports/group-name';
import type { ReportFile } from '../../core/reports/summary';
import type { Ctx } from '../../ports/context';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';
import { buildArn, type Build } from './builds';

export interface ReportGroup {
  readonly name: string;
  readonly type: CB.ReportType;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly exportConfig: CB.ReportExportConfig;
  readonly tags: readonly CB.Tag[];
}
export interface Report {
  readonly arn: string;
  readonly group: string;
  readonly createdAt: number;
  readonly buildArn: string;
  readonly content: Omit<ReportFile, 'cases' | 'coverage'> & { readonly covered: Coverage };
}
export interface Coverage {
  readonly linesCovered: number;
  readonly linesMissed: number;
  readonly branchesCovered: number;
  readonly branchesMissed: number;
}

export const groups = kind<ReportGroup>('codebuild.reportGroup');
/** By `group`, then time, so that a group's newest are read without its past. */
export const reports = kind<Report>('codebuild.report');
/** Cases and covered files of a report, by its ARN: read only by who opens it. */
export const details = kind<Pick<ReportFile, 'cases' | 'coverage'>>('codebuild.reportDetail');
const byArn = kind<{ key: string }>('codebuild.reportKey');
const made = kind<{ arn: string }>('codebuild.reportOfBuild');

/** [doc22] Reports expire after 30 days. */
export const REPORT_DAYS = 30;
const DAY_MS = 86_400_000;

export const groupArn = (ctx: Ctx, name: string): string =>
  ctx.arn('codebuild', `report-group/${name}`);
export const expiresAt = (r: Report): number => r.createdAt + REPORT_DAYS * DAY_MS;
export const reportsOf = (group: string): string => `${group}\u0001`;

export function groupOrThrow(ctx: Ctx, arn: string): ReportGroup {
  const group = ctx.store.get(groups, groupNameOf(arn));
  if (!group)
    throw new AwsError('ResourceNotFoundException', `Report group cannot be found: ${arn}`);
  return group;
}

/** A report by its ARN, unless it has expired. */
export function reportOf(ctx: Ctx, arn: string): Report | undefined {
  const at = ctx.store.get(byArn, arn);
  const report = at && ctx.store.get(reports, at.key);
  return report && expiresAt(report) > ctx.clock.now() ? report : undefined;
}

export function reportOrThrow(ctx: Ctx, arn: string): Report {
  const report = reportOf(ctx, arn);
  if (!report) throw new AwsError('InvalidInputException', `Report ARN is not valid: ${arn}`);
  return report;
}

const sum = (content: ReportFile): Coverage =>
  content.coverage.reduce(
    (all, f) => ({
      linesCovered: all.linesCovered + f.linesCovered,
      linesMissed: all.linesMissed + f.linesMissed,
      branchesCovered: all.branchesCovered + f.branchesCovered,
      branchesMissed: all.branchesMissed + f.branchesMissed,
    }),
    { linesCovered: 0, linesMissed: 0, branchesCovered: 0, branchesMissed: 0 },
  );

/** Keeps what a build reported, in its group: `PROJECT-NAME`, made when it is first needed, or the one of an ARN (AWS-SEMANTICS 1.8). A repeat keeps it once. Returns the report's ARN. */
export function keepReport(
  ctx: Ctx,
  {
    build,
    serial,
    group,
    content,
  }: { build: Build; serial: number; group: string; content: ReportFile },
): string {
  const known = ctx.store.get(made, `${build.id} ${serial}`);
  if (known) return known.arn;
  const now = ctx.clock.now();
  const name = reportGroupName(build.projectName, group);
  if (!ctx.store.get(groups, name))
    ctx.store.put(groups, name, {
      name,
      type: content.kind,
      createdAt: now,
      modifiedAt: now,
      exportConfig: { exportConfigType: 'NO_EXPORT' },
      tags: [],
    });
  const arn = ctx.arn('codebuild', `report/${name}:${ctx.ids.uuid()}`);
  const key = `${reportsOf(name)}${String(now).padStart(15, '0')} ${arn}`;
  const { cases, coverage, ...rest } = content;
  ctx.store.put(reports, key, {
    arn,
    group: name,
    createdAt: now,
    buildArn: buildArn(ctx, build.id),
    content: { ...rest, covered: sum(content) },
  });
  ctx.store.put(details, arn, { cases, coverage });
  ctx.store.put(byArn, arn, { key });
  ctx.store.put(made, `${build.id} ${serial}`, { arn });
  return arn;
}

export function dropReport(ctx: Ctx, arn: string): void {
  const at = ctx.store.get(byArn, arn);
  if (at) ctx.store.delete(reports, at.key);
  ctx.store.delete(byArn, arn);
  ctx.store.delete(details, arn);
}
