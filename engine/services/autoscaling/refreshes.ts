import type * as AS from '@aws-sdk/client-auto-scaling';
import { page } from '../../core/paging';
import { activeRefresh, progressOf } from '../../core/scaling/refresh';
import type { NewRefresh, Refresh } from '../../core/scaling/state';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { advance } from './advance';
import { groupOrThrow, MAX_RECORDS, type Group } from './documents';
import { resolveVersion, seconds } from './group-input';

const SECOND_MS = 1000;
/** [doc] StartInstanceRefresh, RefreshPreferences. */
const MIN_HEALTHY = 90;

function checkNone(group: Group): void {
  if (activeRefresh(group.state))
    throw new AwsError(
      'InstanceRefreshInProgress',
      'An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.',
    );
}

/** How long a new instance serves before it counts: as the request, the group, or its grace period says. */
const warmupOf = (group: Group, given: number | undefined): number =>
  seconds(given ?? group.warmup ?? group.gracePeriod);

export const startInstanceRefresh: Handler<
  AS.StartInstanceRefreshType,
  AS.StartInstanceRefreshAnswer
> = async (input, ctx) => {
  const name = input.AutoScalingGroupName;
  const preferences = input.Preferences ?? {};
  const before = groupOrThrow(ctx, name);
  checkNone(before);
  const skipsMatching = preferences.SkipMatching ?? false;
  const { template } = before.state.settings;
  const current = skipsMatching
    ? { ...template, version: await resolveVersion(ctx, template) }
    : undefined;
  const group = groupOrThrow(ctx, name);
  checkNone(group);
  const refresh: NewRefresh = {
    id: ctx.ids.uuid(),
    minHealthy: preferences.MinHealthyPercentage ?? MIN_HEALTHY,
    warmupMs: warmupOf(group, preferences.InstanceWarmup),
    skipsMatching,
    protectedOnes: preferences.ScaleInProtectedInstances ?? 'Wait',
    standbyOnes: preferences.StandbyInstances === 'Ignore' ? 'Ignore' : 'Wait',
    current,
  };
  advance(ctx, group, { type: 'refresh', at: ctx.clock.now(), refresh });
  return { InstanceRefreshId: refresh.id };
};

export const cancelInstanceRefresh: Handler<
  AS.CancelInstanceRefreshType,
  AS.CancelInstanceRefreshAnswer
> = (input, ctx) => {
  const group = groupOrThrow(ctx, input.AutoScalingGroupName);
  const refresh = activeRefresh(group.state);
  if (!refresh)
    throw new AwsError(
      'ActiveInstanceRefreshNotFound',
      `No in progress or pending Instance Refresh found for Auto Scaling group ${group.name}`,
    );
  const waits = input.WaitForTransitioningInstances ?? true;
  advance(ctx, group, { type: 'cancel-refresh', at: ctx.clock.now(), waits });
  return { InstanceRefreshId: refresh.id };
};

function refreshDto(ctx: Ctx, group: Group, r: Refresh): AS.InstanceRefresh {
  const { percent, left } = progressOf(group.state, r, ctx.clock.now());
  return {
    InstanceRefreshId: r.id,
    AutoScalingGroupName: group.name,
    Status: r.status,
    StatusReason: r.reason,
    StartTime: new Date(r.startTime),
    EndTime: r.endTime === undefined ? undefined : new Date(r.endTime),
    PercentageComplete: percent,
    InstancesToUpdate: left,
    Preferences: {
      MinHealthyPercentage: r.minHealthy,
      InstanceWarmup: r.warmupMs / SECOND_MS,
      SkipMatching: r.skipsMatching,
      ScaleInProtectedInstances: r.protectedOnes,
      StandbyInstances: r.standbyOnes,
    },
    Strategy: 'Rolling',
  };
}

/** The newest first. */
export const describeInstanceRefreshes: Handler<
  AS.DescribeInstanceRefreshesType,
  AS.DescribeInstanceRefreshesAnswer
> = (input, ctx) => {
  const group = groupOrThrow(ctx, input.AutoScalingGroupName);
  const ids = input.InstanceRefreshIds;
  const found = [...group.state.refreshes]
    .reverse()
    .filter((r) => !ids?.length || ids.includes(r.id));
  const { items, nextToken } = page(found, input.MaxRecords ?? MAX_RECORDS, input.NextToken);
  return { InstanceRefreshes: items.map((r) => refreshDto(ctx, group, r)), NextToken: nextToken };
};
