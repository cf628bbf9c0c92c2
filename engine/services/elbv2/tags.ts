import type * as ELB from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import {
  balancerOrThrow,
  balancers,
  groupOrThrow,
  groups,
  invalid,
  listenerOrThrow,
  listeners,
  ruleOrThrow,
  rules,
  tagsOf,
  type Tag,
} from './store';

/** [doc] Tags of a resource. */
const MAX_TAGS = 50;
/** Where a listener is reached: on AWS its port is the one that was asked for. */
export const ADDRESS_TAG = 'starboard:address';

/** A resource's tags, and how they are changed. */
interface Tagged {
  readonly tags: readonly Tag[];
  readonly put: (tags: readonly Tag[]) => void;
  /** Told of it, and no part of its tags. */
  readonly told?: readonly Tag[];
}

function taggedOf(ctx: Ctx, arn: string): Tagged {
  const resource = arn.split(':')[5] ?? '';
  if (resource.startsWith('loadbalancer/')) {
    const found = balancerOrThrow(ctx, arn);
    return {
      tags: found.tags,
      put: (tags) => ctx.store.put(balancers, arn, { ...found, tags }),
    };
  }
  if (resource.startsWith('targetgroup/')) {
    const found = groupOrThrow(ctx, arn);
    return { tags: found.tags, put: (tags) => ctx.store.put(groups, arn, { ...found, tags }) };
  }
  if (resource.startsWith('listener/')) {
    const found = listenerOrThrow(ctx, arn);
    return {
      tags: found.tags,
      put: (tags) => ctx.store.put(listeners, arn, { ...found, tags }),
      told: [{ Key: ADDRESS_TAG, Value: `127.0.0.1:${found.localPort}` }],
    };
  }
  if (resource.startsWith('listener-rule/')) {
    const found = ruleOrThrow(ctx, arn);
    return { tags: found.tags, put: (tags) => ctx.store.put(rules, arn, { ...found, tags }) };
  }
  throw invalid(`'${arn}' is not a valid load balancer, target group, listener or rule ARN`);
}

export const addTags: Handler<ELB.AddTagsInput, ELB.AddTagsOutput> = (input, ctx) =>
  ctx.store.transaction(() => {
    const added = tagsOf(input.Tags);
    if (added.some((t) => t.Key.startsWith('starboard:address')))
      throw invalid(`The tag ${ADDRESS_TAG} tells where a listener is reached and cannot be set`);
    for (const arn of input.ResourceArns) {
      const { tags, put } = taggedOf(ctx, arn);
      const kept = tags.filter((t) => !added.some((a) => a.Key === t.Key));
      if (kept.length + added.length > MAX_TAGS)
        throw new AwsError('TooManyTags', "You've reached the limit on the number of tags.");
      put([...kept, ...added]);
    }
    return {};
  });

export const removeTags: Handler<ELB.RemoveTagsInput, ELB.RemoveTagsOutput> = (input, ctx) =>
  ctx.store.transaction(() => {
    for (const arn of input.ResourceArns) {
      const { tags, put } = taggedOf(ctx, arn);
      put(tags.filter((t) => !input.TagKeys.includes(t.Key)));
    }
    return {};
  });

/** [doc] Resources of one request. */
const MAX_RESOURCES = 20;

export const describeTags: Handler<ELB.DescribeTagsInput, ELB.DescribeTagsOutput> = (
  input,
  ctx,
) => {
  if (input.ResourceArns.length > MAX_RESOURCES)
    throw invalid(`At most ${MAX_RESOURCES} resources can be described at a time`);
  return {
    TagDescriptions: input.ResourceArns.map((ResourceArn) => {
      const { tags, told = [] } = taggedOf(ctx, ResourceArn);
      return { ResourceArn, Tags: [...tags, ...told] };
    }),
  };
};
