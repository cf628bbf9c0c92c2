import type * as AS from '@aws-sdk/client-auto-scaling';
import type { Hook, HookResult, Transition } from '../../core/scaling/state';
import { invalid } from './documents';

const SECOND_MS = 1000;
const DEFAULT_TIMEOUT = 3600;
const SHORTEST = 30;
const LONGEST = 7200;
export const MOST_HOOKS = 50;

export const TRANSITIONS: readonly Transition[] = [
  'autoscaling:EC2_INSTANCE_LAUNCHING',
  'autoscaling:EC2_INSTANCE_TERMINATING',
];
const RESULTS: readonly HookResult[] = ['CONTINUE', 'ABANDON'];

export function resultOf(given: string): HookResult {
  const found = RESULTS.find((r) => r === given);
  if (!found)
    throw invalid(`Invalid Lifecycle Action Result: ${given}. Valid values: [CONTINUE, ABANDON]`);
  return found;
}

function transitionOf(given: string | undefined, before: Hook | undefined): Transition {
  const wanted = given ?? before?.transition;
  if (wanted === undefined)
    throw invalid('LifecycleTransition is a required parameter for a new Lifecycle Hook.');
  const found = TRANSITIONS.find((t) => t === wanted);
  if (!found)
    throw invalid(`Lifecycle Transition ${wanted} is not valid: [${TRANSITIONS.join(', ')}]`);
  return found;
}

/** A hook as a request has it; what it does not say stays. */
export function hookOf(
  before: Hook | undefined,
  input: Omit<AS.PutLifecycleHookType, 'AutoScalingGroupName'>,
): Hook {
  const timeout = input.HeartbeatTimeout;
  if (timeout !== undefined && (timeout < SHORTEST || timeout > LONGEST))
    throw invalid(`Heartbeat timeout must be between ${SHORTEST} and ${LONGEST} seconds`);
  // An empty target takes the target away.
  const target = input.NotificationTargetARN ?? before?.target;
  const role = input.RoleARN ?? before?.role;
  return {
    name: input.LifecycleHookName ?? '',
    transition: transitionOf(input.LifecycleTransition, before),
    metadata: input.NotificationMetadata ?? before?.metadata,
    target: target === '' ? undefined : target,
    role,
    timeoutMs:
      timeout === undefined
        ? (before?.timeoutMs ?? DEFAULT_TIMEOUT * SECOND_MS)
        : timeout * SECOND_MS,
    result: resultOf(input.DefaultResult ?? before?.result ?? 'ABANDON'),
  };
}
