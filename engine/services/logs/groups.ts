import type * as Logs from '@aws-sdk/client-cloudwatch-logs';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import {
  logGroups as groups,
  logStreams as streams,
  streamKey,
  type LogGroup,
} from '../../shared/log-sink';
import { AwsError } from '../../wire/errors';
import { checkPattern } from '../../wire/validate';
import { planExpiry } from './retention';

/** [model] What a retention may be. */
const DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
];

export function groupOrThrow(ctx: Ctx, name: string): LogGroup {
  const group = ctx.store.get(groups, name);
  if (!group)
    throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
  return group;
}

export const groupArn = (ctx: Ctx, name: string): string => ctx.arn('logs', `log-group:${name}`);

/** A group by name or ARN, as the newer operations take either. */
export function groupName(input: {
  logGroupName?: string | undefined;
  logGroupIdentifier?: string | undefined;
}): string {
  if (input.logGroupName && input.logGroupIdentifier)
    throw new AwsError(
      'InvalidParameterException',
      'logGroupName and logGroupIdentifier cannot be given together.',
    );
  const id = input.logGroupName ?? input.logGroupIdentifier;
  if (!id)
    throw new AwsError(
      'InvalidParameterException',
      'Either logGroupName or logGroupIdentifier must be given.',
    );
  return /^arn:[^:]+:logs:[^:]*:\d*:log-group:([^:]+)/.exec(id)?.[1] ?? id;
}

export const createLogGroup: Handler<Logs.CreateLogGroupRequest, object> = (input, ctx) => {
  checkPattern(
    input.logGroupName,
    /^[.\-_/#A-Za-z0-9]{1,512}$/,
    'logGroupName',
    'InvalidParameterException',
  );
  if (ctx.store.get(groups, input.logGroupName))
    throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
  ctx.store.put(groups, input.logGroupName, {
    name: input.logGroupName,
    createdAt: ctx.clock.now(),
    tags: input.tags ?? {},
  });
  return {};
};

export const deleteLogGroup: Handler<Logs.DeleteLogGroupRequest, object> = (input, ctx) => {
  groupOrThrow(ctx, input.logGroupName);
  ctx.store.transaction(() => {
    for (const stream of ctx.store.list(streams, streamKey(input.logGroupName, ''))) {
      ctx.store.deleteLog(streamKey(stream.group, stream.name));
      ctx.store.delete(streams, streamKey(stream.group, stream.name));
    }
    ctx.store.delete(groups, input.logGroupName);
  });
  return {};
};

export const putRetentionPolicy: Handler<Logs.PutRetentionPolicyRequest, object> = (input, ctx) => {
  if (!DAYS.includes(input.retentionInDays))
    throw new AwsError(
      'InvalidParameterException',
      `1 validation error detected: Value '${input.retentionInDays}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${DAYS.join(', ')}]`,
    );
  ctx.store.put(groups, input.logGroupName, {
    ...groupOrThrow(ctx, input.logGroupName),
    retentionInDays: input.retentionInDays,
  });
  planExpiry(ctx, input.logGroupName);
  return {};
};

export const deleteRetentionPolicy: Handler<Logs.DeleteRetentionPolicyRequest, object> = (
  input,
  ctx,
) => {
  ctx.store.put(groups, input.logGroupName, {
    ...groupOrThrow(ctx, input.logGroupName),
    retentionInDays: undefined,
  });
  return {};
};

export const deleteLogStream: Handler<Logs.DeleteLogStreamRequest, object> = (input, ctx) =>
  ctx.store.transaction(() => {
    groupOrThrow(ctx, input.logGroupName);
    const key = streamKey(input.logGroupName, input.logStreamName);
    if (!ctx.store.get(streams, key))
      throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
    ctx.store.deleteLog(key);
    ctx.store.delete(streams, key);
    return {};
  });

export const describeLogGroups: Handler<
  Logs.DescribeLogGroupsRequest,
  Logs.DescribeLogGroupsResponse
> = (input, ctx) => {
  if (input.logGroupNamePrefix !== undefined && input.logGroupNamePattern !== undefined)
    throw new AwsError(
      'InvalidParameterException',
      'logGroupNamePrefix and logGroupNamePattern cannot be given together.',
    );
  const found = ctx.store
    .list(groups, input.logGroupNamePrefix)
    .filter((g) => g.name.includes(input.logGroupNamePattern ?? ''));
  const { items, nextToken } = page(found, input.limit ?? 50, input.nextToken);
  return {
    nextToken,
    logGroups: items.map((g) => ({
      logGroupName: g.name,
      creationTime: g.createdAt,
      retentionInDays: g.retentionInDays,
      arn: `${groupArn(ctx, g.name)}:*`,
      logGroupArn: groupArn(ctx, g.name),
      storedBytes: 0,
      metricFilterCount: 0,
    })),
  };
};

export const listTagsForResource: Handler<
  Logs.ListTagsForResourceRequest,
  Logs.ListTagsForResourceResponse
> = (input, ctx) => ({
  tags: { ...groupOrThrow(ctx, groupName({ logGroupIdentifier: input.resourceArn })).tags },
});

export const createLogStream: Handler<Logs.CreateLogStreamRequest, object> = (input, ctx) => {
  checkPattern(input.logStreamName, /^[^:*]{1,512}$/, 'logStreamName', 'InvalidParameterException');
  groupOrThrow(ctx, input.logGroupName);
  const key = streamKey(input.logGroupName, input.logStreamName);
  if (ctx.store.get(streams, key))
    throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists');
  ctx.store.put(streams, key, {
    group: input.logGroupName,
    name: input.logStreamName,
    createdAt: ctx.clock.now(),
  });
  return {};
};

export const describeLogStreams: Handler<
  Logs.DescribeLogStreamsRequest,
  Logs.DescribeLogStreamsResponse
> = (input, ctx) => {
  const group = groupOrThrow(ctx, groupName(input));
  // [model: DescribeLogStreams.logStreamNamePrefix]
  if (input.orderBy === 'LastEventTime' && input.logStreamNamePrefix !== undefined)
    throw new AwsError(
      'InvalidParameterException',
      'Cannot order by LastEventTime with a logStreamNamePrefix.',
    );
  const found = ctx.store.list(streams, streamKey(group.name, input.logStreamNamePrefix ?? ''));
  if (input.orderBy === 'LastEventTime')
    found.sort((a, b) => (a.lastEventAt ?? a.createdAt) - (b.lastEventAt ?? b.createdAt));
  if (input.descending) found.reverse();
  const { items, nextToken } = page(found, input.limit ?? 50, input.nextToken);
  return {
    nextToken,
    logStreams: items.map((s) => ({
      logStreamName: s.name,
      creationTime: s.createdAt,
      firstEventTimestamp: s.firstEventAt,
      lastEventTimestamp: s.lastEventAt,
      lastIngestionTime: s.lastIngestionAt,
      storedBytes: 0,
      arn: `${groupArn(ctx, group.name)}:log-stream:${s.name}`,
    })),
  };
};
