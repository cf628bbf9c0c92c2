import type * as CD from '@aws-sdk/client-codedeploy';
import type { Ctx } from '../../ports/context';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';
import type { Tag } from './tag-limits';

export interface Application {
  readonly name: string;
  readonly id: string;
  readonly createdAt: number;
  /** What it deploys to; missing in documents from before there was a choice. */
  readonly platform?: CD.ComputePlatform | undefined;
  readonly tags?: readonly Tag[] | undefined;
}

/** What a deployment group is told of how it deploys, as it was told. */
export type GroupSettings = Readonly<
  Pick<
    CD.DeploymentGroupInfo,
    | 'alarmConfiguration'
    | 'autoScalingGroups'
    | 'autoRollbackConfiguration'
    | 'blueGreenDeploymentConfiguration'
    | 'deploymentStyle'
    | 'ec2TagFilters'
    | 'ec2TagSet'
    | 'ecsServices'
    | 'loadBalancerInfo'
    | 'onPremisesInstanceTagFilters'
    | 'onPremisesTagSet'
    | 'outdatedInstancesStrategy'
    | 'terminationHookEnabled'
    | 'triggerConfigurations'
  >
>;
export interface Group extends GroupSettings {
  readonly application: string;
  readonly name: string;
  readonly id: string;
  /** What it deploys to, as its application does; missing in documents from before there was a choice. */
  readonly platform?: CD.ComputePlatform | undefined;
  readonly config: string;
  readonly serviceRoleArn: string;
  readonly revision?: CD.RevisionLocation | undefined;
  readonly lastSuccessful?: string | undefined;
  readonly lastAttempted?: string | undefined;
  readonly tags?: readonly Tag[] | undefined;
}

/** A deployment configuration: how many instances may be down, or how traffic moves. */
export interface DeploymentConfig {
  readonly name: string;
  readonly id: string;
  readonly createdAt: number;
  readonly platform: CD.ComputePlatform;
  /** Of Server. MOST_CONCURRENCY is that of OneAtATime alone, which nobody can set. */
  readonly minimumHealthyHosts?: HealthyHosts | undefined;
  /** Of Server: one Availability Zone after the other. */
  readonly zonalConfig?: CD.ZonalConfig | undefined;
  /** Of Lambda and ECS. */
  readonly trafficRoutingConfig?: CD.TrafficRoutingConfig | undefined;
}
export interface HealthyHosts {
  readonly type: CD.MinimumHealthyHostsType | 'MOST_CONCURRENCY';
  readonly value: number;
}

export const applications = kind<Application>('codedeploy.application');
export const groups = kind<Group>('codedeploy.group');
export const groupKey = (application: string, group: string): string =>
  `${application}\u0001${group}`;
/** What an application, a group or a configuration is named. */
export const NAME = /^[A-Za-z0-9._+=,@-]{1,100}$/;
/** What a list answers at once. */
export const PAGE_SIZE = 100;
/** What an application or a deployment group deploys to. */
export const platformOf = (of: Application | Group): CD.ComputePlatform => of.platform ?? 'Server';

export function applicationOrThrow(ctx: Ctx, name: string): Application {
  const found = ctx.store.get(applications, name);
  if (!found)
    throw new AwsError(
      'ApplicationDoesNotExistException',
      `No application found for name: ${name}`,
    );
  return found;
}

export function groupOrThrow(ctx: Ctx, application: string, name: string): Group {
  applicationOrThrow(ctx, application);
  const found = ctx.store.get(groups, groupKey(application, name));
  if (!found)
    throw new AwsError(
      'DeploymentGroupDoesNotExistException',
      `No Deployment Group found for name: ${name}`,
    );
  return found;
}
