import type * as CD from '@aws-sdk/client-codedeploy';
import type { DeployCommand } from '../../core/deployment/journal';
import type { DeploymentState } from '../../core/deployment/state';
import type { Ctx } from '../../ports/context';
import { listedKind } from '../../shared/kind';
import { allShown, placeOfNumber } from '../../shared/shown-page';
import { AwsError } from '../../wire/errors';

/** An Auto Scaling group and the one it was copied from. */
export interface GroupCopy {
  readonly name: string;
  readonly from: string;
  /** What the group had, and its copy gets once it has the traffic. */
  readonly targetGroupArns: readonly string[];
}

/** An instance of an Auto Scaling group that waits in one of CodeDeploy's hooks. */
export interface LifecycleAction {
  readonly hook: string;
  readonly group: string;
  readonly token: string;
  readonly instance: string;
}

export interface Deployment {
  readonly id: string;
  readonly application: string;
  readonly group: string;
  readonly groupId: string;
  /** Missing in documents from before there was a choice: Server. */
  readonly platform?: CD.ComputePlatform | undefined;
  readonly revision: CD.RevisionLocation;
  /** What the group had before: its last success. */
  readonly previous?: CD.RevisionLocation | undefined;
  readonly config: string;
  readonly createdAt: number;
  readonly description?: string | undefined;
  readonly creator: CD.DeploymentCreator;
  /** RESTART; AWS keeps nothing of STANDARD. */
  readonly mode?: CD.DeploymentMode | undefined;
  readonly outdatedOnly?: boolean | undefined;
  readonly ignoreApplicationStopFailures: boolean;
  readonly fileExists: DeployCommand['fileExists'];
  /** Its own, or else that of its group when it was made. */
  readonly autoRollback?: CD.AutoRollbackConfiguration | undefined;
  readonly overrideAlarms?: CD.AlarmConfiguration | undefined;
  /** The alarms that stop it: its own, or else its group's. */
  readonly alarms?: CD.AlarmConfiguration | undefined;
  readonly rollback?: CD.RollbackInfo | undefined;
  /** What whoever stopped it said of a rollback. */
  readonly rollbackAsked?: boolean | undefined;
  readonly related?: CD.RelatedDeployments | undefined;
  /** How traffic moves, where it is not in place without. */
  readonly traffic?: Pick<
    CD.DeploymentInfo,
    'blueGreenDeploymentConfiguration' | 'deploymentStyle' | 'loadBalancerInfo'
  >;
  /** The replacement of a blue/green deployment, where it was there before. */
  readonly targetInstances?: CD.TargetInstances | undefined;
  /** The Auto Scaling group that is its replacement, where it has made one. */
  readonly copy?: GroupCopy | undefined;
  /** What an Auto Scaling group waits for: that this is over. */
  readonly action?: LifecycleAction | undefined;
  /** Targets that are on-premises instances, and their ARNs. */
  readonly onPremises?: Readonly<Record<string, string>> | undefined;
  /** When it is looked at next, whatever happens. */
  readonly lookAt?: number | undefined;
  readonly token?: string | undefined;
  readonly state: DeploymentState;
}

/** No EC2 instance has a name as on-premises instances have them. */
export const isOnPremises = (d: Deployment, target: string): boolean =>
  Object.hasOwn(d.onPremises ?? {}, target);
export const isRunning = (d: Deployment): boolean => d.state.endTime === undefined;
export const deployments = listedKind('codedeploy.deployment', {
  form: 2,
  show: (d: Deployment) => ({
    id: d.id,
    groupId: d.groupId,
    status: d.state.status,
    createdAt: d.createdAt,
    running: isRunning(d),
    isOfScaling: d.action !== undefined,
    token: d.token,
  }),
  placeOf: (d) => placeOfNumber(d.createdAt),
});

/** [infer] Nine letters and digits, as in all published ids. */
export const ID_FORM: RegExp = /^d-[A-Z0-9]{9}$/;

export function deploymentOrThrow(ctx: Ctx, id: string): Deployment {
  const found = ctx.store.get(deployments, id);
  if (found) return found;
  if (!ID_FORM.test(id))
    throw new AwsError(
      'InvalidDeploymentIdException',
      `Specified DeploymentId is not in the valid format: ${id.slice(0, 100)}`,
    );
  throw new AwsError('DeploymentDoesNotExistException', `The deployment ${id} could not be found`);
}

/** One whose instances are known: not before it begins ([model] DeploymentNotStartedException). */
export function begunOrThrow(ctx: Ctx, id: string): Deployment {
  const d = deploymentOrThrow(ctx, id);
  if (isRunning(d) && d.state.startTime === undefined)
    throw new AwsError('DeploymentNotStartedException', `The deployment ${id} has not started`);
  return d;
}

/**
 * The deployment of a group that is not over; a group has one at the most. [doc] Those that an Auto Scaling group
 * waits for run beside it: their instances have no part in it.
 */
export const activeIn = (ctx: Ctx, groupId: string): string | undefined =>
  allShown(ctx.store, deployments).find((d) => d.running && !d.isOfScaling && d.groupId === groupId)
    ?.id;
