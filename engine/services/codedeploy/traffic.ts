import type * as CD from '@aws-sdk/client-codedeploy';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { deploymentOrThrow, isRunning, type Deployment } from './deployments';
import { dispatchEvent } from './dispatch-event';
import { isBlueGreen } from './group-traffic';

/** What is asked of a deployment that moves traffic. */
function deploymentOf(ctx: Ctx, id: string | undefined): Deployment {
  if (!id) throw new AwsError('DeploymentIdRequiredException', 'A deployment id is required');
  return deploymentOrThrow(ctx, id);
}

function checkRunning(d: Deployment): void {
  if (!isRunning(d))
    throw new AwsError(
      'DeploymentAlreadyCompletedException',
      `The deployment ${d.id} is already completed`,
    );
}

const unsupported = (d: Deployment, what: string): AwsError =>
  new AwsError(
    'UnsupportedActionForDeploymentTypeException',
    `The deployment ${d.id} is in place, and ${what}`,
  );

/** Which wait each type names, and the phase in which a deployment is in it. */
const WAITS = {
  READY_WAIT: { wait: 'ready', phase: 'ready' },
  TERMINATION_WAIT: { wait: 'termination', phase: 'wait' },
} as const;

/** Ends a wait, where the deployment is in it; whether it was. */
function endWait(ctx: Ctx, d: Deployment, type: keyof typeof WAITS): boolean {
  const { wait, phase } = WAITS[type];
  if (d.state.blueGreen?.phase !== phase) return false;
  dispatchEvent(ctx, d.id, { type: 'continue', at: ctx.clock.now(), wait });
  return true;
}

export const continueDeployment: Handler<CD.ContinueDeploymentInput, object> = (input, ctx) => {
  const d = deploymentOf(ctx, input.deploymentId);
  checkRunning(d);
  const type = input.deploymentWaitType ?? 'READY_WAIT';
  if (endWait(ctx, d, type)) return {};
  throw new AwsError(
    'DeploymentIsNotInReadyStateException',
    `The deployment ${d.id} does not have a status of Ready and cannot continue yet: it is not in ${type}`,
  );
};

export const skipWaitTimeForInstanceTermination: Handler<
  CD.SkipWaitTimeForInstanceTerminationInput,
  object
> = (input, ctx) => {
  const d = deploymentOf(ctx, input.deploymentId);
  checkRunning(d);
  if (!isBlueGreen(d.traffic ?? {})) throw unsupported(d, 'terminates no instances');
  if (endWait(ctx, d, 'TERMINATION_WAIT')) return {};
  // [infer] The code; [model] it is among the operation's.
  throw new AwsError(
    'DeploymentNotStartedException',
    `The wait before the deployment ${d.id} terminates its original instances has not started`,
  );
};

/** [model] A validation function answers with one of these. */
const RESULTS: readonly string[] = ['Succeeded', 'Failed'];

export const putLifecycleEventHookExecutionStatus: Handler<
  CD.PutLifecycleEventHookExecutionStatusInput,
  CD.PutLifecycleEventHookExecutionStatusOutput
> = (input, ctx) => {
  const d = deploymentOf(ctx, input.deploymentId);
  if (!RESULTS.includes(input.status ?? ''))
    throw new AwsError(
      'InvalidLifecycleEventHookExecutionStatusException',
      `The status of a hook is ${RESULTS.join(' or ')}, not ${input.status ?? 'missing'}`,
    );
  if (!input.lifecycleEventHookExecutionId)
    throw new AwsError(
      'InvalidLifecycleEventHookExecutionIdException',
      'The id of a hook execution is required',
    );
  const { platform = 'Server' } = d;
  if (platform === 'Server')
    throw unsupported(d, 'its hooks are scripts of instances, not functions');
  // It has failed before any hook (the engine has neither platform), so whatever hook it was is over.
  throw new AwsError(
    'LifecycleEventAlreadyCompletedException',
    `The deployment ${d.id} is over, and its lifecycle events with it`,
  );
};
