import type * as AS from '@aws-sdk/client-auto-scaling';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { advance } from './advance';
import { groupOrThrow, invalid, MAX_RECORDS, type Group } from './documents';
import { checkTargetGroups, targetGroupsOf } from './group-input';

function withTargets(ctx: Ctx, group: Group, targetGroups: readonly string[]): void {
  const settings = { ...group.state.settings, targetGroups };
  advance(ctx, group, { type: 'changed', at: ctx.clock.now(), settings });
}

async function attach(ctx: Ctx, name: string, added: readonly string[]): Promise<object> {
  groupOrThrow(ctx, name);
  await checkTargetGroups(ctx, added);
  const group = groupOrThrow(ctx, name);
  withTargets(ctx, group, [...new Set([...group.state.settings.targetGroups, ...added])]);
  return {};
}

function detach(ctx: Ctx, name: string, removed: readonly string[]): object {
  const group = groupOrThrow(ctx, name);
  const { targetGroups } = group.state.settings;
  if (removed.some((arn) => !targetGroups.includes(arn)))
    throw invalid(`Trying to remove Target Groups that are not part of the group: ${group.name}`);
  withTargets(
    ctx,
    group,
    targetGroups.filter((arn) => !removed.includes(arn)),
  );
  return {};
}

export const attachLoadBalancerTargetGroups: Handler<
  AS.AttachLoadBalancerTargetGroupsType,
  object
> = (input, ctx) =>
  attach(ctx, input.AutoScalingGroupName, targetGroupsOf(input.TargetGroupARNs, undefined));

export const attachTrafficSources: Handler<AS.AttachTrafficSourcesType, object> = (input, ctx) =>
  attach(ctx, input.AutoScalingGroupName, targetGroupsOf(undefined, input.TrafficSources));

export const detachLoadBalancerTargetGroups: Handler<
  AS.DetachLoadBalancerTargetGroupsType,
  object
> = (input, ctx) => detach(ctx, input.AutoScalingGroupName, input.TargetGroupARNs);

export const detachTrafficSources: Handler<AS.DetachTrafficSourcesType, object> = (input, ctx) =>
  detach(ctx, input.AutoScalingGroupName, targetGroupsOf(undefined, input.TrafficSources));

/** How far a target group has the group's instances. */
async function stateOf(ctx: Ctx, group: Group, arn: string): Promise<string> {
  const serving = group.state.members.filter((m) => m.state === 'InService').map((m) => m.id);
  try {
    const { TargetHealthDescriptions = [] } = await ctx.call.elbv2.describeTargetHealth({
      TargetGroupArn: arn,
    });
    const own = TargetHealthDescriptions.filter((t) => serving.includes(t.Target?.Id ?? ''));
    if (own.length < serving.length) return 'Adding';
    const passes = own.some((t) => t.TargetHealth?.State === 'healthy');
    return group.state.settings.checksBalancer && passes ? 'InService' : 'Added';
  } catch (error) {
    if (error instanceof AwsError) return 'Adding';
    throw error;
  }
}

const statesOf = async (
  ctx: Ctx,
  name: string,
): Promise<readonly (readonly [string, string])[]> => {
  const group = groupOrThrow(ctx, name);
  return Promise.all(
    group.state.settings.targetGroups.map(
      async (arn) => [arn, await stateOf(ctx, group, arn)] as const,
    ),
  );
};

export const describeLoadBalancerTargetGroups: Handler<
  AS.DescribeLoadBalancerTargetGroupsRequest,
  AS.DescribeLoadBalancerTargetGroupsResponse
> = async (input, ctx) => {
  const all = await statesOf(ctx, input.AutoScalingGroupName);
  const { items, nextToken } = page(all, input.MaxRecords ?? MAX_RECORDS, input.NextToken);
  return {
    LoadBalancerTargetGroups: items.map(([LoadBalancerTargetGroupARN, State]) => ({
      LoadBalancerTargetGroupARN,
      State,
    })),
    NextToken: nextToken,
  };
};

export const describeTrafficSources: Handler<
  AS.DescribeTrafficSourcesRequest,
  AS.DescribeTrafficSourcesResponse
> = async (input, ctx) => {
  const wanted = input.TrafficSourceType;
  const all = await statesOf(ctx, input.AutoScalingGroupName);
  const { items, nextToken } = page(
    wanted === undefined || wanted === 'elbv2' ? all : [],
    input.MaxRecords ?? MAX_RECORDS,
    input.NextToken,
  );
  return {
    TrafficSources: items.map(([Identifier, State]) => ({
      TrafficSource: Identifier,
      Identifier,
      State,
      Type: 'elbv2',
    })),
    NextToken: nextToken,
  };
};
