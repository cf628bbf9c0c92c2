import type * as AS from '@aws-sdk/client-auto-scaling';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import {
  activities,
  activityDto,
  groupNamed,
  groupOrThrow,
  MAX_RECORDS,
  type GroupActivity,
} from './documents';

function ofGroup(ctx: Ctx, input: AS.DescribeScalingActivitiesType): readonly GroupActivity[] {
  const named = input.AutoScalingGroupName;
  const all = ctx.store.list(activities);
  if (named === undefined) return all;
  if (!input.IncludeDeletedGroups) groupOrThrow(ctx, named);
  const name = groupNamed(ctx, named)?.name ?? named;
  return all.filter((a) => a.group === name);
}

const isLater = (a: GroupActivity, b: GroupActivity): number =>
  b.startTime - a.startTime || (a.id < b.id ? 1 : -1);

/** The newest first; those of groups that are gone are shown to those who ask for them. */
export const describeScalingActivities: Handler<
  AS.DescribeScalingActivitiesType,
  AS.ActivitiesType
> = (input, ctx) => {
  const ids = input.ActivityIds;
  const isGone = (a: GroupActivity): boolean => groupNamed(ctx, a.group)?.arn !== a.groupArn;
  const found = ofGroup(ctx, input)
    .filter((a) => !ids?.length || ids.includes(a.id))
    .filter((a) => input.IncludeDeletedGroups || !isGone(a))
    .sort(isLater);
  const { items, nextToken } = page(found, input.MaxRecords ?? MAX_RECORDS, input.NextToken);
  return { Activities: items.map((a) => activityDto(a, isGone(a))), NextToken: nextToken };
};
