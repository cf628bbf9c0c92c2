import type * as CD from '@aws-sdk/client-codedeploy';
import type { Wire } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import type { Group, GroupSettings } from './documents';
import { checkServerTraffic } from './group-traffic';
import { checkTagFilters } from './tag-filters';

/** [model] The limits of a deployment group; the errors' own texts have the alarms' and the tag groups'. */
const MAX_ALARMS = 10;
const MAX_ALARM_NAME = 255;
/** [doc23] "Limits": triggers of a deployment group. */
const MAX_TRIGGERS = 10;

/** What both operations take. */
export type Given = Wire<
  Omit<CD.UpdateDeploymentGroupInput, 'applicationName' | 'currentDeploymentGroupName'>
>;

/** [model] InvalidAlarmConfigException names each of these causes. */
export function checkAlarms(given: Wire<CD.AlarmConfiguration> | undefined): void {
  if (!given) return;
  const names = (given.alarms ?? []).map((a) => a.name ?? '');
  const bad = (message: string): AwsError => new AwsError('InvalidAlarmConfigException', message);
  if (names.length > MAX_ALARMS)
    throw new AwsError(
      'AlarmsLimitExceededException',
      `The maximum number of alarms for a deployment group (${MAX_ALARMS}) was exceeded.`,
    );
  for (const name of names)
    if (name === '' || name.length > MAX_ALARM_NAME)
      throw bad(`An alarm's name has 1 to ${MAX_ALARM_NAME} characters: ${name.slice(0, 100)}`);
  if (new Set(names).size < names.length) throw bad('Two alarms have the same name');
  if (given.enabled && !names.length)
    throw bad('The alarm configuration is enabled, but its list of alarms is empty');
}

/** [model] InvalidAutoRollbackConfigException: enabled, with no event type listed. */
export function checkAutoRollback(given: Wire<CD.AutoRollbackConfiguration> | undefined): void {
  if (given?.enabled && !given.events?.length)
    throw new AwsError(
      'InvalidAutoRollbackConfigException',
      'Automatic rollback is enabled, but no event types are listed',
    );
}

function checkTriggers(given: Wire<CD.TriggerConfig>[] | undefined): void {
  if (!given) return;
  if (given.length > MAX_TRIGGERS)
    throw new AwsError(
      'TriggerTargetsLimitExceededException',
      `A deployment group has at most ${MAX_TRIGGERS} triggers`,
    );
  const bad = (message: string): AwsError => new AwsError('InvalidTriggerConfigException', message);
  for (const { triggerName, triggerTargetArn, triggerEvents } of given) {
    if (!triggerName) throw bad('A trigger needs a name');
    if (!/^arn:[\w-]+:sns:[\w-]+:\d{12}:.+$/.test(triggerTargetArn ?? ''))
      throw bad(`The trigger ${triggerName} needs the ARN of an SNS topic`);
    if (!triggerEvents?.length) throw bad(`The trigger ${triggerName} needs an event type`);
  }
}

/** [model] RoleRequiredException, InvalidRoleException: "specified in an invalid format". */
export function checkRole(arn: string): string {
  if (arn === '') throw new AwsError('RoleRequiredException', 'A service role ARN is required');
  if (!/^arn:[\w-]+:iam::\d{12}:role\/.+$/.test(arn))
    throw new AwsError('InvalidRoleException', `${arn} is not the ARN of a role`);
  return arn;
}

const badStyle = (message: string): AwsError =>
  new AwsError('InvalidDeploymentStyleException', message);

/** Whether a value asks for something: empty lists and structures do not. */
const asks = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.values(value).some(asks) : Boolean(value);

/** [doc] Lambda and ECS have blue/green deployments alone, with traffic control ("Deployment types"). */
function checkMovesTraffic(platform: CD.ComputePlatform, given: GroupSettings): void {
  const { deploymentType, deploymentOption } = given.deploymentStyle ?? {};
  if (deploymentType !== 'BLUE_GREEN' || deploymentOption !== 'WITH_TRAFFIC_CONTROL')
    throw badStyle(
      `The deployment style for the compute platform ${platform} is BLUE_GREEN and WITH_TRAFFIC_CONTROL`,
    );
  if (given.autoScalingGroups?.length)
    throw new AwsError(
      'InvalidAutoScalingGroupException',
      `Auto Scaling groups are not for the compute platform ${platform}`,
    );
  const { ec2TagFilters, ec2TagSet, onPremisesInstanceTagFilters, onPremisesTagSet } = given;
  if (asks([ec2TagFilters, ec2TagSet, onPremisesInstanceTagFilters, onPremisesTagSet]))
    throw new AwsError(
      'InvalidInputException',
      `Tags of instances are not for the compute platform ${platform}`,
    );
  if (platform === 'Lambda') return;
  checkEcs(given);
}

/** [doc] "Create a deployment group for an Amazon ECS deployment": one service, one pair of target groups. */
function checkEcs(given: GroupSettings): void {
  const [service, ...more] = given.ecsServices ?? [];
  if (more.length)
    throw new AwsError(
      'ECSServiceMappingLimitExceededException',
      'A deployment group has one ECS service',
    );
  if (!service?.clusterName || !service.serviceName)
    throw new AwsError(
      'InvalidECSServiceException',
      'A deployment group of the compute platform ECS needs a cluster and a service',
    );
  const pairs = given.loadBalancerInfo?.targetGroupPairInfoList ?? [];
  if (pairs.length !== 1 || pairs[0]?.targetGroups?.length !== 2)
    throw new AwsError(
      'InvalidLoadBalancerInfoException',
      'A deployment group of the compute platform ECS needs one pair of target groups',
    );
  if (!given.blueGreenDeploymentConfiguration)
    throw new AwsError(
      'InvalidBlueGreenDeploymentConfigurationException',
      'A deployment group of the compute platform ECS needs a blue/green configuration',
    );
}

/** One kind of instances has a list of filters or a set of lists: what is given takes the other's place. */
function tagsOf(before: GroupSettings, given: Given): GroupSettings {
  const filters = given.ec2TagFilters;
  const set = given.ec2TagSet;
  const local = given.onPremisesInstanceTagFilters;
  const localSet = given.onPremisesTagSet;
  return {
    ec2TagFilters: filters ?? (set?.ec2TagSetList?.length ? undefined : before.ec2TagFilters),
    ec2TagSet: set ?? (filters?.length ? undefined : before.ec2TagSet),
    onPremisesInstanceTagFilters:
      local ??
      (localSet?.onPremisesTagSetList?.length ? undefined : before.onPremisesInstanceTagFilters),
    onPremisesTagSet: localSet ?? (local?.length ? undefined : before.onPremisesTagSet),
  };
}

/** A group's settings after an operation that gave these; what is not given stays as it was. */
export function settingsAfter(
  operation: string,
  platform: CD.ComputePlatform,
  before: GroupSettings | Group,
  given: Given,
  autoScalingGroups: GroupSettings['autoScalingGroups'],
): GroupSettings {
  checkTagFilters(given);
  checkAlarms(given.alarmConfiguration);
  checkAutoRollback(given.autoRollbackConfiguration);
  checkTriggers(given.triggerConfigurations);
  const after: GroupSettings = {
    ...tagsOf(before, given),
    autoScalingGroups,
    alarmConfiguration: given.alarmConfiguration ?? before.alarmConfiguration,
    autoRollbackConfiguration: given.autoRollbackConfiguration ?? before.autoRollbackConfiguration,
    blueGreenDeploymentConfiguration:
      given.blueGreenDeploymentConfiguration ?? before.blueGreenDeploymentConfiguration,
    deploymentStyle: given.deploymentStyle ?? before.deploymentStyle,
    ecsServices: given.ecsServices ?? before.ecsServices,
    loadBalancerInfo: given.loadBalancerInfo ?? before.loadBalancerInfo,
    outdatedInstancesStrategy: given.outdatedInstancesStrategy ?? before.outdatedInstancesStrategy,
    terminationHookEnabled: given.terminationHookEnabled ?? before.terminationHookEnabled,
    triggerConfigurations: given.triggerConfigurations ?? before.triggerConfigurations,
  };
  if (platform === 'Server') checkServerTraffic(operation, after);
  else checkMovesTraffic(platform, after);
  return after;
}
