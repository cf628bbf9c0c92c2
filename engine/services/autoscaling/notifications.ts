import type * as AS from '@aws-sdk/client-auto-scaling';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { tellTopic } from './advance';
import { groupOrThrow, groups, invalid, MAX_RECORDS, NOTIFICATION_TYPES } from './documents';

/** A topic is told of the types that its last request names. */
export const putNotificationConfiguration: Handler<AS.PutNotificationConfigurationType, object> = (
  input,
  ctx,
) => {
  const group = groupOrThrow(ctx, input.AutoScalingGroupName);
  const topic = input.TopicARN;
  const wrong = input.NotificationTypes.find((t) => !NOTIFICATION_TYPES.includes(t));
  if (wrong !== undefined)
    throw invalid(
      `"${wrong}" is not a valid Notification Type: [${NOTIFICATION_TYPES.join(', ')}]`,
    );
  const others = group.topics.filter((t) => t.arn !== topic);
  const now = { ...group, topics: [...others, { arn: topic, types: input.NotificationTypes }] };
  ctx.store.put(groups, group.name, now);
  tellTopic(ctx, now, topic, { Event: 'autoscaling:TEST_NOTIFICATION' });
  return {};
};

export const deleteNotificationConfiguration: Handler<
  AS.DeleteNotificationConfigurationType,
  object
> = (input, ctx) => {
  const group = groupOrThrow(ctx, input.AutoScalingGroupName);
  const topics = group.topics.filter((t) => t.arn !== input.TopicARN);
  ctx.store.put(groups, group.name, { ...group, topics });
  return {};
};

export const describeNotificationConfigurations: Handler<
  AS.DescribeNotificationConfigurationsType,
  AS.DescribeNotificationConfigurationsAnswer
> = (input, ctx) => {
  const names = input.AutoScalingGroupNames;
  const all = ctx.store
    .list(groups)
    .filter((g) => !names?.length || names.includes(g.name))
    .flatMap((g) =>
      g.topics.flatMap(({ arn, types }) =>
        types.map((NotificationType) => ({
          AutoScalingGroupName: g.name,
          TopicARN: arn,
          NotificationType,
        })),
      ),
    );
  const { items, nextToken } = page(all, input.MaxRecords ?? MAX_RECORDS, input.NextToken);
  return { NotificationConfigurations: items, NextToken: nextToken };
};

export const describeAutoScalingNotificationTypes: Handler<
  object,
  AS.DescribeAutoScalingNotificationTypesAnswer
> = (_input, _ctx: Ctx) => ({ AutoScalingNotificationTypes: [...NOTIFICATION_TYPES] });
