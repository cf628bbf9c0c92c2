import type * as EB from '@aws-sdk/client-eventbridge';
import { atPath, checkTransformer, InputError } from '../../core/events/input';
import { page } from '../../core/paging';
import type { Handler, Wire } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { ruleOrThrow, saveRule, type Target } from './store';

/** [model] AWS-SEMANTICS 5. */
const MAX_TARGETS = 5;
/** Services whose resources a rule can have as targets. */
export const TARGET_SERVICES = ['codepipeline', 'codebuild', 'sns', 'sqs', 'logs'];

function readTarget(t: Wire<EB.Target>): Target {
  const transformer = t.InputTransformer && {
    paths: (t.InputTransformer.InputPathsMap ?? {}) as Record<string, string>,
    template: t.InputTransformer.InputTemplate,
  };
  if ([t.Input, t.InputPath, transformer].filter((x) => x !== undefined).length > 1)
    throw new AwsError(
      'ValidationException',
      `Only one of Input, InputPath, or InputTransformer must be provided for target ${t.Id}.`,
    );
  try {
    if (transformer) checkTransformer(transformer);
    if (t.InputPath !== undefined) atPath({}, t.InputPath);
    if (t.Input !== undefined) JSON.parse(t.Input);
  } catch (cause) {
    if (cause instanceof InputError)
      throw new AwsError('ValidationException', `${cause.message} (target ${t.Id})`, { cause });
    if (cause instanceof SyntaxError)
      throw new AwsError('ValidationException', `JSON syntax error in input for target ${t.Id}`, {
        cause,
      });
    throw cause;
  }
  return {
    id: t.Id,
    arn: t.Arn,
    roleArn: t.RoleArn,
    input: t.Input,
    inputPath: t.InputPath,
    transformer,
    deadLetterArn: t.DeadLetterConfig?.Arn,
  };
}

export const putTargets: Handler<EB.PutTargetsRequest, EB.PutTargetsResponse> = (input, ctx) =>
  ctx.store.transaction(() => {
    const rule = ruleOrThrow(ctx, input.Rule);
    const failed = input.Targets.filter(
      (t) => !TARGET_SERVICES.includes(/^arn:[^:]+:([a-z0-9-]+):/.exec(t.Arn)?.[1] ?? ''),
    );
    const added = input.Targets.filter((t) => !failed.includes(t)).map(readTarget);
    const targets = [...rule.targets.filter((t) => !added.some((a) => a.id === t.id)), ...added];
    if (targets.length > MAX_TARGETS)
      throw new AwsError(
        'LimitExceededException',
        `The requested resource exceeds the maximum number allowed: a rule has at most ${MAX_TARGETS} targets.`,
      );
    saveRule(ctx, { ...rule, targets });
    return {
      FailedEntryCount: failed.length,
      FailedEntries: failed.map((t) => ({
        TargetId: t.Id,
        ErrorCode: 'NotImplementedException',
        ErrorMessage: `Starboard's engine does not deliver to ${t.Arn} yet; pipelines, build projects, topics, queues and log groups are served.`,
      })),
    };
  });

export const removeTargets: Handler<EB.RemoveTargetsRequest, EB.RemoveTargetsResponse> = (
  input,
  ctx,
) =>
  ctx.store.transaction(() => {
    const rule = ruleOrThrow(ctx, input.Rule);
    saveRule(ctx, { ...rule, targets: rule.targets.filter((t) => !input.Ids.includes(t.id)) });
    return { FailedEntryCount: 0, FailedEntries: [] };
  });

function dto(t: Target): EB.Target {
  return {
    Id: t.id,
    Arn: t.arn,
    RoleArn: t.roleArn,
    Input: t.input,
    InputPath: t.inputPath,
    ...(t.transformer
      ? {
          InputTransformer: {
            InputPathsMap: { ...t.transformer.paths },
            InputTemplate: t.transformer.template,
          },
        }
      : {}),
    ...(t.deadLetterArn ? { DeadLetterConfig: { Arn: t.deadLetterArn } } : {}),
  };
}

export const listTargetsByRule: Handler<
  EB.ListTargetsByRuleRequest,
  EB.ListTargetsByRuleResponse
> = (input, ctx) => {
  const { items, nextToken } = page(
    ruleOrThrow(ctx, input.Rule).targets,
    input.Limit ?? 100,
    input.NextToken,
  );
  return { Targets: items.map(dto), NextToken: nextToken };
};
