import type * as CD from '@aws-sdk/client-codedeploy';
import type { Ctx } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import type { Group } from './documents';

/** As AWS names the hooks that it installs (published answers). */
const PREFIX = 'CodeDeploy-managed-automatic-';
/** [memory] Both as published answers of DescribeLifecycleHooks have them. */
const HEARTBEAT_SECONDS = 600;
const DEFAULT_RESULT = 'ABANDON';

type Kind = 'launch' | 'termination';

const TRANSITIONS: Readonly<Record<Kind, string>> = {
  launch: 'autoscaling:EC2_INSTANCE_LAUNCHING',
  termination: 'autoscaling:EC2_INSTANCE_TERMINATING',
};

export const isManagedHook = (name: string): boolean => name.startsWith(PREFIX);

const nameOf = (ctx: Ctx, kind: Kind, group: string): string =>
  `${PREFIX}${kind}-deployment-hook-${group}-${ctx.ids.uuid()}`;

/** Auto Scaling groups of a deployment group, with names for the hooks that they have or get. */
export const withHooks = (
  ctx: Ctx,
  group: string,
  names: readonly string[],
  before: readonly CD.AutoScalingGroup[],
  hasTerminationHook: boolean,
): CD.AutoScalingGroup[] =>
  names.map((name) => {
    const known = before.find((b) => b.name === name);
    const termination = known?.terminationHook ?? nameOf(ctx, 'termination', group);
    return {
      name,
      hook: known?.hook ?? nameOf(ctx, 'launch', group),
      ...(hasTerminationHook ? { terminationHook: termination } : {}),
    };
  });

interface Hook {
  readonly group: string;
  readonly kind: Kind;
  readonly name: string;
}

const hooksOf = (groups: readonly CD.AutoScalingGroup[]): Hook[] =>
  groups.flatMap(({ name: group = '', hook, terminationHook }) => [
    ...(hook === undefined ? [] : [{ group, kind: 'launch' as const, name: hook }]),
    ...(terminationHook === undefined
      ? []
      : [{ group, kind: 'termination' as const, name: terminationHook }]),
  ]);

/** Puts a hook into its group; one that is there stays. */
async function putHook(ctx: Ctx, { group, kind, name }: Hook): Promise<void> {
  await ctx.call.autoscaling.putLifecycleHook({
    AutoScalingGroupName: group,
    LifecycleHookName: name,
    LifecycleTransition: TRANSITIONS[kind],
    HeartbeatTimeout: HEARTBEAT_SECONDS,
    DefaultResult: DEFAULT_RESULT,
  });
}

/** Takes hooks out of their groups; answers those that could not be. One that is not there is no failure. */
async function deleteHooks(ctx: Ctx, hooks: readonly Hook[]): Promise<CD.AutoScalingGroup[]> {
  const left: CD.AutoScalingGroup[] = [];
  const there = await existing(ctx, [...new Set(hooks.map((h) => h.group))]);
  for (const { group, kind, name } of hooks.filter((h) => there.has(h.group)))
    try {
      await ctx.call.autoscaling.deleteLifecycleHook({
        AutoScalingGroupName: group,
        LifecycleHookName: name,
      });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const { LifecycleHooks = [] } = await ctx.call.autoscaling.describeLifecycleHooks({
        AutoScalingGroupName: group,
      });
      if (LifecycleHooks.some((h) => h.LifecycleHookName === name))
        left.push({ name: group, [kind === 'launch' ? 'hook' : 'terminationHook']: name });
    }
  return left;
}

async function existing(ctx: Ctx, names: readonly string[]): Promise<Set<string>> {
  if (!names.length) return new Set();
  const { AutoScalingGroups = [] } = await ctx.call.autoscaling.describeAutoScalingGroups({
    AutoScalingGroupNames: [...names],
  });
  return new Set(AutoScalingGroups.flatMap((g) => g.AutoScalingGroupName ?? []));
}

/** [model] InvalidAutoScalingGroupException. */
export async function checkScalingGroups(
  ctx: Ctx,
  names: readonly string[] | undefined,
): Promise<void> {
  const there = await existing(ctx, names ?? []);
  const missing = names?.find((name) => !there.has(name));
  if (missing !== undefined)
    throw new AwsError(
      'InvalidAutoScalingGroupException',
      `The Auto Scaling group was specified in an invalid format or does not exist: ${missing.slice(0, 100)}`,
    );
}

/** [model] LifecycleHookLimitExceededException: "The limit for lifecycle hooks was exceeded." */
const asLimit = (error: AwsError): AwsError =>
  error.code.startsWith('LimitExceeded')
    ? new AwsError(
        'LifecycleHookLimitExceededException',
        'The limit for lifecycle hooks was exceeded.',
      )
    : error;

/** Brings the hooks of Auto Scaling groups from what a deployment group had to what it has; answers those that could not be removed. */
export async function changeHooks(
  ctx: Ctx,
  before: readonly CD.AutoScalingGroup[],
  after: readonly CD.AutoScalingGroup[],
): Promise<CD.AutoScalingGroup[]> {
  const had = hooksOf(before);
  const has = hooksOf(after);
  const added = has.filter((h) => !had.some((b) => b.name === h.name));
  for (const [i, hook] of added.entries())
    try {
      await putHook(ctx, hook);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      await deleteHooks(ctx, added.slice(0, i));
      throw asLimit(error);
    }
  return deleteHooks(
    ctx,
    had.filter((h) => !has.some((a) => a.name === h.name)),
  );
}

/** Removes the hooks of groups that are deleted. */
export const removeHooks = (
  ctx: Ctx,
  deleted: readonly Pick<Group, 'autoScalingGroups'>[],
): Promise<CD.AutoScalingGroup[]> =>
  deleteHooks(ctx, hooksOf(deleted.flatMap((g) => g.autoScalingGroups ?? [])));
