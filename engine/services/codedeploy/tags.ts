import type * as CD from '@aws-sdk/client-codedeploy';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { applicationOrThrow, applications, groupKey, groupOrThrow, groups } from './documents';
import { checkTags, MAX_TAGS, type Tag } from './tag-limits';

interface Tagged {
  readonly tags: readonly Tag[];
  readonly set: (tags: readonly Tag[]) => void;
}

/** The application or the deployment group of an ARN. */
function tagged(ctx: Ctx, arn: string): Tagged {
  const [, kind, name = ''] = /^arn:[\w-]+:codedeploy:[\w-]*:\d*:([a-z]+):(.+)$/.exec(arn) ?? [];
  if (kind === undefined)
    throw new AwsError(
      'InvalidArnException',
      `The ARN ${arn} is not that of a CodeDeploy resource`,
    );
  if (arn !== ctx.arn('codedeploy', `${kind}:${name}`))
    throw new AwsError(
      'InvalidArnException',
      `The ARN ${arn} is not that of a resource of this account and region`,
    );
  if (kind === 'application') {
    const found = applicationOrThrow(ctx, name);
    const set = (tags: readonly Tag[]): void =>
      ctx.store.put(applications, found.name, { ...found, tags });
    return { tags: found.tags ?? [], set };
  }
  if (kind === 'deploymentgroup') {
    const slash = name.indexOf('/');
    const found = groupOrThrow(ctx, name.slice(0, slash), name.slice(slash + 1));
    const key = groupKey(found.application, found.name);
    return {
      tags: found.tags ?? [],
      set: (tags) => ctx.store.put(groups, key, { ...found, tags }),
    };
  }
  throw new AwsError(
    'ArnNotSupportedException',
    `The ARN ${arn} is not that of an application or a deployment group, which have tags`,
  );
}

function required(list: readonly unknown[], what: string): void {
  if (!list.length) throw new AwsError('TagRequiredException', `${what} are required`);
}

export const listTagsForResource: Handler<
  CD.ListTagsForResourceInput,
  CD.ListTagsForResourceOutput
> = (input, ctx) => {
  const { tags } = tagged(ctx, input.ResourceArn);
  const { items, nextToken } = page(tags, MAX_TAGS, input.NextToken);
  return { Tags: items, NextToken: nextToken };
};

export const tagResource: Handler<CD.TagResourceInput, object> = (input, ctx) =>
  ctx.store.transaction(() => {
    const resource = tagged(ctx, input.ResourceArn);
    required(input.Tags, 'Tags');
    resource.set(checkTags(input.Tags, resource.tags));
    return {};
  });

export const untagResource: Handler<CD.UntagResourceInput, object> = (input, ctx) =>
  ctx.store.transaction(() => {
    const resource = tagged(ctx, input.ResourceArn);
    required(input.TagKeys, 'TagKeys');
    resource.set(resource.tags.filter(({ Key }) => !input.TagKeys.includes(Key)));
    return {};
  });
