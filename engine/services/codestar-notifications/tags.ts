import type * as N from '../../../clients/codestar-notifications';
import type { Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { ruleOrThrow, saveRule } from './store';

const MAX_TAGS = 50;

export const listTagsForResource: Handler<N.ArnRequest, N.TagsResult> = (input, ctx) => ({
  Tags: { ...ruleOrThrow(ctx, input.Arn).tags },
});

export const tagResource: Handler<N.TagResourceRequest, N.TagsResult> = (input, ctx) =>
  ctx.store.transaction(() => {
    const rule = ruleOrThrow(ctx, input.Arn);
    const tags = { ...rule.tags, ...input.Tags };
    const odd = Object.entries(input.Tags).find(
      ([k, v]) => k === '' || k.length > 128 || v.length > 256 || /^aws:/i.test(k),
    );
    if (odd)
      throw new AwsError('ValidationException', `The tag ${odd[0].slice(0, 128)} is not valid`);
    if (Object.keys(tags).length > MAX_TAGS)
      throw new AwsError(
        'LimitExceededException',
        `A notification rule has at most ${MAX_TAGS} tags`,
      );
    saveRule(ctx, { ...rule, tags });
    return { Tags: tags };
  });

export const untagResource: Handler<N.UntagResourceRequest, object> = (input, ctx) =>
  ctx.store.transaction(() => {
    const rule = ruleOrThrow(ctx, input.Arn);
    saveRule(ctx, {
      ...rule,
      tags: Object.fromEntries(
        Object.entries(rule.tags).filter(([k]) => !input.TagKeys.includes(k)),
      ),
    });
    return {};
  });
