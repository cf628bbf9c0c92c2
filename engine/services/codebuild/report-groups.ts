import type * as CB from '@aws-sdk/client-codebuild';
import { page } from '../../core/paging';
import { groupNameOf } from '../../core/reports/group-name';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { checkOneOf, checkPattern } from '../../wire/validate';
import {
  dropReport,
  groupArn,
  groupOrThrow,
  groups,
  reports,
  reportsOf,
  type ReportGroup,
} from './report-store';

const MAX_PAGE = 100;

const dto = (ctx: Ctx, g: ReportGroup): CB.ReportGroup => ({
  arn: groupArn(ctx, g.name),
  name: g.name,
  type: g.type,
  exportConfig: g.exportConfig,
  created: new Date(g.createdAt),
  lastModified: new Date(g.modifiedAt),
  tags: [...g.tags],
  status: 'ACTIVE',
});

function checkExport(config: CB.ReportExportConfig | undefined): void {
  if (config?.exportConfigType === 'S3' && !config.s3Destination?.bucket)
    throw new AwsError(
      'InvalidInputException',
      'Invalid export config: an S3 destination needs its bucket',
    );
}

export const createReportGroup: Handler<CB.CreateReportGroupInput, CB.CreateReportGroupOutput> = (
  input,
  ctx,
) => {
  checkPattern(input.name, /^[^\u0001]{2,128}$/, 'name', 'InvalidInputException');
  if (ctx.store.get(groups, input.name))
    throw new AwsError(
      'ResourceAlreadyExistsException',
      `Report group already exists: ${groupArn(ctx, input.name)}`,
    );
  checkExport(input.exportConfig);
  const now = ctx.clock.now();
  const group: ReportGroup = {
    name: input.name,
    type: input.type,
    createdAt: now,
    modifiedAt: now,
    exportConfig: input.exportConfig,
    tags: input.tags ?? [],
  };
  ctx.store.put(groups, group.name, group);
  return { reportGroup: dto(ctx, group) };
};

export const updateReportGroup: Handler<CB.UpdateReportGroupInput, CB.UpdateReportGroupOutput> = (
  input,
  ctx,
) => {
  const old = groupOrThrow(ctx, input.arn);
  checkExport(input.exportConfig);
  const group = {
    ...old,
    modifiedAt: ctx.clock.now(),
    exportConfig: input.exportConfig ?? old.exportConfig,
    tags: input.tags ?? old.tags,
  };
  ctx.store.put(groups, group.name, group);
  return { reportGroup: dto(ctx, group) };
};

export const deleteReportGroup: Handler<CB.DeleteReportGroupInput, object> = (input, ctx) =>
  ctx.store.transaction(() => {
    const name = groupNameOf(input.arn);
    const own = ctx.store.list(reports, reportsOf(name));
    if (own.length && !input.deleteReports)
      throw new AwsError(
        'InvalidInputException',
        'The report group has reports: delete them first, or set deleteReports.',
      );
    for (const r of own) dropReport(ctx, r.arn);
    ctx.store.delete(groups, name);
    return {};
  });

export const batchGetReportGroups: Handler<
  CB.BatchGetReportGroupsInput,
  CB.BatchGetReportGroupsOutput
> = (input, ctx) => {
  const found = input.reportGroupArns.map(
    (arn) => [arn, ctx.store.get(groups, groupNameOf(arn))] as const,
  );
  return {
    reportGroups: found.flatMap(([, g]) => (g ? [dto(ctx, g)] : [])),
    reportGroupsNotFound: found.filter(([, g]) => !g).map(([arn]) => arn),
  };
};

const ORDERS: Readonly<Record<CB.ReportGroupSortByType, (g: ReportGroup) => string | number>> = {
  NAME: (g) => g.name,
  CREATED_TIME: (g) => g.createdAt,
  LAST_MODIFIED_TIME: (g) => g.modifiedAt,
};

export const listReportGroups: Handler<CB.ListReportGroupsInput, CB.ListReportGroupsOutput> = (
  input,
  ctx,
) => {
  const by =
    ORDERS[
      checkOneOf(
        input.sortBy ?? 'NAME',
        ['NAME', 'CREATED_TIME', 'LAST_MODIFIED_TIME'],
        'sortBy',
        'InvalidInputException',
      )
    ];
  const all = ctx.store.list(groups).sort((a, b) => (by(a) < by(b) ? -1 : 1));
  if (
    checkOneOf(
      input.sortOrder ?? 'ASCENDING',
      ['ASCENDING', 'DESCENDING'],
      'sortOrder',
      'InvalidInputException',
    ) === 'DESCENDING'
  )
    all.reverse();
  const { items, nextToken } = page(
    all,
    Math.min(input.maxResults ?? MAX_PAGE, MAX_PAGE),
    input.nextToken,
  );
  return { reportGroups: items.map((g) => groupArn(ctx, g.name)), nextToken };
};
