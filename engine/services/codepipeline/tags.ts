import type * as CP from '@aws-sdk/client-codepipeline';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { findPipeline, pipelineArn, pipelines, type Pipeline } from './store';

const MAX_TAGS = 50;

function tagged(ctx: Ctx, arn: string): Pipeline {
  const prefix = pipelineArn(ctx, '');
  if (!arn.startsWith(prefix))
    throw new AwsError(
      'InvalidArnException',
      `The ARN ${arn} is not that of a pipeline of this account and region`,
    );
  const found = findPipeline(ctx, arn.slice(prefix.length));
  if (!found) throw new AwsError('ResourceNotFoundException', `The resource ${arn} was not found`);
  return found;
}

export const listTagsForResource: Handler<
  CP.ListTagsForResourceInput,
  CP.ListTagsForResourceOutput
> = (input, ctx) => {
  const { tags } = tagged(ctx, input.resourceArn);
  const { items, nextToken } = page(tags, Math.min(input.maxResults ?? 100, 100), input.nextToken);
  return { tags: items, nextToken };
};

export const tagResource: Handler<CP.TagResourceInput, object> = (input, ctx) =>
  ctx.store.transaction(() => {
    const p = tagged(ctx, input.resourceArn);
    const odd = input.tags.find(
      (t) => t.key.startsWith('aws:') || t.key.length > 128 || t.value.length > 256,
    );
    if (odd)
      throw new AwsError('InvalidTagsException', `The tag ${odd.key.slice(0, 128)} is not valid`);
    const tags = [...new Map([...p.tags, ...input.tags].map((t) => [t.key, t])).values()];
    if (tags.length > MAX_TAGS)
      throw new AwsError('TooManyTagsException', `A pipeline has at most ${MAX_TAGS} tags`);
    ctx.store.put(pipelines, p.name, { ...p, tags });
    return {};
  });

export const untagResource: Handler<CP.UntagResourceInput, object> = (input, ctx) =>
  ctx.store.transaction(() => {
    const p = tagged(ctx, input.resourceArn);
    ctx.store.put(pipelines, p.name, {
      ...p,
      tags: p.tags.filter((t) => !input.tagKeys.includes(t.key ?? '')),
    });
    return {};
  });
