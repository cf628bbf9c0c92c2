import type * as CD from '@aws-sdk/client-codedeploy';
import { page } from '../../core/paging';
import type { Ctx, Handler, Wire } from '../../ports/context';
import { kind } from '../../shared/kind';
import { allShown } from '../../shared/shown-page';
import { AwsError } from '../../wire/errors';
import { checkPattern } from '../../wire/validate';
import { deployments } from './deployments';
import { groups, NAME, PAGE_SIZE, type DeploymentConfig, type HealthyHosts } from './documents';
import { predefined, PREFIX } from './predefined-configs';

const configs = kind<DeploymentConfig>('codedeploy.config');

/** A configuration by its name: AWS's own, or one that was created. */
export function configOrThrow(ctx: Ctx, name: string): DeploymentConfig {
  const found = predefined.get(name) ?? ctx.store.get(configs, name);
  if (!found)
    throw new AwsError(
      'DeploymentConfigDoesNotExistException',
      `No deployment configuration found for name: ${name}`,
    );
  return found;
}

/** [infer] The code for a configuration of another platform than the deployment group's. */
export const WRONG_PLATFORM_CODE = 'InvalidDeploymentConfigNameException';

/** The configuration of a group or a deployment of this platform. */
export function configFor(
  ctx: Ctx,
  platform: CD.ComputePlatform,
  name: string | undefined,
): DeploymentConfig {
  const config = configOrThrow(ctx, name ?? DEFAULTS[platform]);
  if (config.platform !== platform)
    throw new AwsError(
      WRONG_PLATFORM_CODE,
      `The deployment configuration ${config.name} is for the compute platform ${config.platform}, not for ${platform}`,
    );
  return config;
}

/** [doc] OneAtATime where none is named; [infer] AllAtOnce of the platforms that have no instances. */
export const DEFAULTS: Readonly<Record<CD.ComputePlatform, string>> = {
  Server: 'CodeDeployDefault.OneAtATime',
  Lambda: 'CodeDeployDefault.LambdaAllAtOnce',
  ECS: 'CodeDeployDefault.ECSAllAtOnce',
};

const badHosts = (message: string): AwsError =>
  new AwsError('InvalidMinimumHealthyHostValueException', message);

/** The number or percentage of a configuration of instances ([doc] CreateDeploymentConfig). */
function healthyHosts(given: Wire<CD.MinimumHealthyHosts> | undefined): HealthyHosts {
  const { type, value } = given ?? {};
  if (type === undefined || value === undefined)
    throw badHosts('Minimum healthy hosts need a type and a value for the compute platform Server');
  checkHosts(type, value);
  return { type, value };
}

function checkHosts(type: string, value: number): void {
  if (!Number.isInteger(value) || value < 0)
    throw badHosts(`Minimum healthy hosts cannot be ${value}: the value is 0 or more`);
  if (type === 'FLEET_PERCENT' && value > 99)
    throw badHosts(`Minimum healthy hosts cannot be ${value}%: a percentage is 0 to 99`);
}

const badZones = (message: string): AwsError =>
  new AwsError('InvalidZonalDeploymentConfigurationException', message);

function zones(given: Wire<CD.ZonalConfig> | undefined): CD.ZonalConfig | undefined {
  if (given === undefined) return undefined;
  const { firstZoneMonitorDurationInSeconds, monitorDurationInSeconds } = given;
  for (const seconds of [firstZoneMonitorDurationInSeconds, monitorDurationInSeconds])
    if (seconds !== undefined && seconds < 0)
      throw badZones(`A monitor duration cannot be ${seconds} seconds`);
  const { type, value } = given.minimumHealthyHostsPerZone ?? {};
  if ((type === undefined) !== (value === undefined))
    throw badZones('Minimum healthy hosts per zone need a type and a value');
  if (value !== undefined && (value < 0 || (type === 'FLEET_PERCENT' && value > 99)))
    throw badZones(`Minimum healthy hosts per zone cannot be ${value}`);
  return given;
}

const badRouting = (message: string): AwsError =>
  new AwsError('InvalidTrafficRoutingConfigurationException', message);

/** Longest time from the first shift of traffic to the last (AWS-SEMANTICS 2.7 [doc23]). */
const MAX_MINUTES = 2880;

function checkShift(percentage: number | undefined, interval: number | undefined): void {
  if (percentage === undefined || percentage < 1 || percentage > 99)
    throw badRouting(`A step of traffic is 1 to 99 percent, not ${percentage ?? 'nothing'}`);
  if (interval === undefined || interval < 1 || interval > MAX_MINUTES)
    throw badRouting(`An interval is 1 to ${MAX_MINUTES} minutes, not ${interval ?? 'nothing'}`);
}

function routing(given: Wire<CD.TrafficRoutingConfig> | undefined): CD.TrafficRoutingConfig {
  const { type, timeBasedCanary, timeBasedLinear } = given ?? {};
  if (type === undefined) throw badRouting('The traffic routing configuration needs a type');
  if (timeBasedCanary && type !== 'TimeBasedCanary')
    throw badRouting(`timeBasedCanary cannot be given with the type ${type}`);
  if (timeBasedLinear && type !== 'TimeBasedLinear')
    throw badRouting(`timeBasedLinear cannot be given with the type ${type}`);
  if (type === 'TimeBasedCanary')
    checkShift(timeBasedCanary?.canaryPercentage, timeBasedCanary?.canaryInterval);
  if (type === 'TimeBasedLinear') {
    const { linearPercentage, linearInterval } = timeBasedLinear ?? {};
    checkShift(linearPercentage, linearInterval);
    const steps = Math.ceil(100 / (linearPercentage ?? 1)) - 1;
    if (steps * (linearInterval ?? 1) > MAX_MINUTES)
      throw badRouting(`The traffic has moved after ${MAX_MINUTES} minutes at the latest`);
  }
  return { ...given, type };
}

/** What the platform has, and nothing of the other's. */
function shapeOf(
  input: Wire<CD.CreateDeploymentConfigInput>,
): Pick<DeploymentConfig, 'minimumHealthyHosts' | 'zonalConfig' | 'trafficRoutingConfig'> {
  const platform = input.computePlatform ?? 'Server';
  if (platform === 'Server') {
    if (input.trafficRoutingConfig)
      throw badRouting('A traffic routing configuration is not for the compute platform Server');
    return {
      minimumHealthyHosts: healthyHosts(input.minimumHealthyHosts),
      zonalConfig: zones(input.zonalConfig),
    };
  }
  if (input.minimumHealthyHosts)
    throw badHosts(`Minimum healthy hosts are not for the compute platform ${platform}`);
  if (input.zonalConfig)
    throw badZones(`A zonal configuration is not for the compute platform ${platform}`);
  return { trafficRoutingConfig: routing(input.trafficRoutingConfig) };
}

export const createDeploymentConfig: Handler<
  CD.CreateDeploymentConfigInput,
  CD.CreateDeploymentConfigOutput
> = (input, ctx) => {
  const name = input.deploymentConfigName;
  checkPattern(name, NAME, 'deploymentConfigName', 'InvalidDeploymentConfigNameException');
  if (predefined.has(name) || ctx.store.get(configs, name))
    throw new AwsError(
      'DeploymentConfigAlreadyExistsException',
      `A deployment configuration already exists for name: ${name}`,
    );
  // [doc23] "Names of custom deployment configurations cannot begin with CodeDeployDefault."
  if (name.startsWith(PREFIX))
    throw new AwsError(
      'InvalidDeploymentConfigNameException',
      `The name of a deployment configuration cannot begin with ${PREFIX}`,
    );
  const config: DeploymentConfig = {
    name,
    id: ctx.ids.uuid(),
    createdAt: ctx.clock.now(),
    platform: input.computePlatform ?? 'Server',
    ...shapeOf(input),
  };
  ctx.store.put(configs, name, config);
  return { deploymentConfigId: config.id };
};

export const getDeploymentConfig: Handler<
  CD.GetDeploymentConfigInput,
  CD.GetDeploymentConfigOutput
> = (input, ctx) => {
  const { id, name, createdAt, platform, minimumHealthyHosts, ...rest } = configOrThrow(
    ctx,
    input.deploymentConfigName,
  );
  return {
    deploymentConfigInfo: {
      ...rest,
      deploymentConfigId: id,
      deploymentConfigName: name,
      // The model's enumeration lacks the type that AWS answers for OneAtATime.
      minimumHealthyHosts: minimumHealthyHosts as CD.MinimumHealthyHosts | undefined,
      createTime: new Date(createdAt),
      computePlatform: platform,
    },
  };
};

export const listDeploymentConfigs: Handler<
  CD.ListDeploymentConfigsInput,
  CD.ListDeploymentConfigsOutput
> = (input, ctx) => {
  const names = [...predefined.keys(), ...ctx.store.list(configs).map((c) => c.name)];
  const { items, nextToken } = page(names, PAGE_SIZE, input.nextToken);
  return { deploymentConfigsList: items, nextToken };
};

/** Who needs a configuration: a group for its next deployment, a deployment until it is over. */
function userOf(ctx: Ctx, name: string): string | undefined {
  const group = ctx.store.list(groups).find((g) => g.config === name);
  if (group) return `deployment group ${group.name}`;
  const running = allShown(ctx.store, deployments).filter((d) => d.running);
  const user = running.find((d) => ctx.store.get(deployments, d.id)?.config === name);
  return user && `deployment ${user.id}`;
}

/** Of one that does not exist, too: it is not there afterwards, as with applications and groups. */
export const deleteDeploymentConfig: Handler<CD.DeleteDeploymentConfigInput, object> = (
  input,
  ctx,
) => {
  const name = input.deploymentConfigName;
  if (predefined.has(name))
    throw new AwsError(
      'InvalidOperationException',
      `The deployment configuration ${name} is predefined and cannot be deleted`,
    );
  const user = userOf(ctx, name);
  if (user !== undefined)
    throw new AwsError(
      'DeploymentConfigInUseException',
      `The deployment configuration ${name} is in use by the ${user}`,
    );
  ctx.store.delete(configs, name);
  return {};
};
