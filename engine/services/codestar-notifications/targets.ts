import type * as N from '../../../clients/codestar-notifications';
import { letsNotificationsPublish } from '../../core/notifications/topic-policy';
import type { Ctx, Handler } from '../../ports/context';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { allRules, findRule, ruleArn, ruleOrThrow, saveRule, targetStates } from './store';
import { targetOf, targetsOf } from './validate';

/** Leaves the question whether the target can be reached to a job, as AWS answers PENDING first. */
export function look(ctx: Ctx, address: string): void {
  ctx.store.put(targetStates, address, 'PENDING');
  ctx.enqueue('codestar-notifications.look', `target ${address}`, { address });
}

/** Whether the topic is there and lets notification rules publish; what it finds is the target's state from then on. */
export async function reachable(ctx: Ctx, address: string): Promise<boolean> {
  let open = false;
  try {
    const { Attributes } = await ctx.call.sns.getTopicAttributes({
      TopicArn: address,
    });
    open = letsNotificationsPublish(Attributes?.['Policy']);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
  if (ctx.store.get(targetStates, address) !== undefined)
    ctx.store.put(targetStates, address, open ? 'ACTIVE' : 'UNREACHABLE');
  return open;
}

/** Job: a target's first look. */
export async function lookAt(job: Job, ctx: Ctx): Promise<void> {
  await reachable(ctx, (job.payload as { address: string }).address);
}

export const subscribe: Handler<N.SubscribeRequest, N.ArnResult> = (input, ctx) =>
  ctx.store.transaction(() => {
    const rule = ruleOrThrow(ctx, input.Arn);
    const target = targetOf(input.Target);
    targetsOf(
      [...rule.targets, target].map((t) => ({ TargetType: t.type, TargetAddress: t.address })),
    );
    saveRule(ctx, {
      ...rule,
      targets: [...rule.targets.filter((t) => t.address !== target.address), target],
      modifiedAt: ctx.clock.now(),
    });
    look(ctx, target.address);
    return { Arn: ruleArn(ctx, rule.id) };
  });

export const unsubscribe: Handler<N.UnsubscribeRequest, N.ArnResult> = (input, ctx) =>
  ctx.store.transaction(() => {
    const rule = findRule(ctx, input.Arn);
    if (rule)
      saveRule(ctx, {
        ...rule,
        targets: rule.targets.filter((t) => t.address !== input.TargetAddress),
        modifiedAt: ctx.clock.now(),
      });
    return { Arn: input.Arn };
  });

/** A target that rules still name is deleted only when that is forced. */
export const deleteTarget: Handler<N.DeleteTargetRequest, object> = (input, ctx) =>
  ctx.store.transaction(() => {
    const users = allRules(ctx).filter((r) =>
      r.targets.some((t) => t.address === input.TargetAddress),
    );
    if (users.length && !input.ForceUnsubscribeAll)
      throw new AwsError(
        'ValidationException',
        `The target is used by ${users.length} notification rule${users.length === 1 ? '' : 's'}: set ForceUnsubscribeAll to remove it from all of them`,
      );
    for (const rule of users)
      saveRule(ctx, {
        ...rule,
        targets: rule.targets.filter((t) => t.address !== input.TargetAddress),
        modifiedAt: ctx.clock.now(),
      });
    ctx.store.delete(targetStates, input.TargetAddress);
    return {};
  });
