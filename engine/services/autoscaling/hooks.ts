import type * as AS from '@aws-sdk/client-auto-scaling';
import type { Hook, Wait } from '../../core/scaling/state';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { advance, testTargets } from './advance';
import { groupOrThrow, hookDto, invalid, type Group } from './documents';
import { hookOf, MOST_HOOKS, resultOf, TRANSITIONS } from './hook-input';

function withHooks(ctx: Ctx, group: Group, hooks: readonly Hook[]): void {
  const settings = { ...group.state.settings, hooks };
  advance(ctx, group, { type: 'changed', at: ctx.clock.now(), settings });
}

export const putLifecycleHook: Handler<AS.PutLifecycleHookType, object> = (input, ctx) => {
  const group = groupOrThrow(ctx, input.AutoScalingGroupName);
  const { hooks } = group.state.settings;
  const before = hooks.find((h) => h.name === input.LifecycleHookName);
  const hook = hookOf(before, input);
  if (!before && hooks.length >= MOST_HOOKS)
    throw new AwsError(
      'LimitExceeded',
      `You have already reached the maximum number of lifecycle hooks: ${MOST_HOOKS}`,
    );
  withHooks(ctx, group, before ? hooks.map((h) => (h === before ? hook : h)) : [...hooks, hook]);
  testTargets(ctx, group, [hook]);
  return {};
};

/** Instances that wait for it go on, as it would have had them do without an answer. */
export const deleteLifecycleHook: Handler<AS.DeleteLifecycleHookType, object> = (input, ctx) => {
  const name = input.LifecycleHookName;
  let group = groupOrThrow(ctx, input.AutoScalingGroupName);
  const hook = group.state.settings.hooks.find((h) => h.name === name);
  if (!hook)
    throw invalid(`Lifecycle Hook ${name} does not exist for Auto Scaling group ${group.name}.`);
  const waits = group.state.members.flatMap((m) => m.waits).filter((w) => w.hook === name);
  for (const { token } of waits)
    group = advance(ctx, group, {
      type: 'complete',
      at: ctx.clock.now(),
      token,
      result: hook.result,
    });
  withHooks(
    ctx,
    group,
    group.state.settings.hooks.filter((h) => h.name !== name),
  );
  return {};
};

export const describeLifecycleHooks: Handler<
  AS.DescribeLifecycleHooksType,
  AS.DescribeLifecycleHooksAnswer
> = (input, ctx) => {
  const group = groupOrThrow(ctx, input.AutoScalingGroupName);
  const names = input.LifecycleHookNames;
  const found = group.state.settings.hooks.filter((h) => !names?.length || names.includes(h.name));
  return { LifecycleHooks: found.map((h) => hookDto(group, h)) };
};

export const describeLifecycleHookTypes: Handler<
  object,
  AS.DescribeLifecycleHookTypesAnswer
> = () => ({
  LifecycleHookTypes: [...TRANSITIONS],
});

type Named = Pick<
  AS.CompleteLifecycleActionType,
  'AutoScalingGroupName' | 'LifecycleHookName' | 'LifecycleActionToken' | 'InstanceId'
>;

/** The wait that a request is about, by its token or by the instance that waits. */
function waitOrThrow(ctx: Ctx, input: Named): { group: Group; wait: Wait } {
  const group = groupOrThrow(ctx, input.AutoScalingGroupName ?? '');
  const { LifecycleHookName: hook = '', LifecycleActionToken: token, InstanceId: id } = input;
  if (!group.state.settings.hooks.some((h) => h.name === hook))
    throw invalid(
      `No Lifecycle Hook found with name ${hook} for Auto Scaling group ${group.name}.`,
    );
  if (token === undefined && id === undefined)
    throw invalid('Either LifecycleActionToken or InstanceId must be specified.');
  const wait = group.state.members
    .filter((m) => id === undefined || m.id === id)
    .flatMap((m) => m.waits)
    .find((w) => w.hook === hook && (token === undefined || w.token === token));
  if (!wait)
    throw invalid(
      `No active Lifecycle Action found with ${
        token === undefined ? `instance ID ${id ?? ''}` : `token ${token}`
      }`,
    );
  return { group, wait };
}

export const completeLifecycleAction: Handler<AS.CompleteLifecycleActionType, object> = (
  input,
  ctx,
) => {
  const result = resultOf(input.LifecycleActionResult);
  const { group, wait } = waitOrThrow(ctx, input);
  const at = ctx.clock.now();
  advance(ctx, group, { type: 'complete', at, token: wait.token, result });
  return {};
};

export const recordLifecycleActionHeartbeat: Handler<
  AS.RecordLifecycleActionHeartbeatType,
  object
> = (input, ctx) => {
  const { group, wait } = waitOrThrow(ctx, input);
  advance(ctx, group, { type: 'heartbeat', at: ctx.clock.now(), token: wait.token });
  return {};
};
