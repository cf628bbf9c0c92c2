import type * as CD from '@aws-sdk/client-codedeploy';
import {
  ALLOW_TRAFFIC,
  BLOCK_TRAFFIC,
  LIFECYCLE,
  type LifecycleEvent,
} from '../../../common/appspec';
import { AwsError, notServed } from '../../wire/errors';
import type { GroupSettings } from './documents';

/** [doc] "You can add up to 10 target groups to the array." */
const MAX_TARGET_GROUPS = 10;
/** [doc] CodeDeploy quotas: 48 hours before rerouting, and 48 hours before the original instances are terminated. */
const MAX_WAIT_MINUTES = 2880;
const MINUTE_MS = 60_000;

type Traffic = Pick<
  GroupSettings,
  'blueGreenDeploymentConfiguration' | 'deploymentStyle' | 'loadBalancerInfo'
>;

export const isBlueGreen = ({ deploymentStyle }: Traffic): boolean =>
  deploymentStyle?.deploymentType === 'BLUE_GREEN';

/** Whether a deployment takes the traffic of its instances away and gives it back. */
export const shiftsTraffic = ({ deploymentStyle }: Traffic): boolean =>
  deploymentStyle?.deploymentOption === 'WITH_TRAFFIC_CONTROL';

/** Whether a deployment makes its replacement by copying the Auto Scaling group. */
export const copiesGroup = (of: Traffic): boolean =>
  isBlueGreen(of) &&
  of.blueGreenDeploymentConfiguration?.greenFleetProvisioningOption?.action ===
    'COPY_AUTO_SCALING_GROUP';

/** The names of the target groups whose traffic is shifted. */
export const targetGroupNames = ({ loadBalancerInfo }: Traffic): readonly string[] =>
  (loadBalancerInfo?.targetGroupInfoList ?? []).flatMap((t) => t.name ?? []);

const minutes = (value: number | undefined): number => (value ?? 0) * MINUTE_MS;

/**
 * What a blue/green deployment waits for. [infer] Without a ready option it reroutes immediately, without a
 * termination option it keeps the original instances.
 */
export function waitsOf({ blueGreenDeploymentConfiguration: config }: Traffic): {
  readonly readyWaitMs: number | undefined;
  readonly terminationWaitMs: number | undefined;
} {
  const ready = config?.deploymentReadyOption;
  const blue = config?.terminateBlueInstancesOnDeploymentSuccess;
  return {
    readyWaitMs:
      ready?.actionOnTimeout === 'STOP_DEPLOYMENT' ? minutes(ready.waitTimeInMinutes) : undefined,
    terminationWaitMs:
      blue?.action === 'TERMINATE' ? minutes(blue.terminationWaitTimeInMinutes) : undefined,
  };
}

/** What an instance goes through ([doc] "Lifecycle event hook availability"). */
export const LIFECYCLES = {
  inPlace: LIFECYCLE,
  inPlaceWithTraffic: [...BLOCK_TRAFFIC, ...LIFECYCLE, ...ALLOW_TRAFFIC],
  gaining: [...LIFECYCLE, ...ALLOW_TRAFFIC],
  losing: BLOCK_TRAFFIC,
  regaining: ALLOW_TRAFFIC,
  launch: LIFECYCLE,
  launchWithTraffic: [...LIFECYCLE, ...ALLOW_TRAFFIC],
  termination: ['ApplicationStop'],
  terminationWithTraffic: [...BLOCK_TRAFFIC, 'ApplicationStop'],
} satisfies Readonly<Record<string, readonly LifecycleEvent[]>>;

const badBalancer = (message: string): AwsError =>
  new AwsError('InvalidLoadBalancerInfoException', message);
const badBlueGreen = (message: string): AwsError =>
  new AwsError('InvalidBlueGreenDeploymentConfigurationException', message);

/** [model] InvalidLoadBalancerInfoException: "An invalid load balancer name, or no load balancer name, was specified." */
function checkBalancer(info: CD.LoadBalancerInfo | undefined): void {
  if (info?.targetGroupPairInfoList?.length)
    throw badBalancer('Pairs of target groups are for the compute platform ECS');
  const named = info?.targetGroupInfoList ?? [];
  if (!named.length || named.some((t) => !t.name))
    throw badBalancer(
      'An invalid load balancer name, or no load balancer name, was specified: traffic control needs the names of target groups',
    );
  if (named.length > MAX_TARGET_GROUPS)
    throw badBalancer(`A deployment group has at most ${MAX_TARGET_GROUPS} target groups`);
}

const isWait = (value: number | undefined): boolean =>
  value === undefined || (Number.isInteger(value) && value >= 0 && value <= MAX_WAIT_MINUTES);

function checkWaits(config: CD.BlueGreenDeploymentConfiguration): void {
  const { deploymentReadyOption: ready, terminateBlueInstancesOnDeploymentSuccess: blue } = config;
  const wrong = [ready?.waitTimeInMinutes, blue?.terminationWaitTimeInMinutes].find(
    (value) => !isWait(value),
  );
  if (wrong !== undefined)
    throw badBlueGreen(`A wait has 0 to ${MAX_WAIT_MINUTES} minutes, not ${wrong}`);
  // [doc] DeploymentReadyOption: the wait "applies only to the STOP_DEPLOYMENT option".
  if (ready?.waitTimeInMinutes && ready.actionOnTimeout !== 'STOP_DEPLOYMENT')
    throw badBlueGreen('A wait time before rerouting is for the action STOP_DEPLOYMENT only');
}

function checkBlueGreen(operation: string, after: GroupSettings): void {
  const config = after.blueGreenDeploymentConfiguration;
  if (!shiftsTraffic(after))
    throw notServed(
      'codedeploy',
      operation,
      'deploymentStyle.deploymentOption other than WITH_TRAFFIC_CONTROL for BLUE_GREEN',
    );
  if (!config) throw badBlueGreen('A blue/green deployment needs a blue/green configuration');
  const { onPremisesInstanceTagFilters: filters, onPremisesTagSet: set } = after;
  if (filters?.length || set?.onPremisesTagSetList?.length)
    throw new AwsError(
      'InvalidDeploymentStyleException',
      'On-premises instances are deployed to in place only',
    );
  // AWS's text, as people report it.
  if (copiesGroup(after) && after.autoScalingGroups?.length !== 1)
    throw badBlueGreen(
      'Exactly one AutoScaling group must be specified when selecting the COPY_AUTO_SCALING_GROUP green fleet provisioning option.',
    );
}

/** How a group of instances deploys, as it is after an operation. */
export function checkServerTraffic(operation: string, after: GroupSettings): void {
  if (after.ecsServices?.length)
    throw new AwsError(
      'InvalidECSServiceException',
      'ECS services are not for the compute platform Server',
    );
  // A stack's group comes past the wire's own check.
  if (after.loadBalancerInfo?.elbInfoList?.length)
    throw notServed('codedeploy', operation, 'loadBalancerInfo.elbInfoList');
  if (after.blueGreenDeploymentConfiguration) checkWaits(after.blueGreenDeploymentConfiguration);
  if (shiftsTraffic(after)) checkBalancer(after.loadBalancerInfo);
  if (isBlueGreen(after)) checkBlueGreen(operation, after);
}
