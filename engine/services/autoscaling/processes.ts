import type * as AS from '@aws-sdk/client-auto-scaling';
import { POLICIES } from '../../core/scaling/choose';
import { PROCESSES, type Process } from '../../core/scaling/state';
import type { Ctx, Handler } from '../../ports/context';
import { advance } from './advance';
import { groupOrThrow, groups, invalid } from './documents';
import { MOST_GROUPS } from './groups';

/** The processes of a request; without any, all of them. */
function asked(given: readonly string[] | undefined): readonly Process[] {
  if (!given?.length) return PROCESSES;
  return given.map((name) => {
    const found = PROCESSES.find((p) => p === name);
    if (!found)
      throw invalid(
        `1 validation error detected: Value '[${given.join(', ')}]' at 'scalingProcesses' failed to satisfy constraint: ${name} is none of [${PROCESSES.join(', ')}]`,
      );
    return found;
  });
}

function change(
  ctx: Ctx,
  input: AS.ScalingProcessQuery,
  how: (before: readonly Process[], given: readonly Process[]) => readonly Process[],
): object {
  const group = groupOrThrow(ctx, input.AutoScalingGroupName ?? '');
  const given = asked(input.ScalingProcesses);
  const { settings } = group.state;
  const at = ctx.clock.now();
  const suspended = how(settings.suspended, given);
  const state = { ...group.state, suspendedAt: at };
  advance(ctx, { ...group, state }, { type: 'changed', at, settings: { ...settings, suspended } });
  return {};
}

export const suspendProcesses: Handler<AS.ScalingProcessQuery, object> = (input, ctx) =>
  change(ctx, input, (before, given) => [...new Set([...before, ...given])]);

export const resumeProcesses: Handler<AS.ScalingProcessQuery, object> = (input, ctx) =>
  change(ctx, input, (before, given) => before.filter((p) => !given.includes(p)));

export const describeScalingProcessTypes: Handler<object, AS.ProcessesType> = () => ({
  Processes: PROCESSES.map((ProcessName) => ({ ProcessName })),
});

export const describeTerminationPolicyTypes: Handler<
  object,
  AS.DescribeTerminationPolicyTypesAnswer
> = () => ({ TerminationPolicyTypes: [...POLICIES].sort() });

/** There are no launch configurations: groups are made from launch templates. */
export const describeAccountLimits: Handler<object, AS.DescribeAccountLimitsAnswer> = (
  _input,
  ctx,
) => ({
  MaxNumberOfAutoScalingGroups: MOST_GROUPS,
  MaxNumberOfLaunchConfigurations: 0,
  NumberOfAutoScalingGroups: ctx.store.list(groups).length,
  NumberOfLaunchConfigurations: 0,
});
