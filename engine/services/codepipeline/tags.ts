import type * as CP from '@aws-sdk/client-codepipeline';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { customTypes, keyOf } from './action-types';
import { findPipeline, pipelineArn, pipelines } from './store';
import { webhooks } from './webhooks';

const MAX_TAGS = 50;

/** A resource's tags, and how they are kept. */
interface Tagged {
  readonly tags: readonly CP.Tag[];
  put(tags: CP.Tag[]): void;
}

function taggedWebhook(ctx: Ctx, name: string): Tagged | undefined {
  const found = ctx.store.get(webhooks, name);
  return (
    found && {
      tags: found.tags,
      put: (tags) => ctx.store.put(webhooks, name, { ...found, tags }),
    }
  );
}

/** `name` is `Owner/Category/Provider/Version`. */
function taggedAction(ctx: Ctx, name: string): Tagged | undefined {
  const [owner, category = '', provider = '', version = ''] = name.split('/');
  const key = keyOf({ category, provider, version });
  const found = owner === 'Custom' ? ctx.store.get(customTypes, key) : undefined;
  return found && !found.deleted
    ? { tags: found.tags, put: (tags) => ctx.store.put(customTypes, key, { ...found, tags }) }
    : undefined;
}

function taggedPipeline(ctx: Ctx, name: string): Tagged | undefined {
  const found = findPipeline(ctx, name);
  return (
    found && {
      tags: found.tags,
      put: (tags) => ctx.store.put(pipelines, found.name, { ...found, tags }),
    }
  );
}

/** [doc] Pipelines, custom actions (`actiontype:Owner/Category/Provider/Version`) and webhooks have tags. */
function taggedOrThrow(ctx: Ctx, arn: string): Tagged {
  const prefix = pipelineArn(ctx, '');
  if (!arn.startsWith(prefix))
    throw new AwsError(
      'InvalidArnException',
      `The ARN ${arn} is not that of a pipeline, a custom action or a webhook of this account and region`,
    );
  const [kind = '', name] = arn.slice(prefix.length).split(':');
  let found: Tagged | undefined;
  if (name === undefined) found = taggedPipeline(ctx, kind);
  else if (kind === 'webhook') found = taggedWebhook(ctx, name);
  else if (kind === 'actiontype') found = taggedAction(ctx, name);
  if (!found) throw new AwsError('ResourceNotFoundException', `The resource ${arn} was not found`);
  return found;
}

export const listTagsForResource: Handler<
  CP.ListTagsForResourceInput,
  CP.ListTagsForResourceOutput
> = (input, ctx) => {
  const { tags } = taggedOrThrow(ctx, input.resourceArn);
  const { items, nextToken } = page(tags, Math.min(input.maxResults ?? 100, 100), input.nextToken);
  return { tags: items, nextToken };
};

export const tagResource: Handler<CP.TagResourceInput, object> = (input, ctx) =>
  ctx.store.transaction(() => {
    const resource = taggedOrThrow(ctx, input.resourceArn);
    const odd = input.tags.find(
      (t) => t.key.startsWith('aws:') || t.key.length > 128 || t.value.length > 256,
    );
    if (odd)
      throw new AwsError('InvalidTagsException', `The tag ${odd.key.slice(0, 128)} is not valid`);
    const tags = [...new Map([...resource.tags, ...input.tags].map((t) => [t.key, t])).values()];
    if (tags.length > MAX_TAGS)
      throw new AwsError('TooManyTagsException', `A resource has at most ${MAX_TAGS} tags`);
    resource.put(tags);
    return {};
  });

export const untagResource: Handler<CP.UntagResourceInput, object> = (input, ctx) =>
  ctx.store.transaction(() => {
    const resource = taggedOrThrow(ctx, input.resourceArn);
    resource.put(resource.tags.filter((t) => !input.tagKeys.includes(t.key ?? '')));
    return {};
  });
