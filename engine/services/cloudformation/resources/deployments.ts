import type {
  ComputePlatform,
  CreateDeploymentConfigInput,
  CreateDeploymentGroupInput,
  EC2TagFilter,
  ECSService,
  TagFilter,
} from '@aws-sdk/client-codedeploy';
import type { Shape } from '../../../core/stack/properties';
import { AwsError } from '../../../wire/errors';
import {
  camel,
  object,
  ownTags,
  property,
  required,
  TAGS,
  text,
  type Making,
  type Provider,
} from '../provider';
import { exists } from './storage';

export const application: Provider = {
  properties: object({ ApplicationName: 'string', ComputePlatform: 'string', Tags: TAGS }),
  attributes: [],
  async create(m) {
    const applicationName = text(m.props['ApplicationName']) ?? m.generatedName;
    await m.ctx.call.codedeploy
      .createApplication({
        applicationName,
        computePlatform: text<ComputePlatform>(m.props['ComputePlatform']),
        tags: ownTags(m),
      })
      .catch(exists(m.repeated, 'ApplicationAlreadyExistsException'));
    return { physicalId: applicationName, attributes: {} };
  },
  async remove(applicationName, m) {
    await m.ctx.call.codedeploy.deleteApplication({ applicationName });
  },
};

const HOSTS = object({ Type: 'string', Value: 'integer' }, 'Type', 'Value');

export const deploymentConfig: Provider = {
  properties: object({
    ComputePlatform: 'string',
    DeploymentConfigName: 'string',
    MinimumHealthyHosts: HOSTS,
    TrafficRoutingConfig: object(
      {
        Type: 'string',
        TimeBasedCanary: object(
          { CanaryInterval: 'integer', CanaryPercentage: 'integer' },
          'CanaryInterval',
          'CanaryPercentage',
        ),
        TimeBasedLinear: object(
          { LinearInterval: 'integer', LinearPercentage: 'integer' },
          'LinearInterval',
          'LinearPercentage',
        ),
      },
      'Type',
    ),
    ZonalConfig: object({
      FirstZoneMonitorDurationInSeconds: 'integer',
      MonitorDurationInSeconds: 'integer',
      MinimumHealthyHostsPerZone: HOSTS,
    }),
  }),
  attributes: [],
  async create(m) {
    const deploymentConfigName = text(m.props['DeploymentConfigName']) ?? m.generatedName;
    await m.ctx.call.codedeploy
      .createDeploymentConfig({
        ...camel<Omit<CreateDeploymentConfigInput, 'deploymentConfigName'>>(m.props),
        deploymentConfigName,
      })
      .catch(exists(m.repeated, 'DeploymentConfigAlreadyExistsException'));
    return { physicalId: deploymentConfigName, attributes: {} };
  },
  async remove(deploymentConfigName, m) {
    await m.ctx.call.codedeploy.deleteDeploymentConfig({ deploymentConfigName });
  },
};

const TAG_FILTERS: Shape = [object({ Key: 'string', Type: 'string', Value: 'string' })];
const NAMED: Shape = [object({ Name: 'string' })];
const ROUTE = object({ ListenerArns: ['string'] });
/** The settings that the API has by the same names, but for their first letter. */
const SETTINGS = {
  AlarmConfiguration: object({
    Alarms: NAMED,
    Enabled: 'boolean',
    IgnorePollAlarmFailure: 'boolean',
  }),
  AutoScalingGroups: ['string'],
  AutoRollbackConfiguration: object({ Enabled: 'boolean', Events: ['string'] }),
  BlueGreenDeploymentConfiguration: object({
    DeploymentReadyOption: object({ ActionOnTimeout: 'string', WaitTimeInMinutes: 'integer' }),
    GreenFleetProvisioningOption: object({ Action: 'string' }),
    TerminateBlueInstancesOnDeploymentSuccess: object({
      Action: 'string',
      TerminationWaitTimeInMinutes: 'integer',
    }),
  }),
  DeploymentConfigName: 'string',
  DeploymentStyle: object({ DeploymentOption: 'string', DeploymentType: 'string' }),
  Ec2TagFilters: TAG_FILTERS,
  LoadBalancerInfo: object({
    ElbInfoList: NAMED,
    TargetGroupInfoList: NAMED,
    TargetGroupPairInfoList: [
      object({ ProdTrafficRoute: ROUTE, TestTrafficRoute: ROUTE, TargetGroups: NAMED }),
    ],
  }),
  OnPremisesInstanceTagFilters: TAG_FILTERS,
  OutdatedInstancesStrategy: 'string',
  TerminationHookEnabled: 'boolean',
  TriggerConfigurations: [
    object({ TriggerEvents: ['string'], TriggerName: 'string', TriggerTargetArn: 'string' }),
  ],
} satisfies Readonly<Record<string, Shape>>;

type Settings = Omit<
  CreateDeploymentGroupInput,
  'applicationName' | 'deploymentGroupName' | 'serviceRoleArn'
>;
interface Ec2TagSet {
  readonly Ec2TagSetList?: readonly { readonly Ec2TagGroup?: EC2TagFilter[] }[];
}
interface OnPremisesTagSet {
  readonly OnPremisesTagSetList?: readonly { readonly OnPremisesTagGroup?: TagFilter[] }[];
}

/** CloudFormation wraps each list of a tag set, and writes ECSServices. */
function settingsOf(m: Making): Settings {
  const given = Object.fromEntries(Object.entries(m.props).filter(([name]) => name in SETTINGS));
  const set = property<Ec2TagSet>(m, 'Ec2TagSet');
  const localSet = property<OnPremisesTagSet>(m, 'OnPremisesTagSet');
  return {
    ...camel<Settings>(given),
    // Filters and tags have capital letters in the API, too.
    ec2TagFilters: property(m, 'Ec2TagFilters'),
    onPremisesInstanceTagFilters: property(m, 'OnPremisesInstanceTagFilters'),
    ec2TagSet: set && { ec2TagSetList: set.Ec2TagSetList?.map((g) => g.Ec2TagGroup ?? []) },
    onPremisesTagSet: localSet && {
      onPremisesTagSetList: localSet.OnPremisesTagSetList?.map((g) => g.OnPremisesTagGroup ?? []),
    },
    ecsServices: camel<ECSService[] | undefined>(m.props['ECSServices']),
    tags: ownTags(m),
  };
}

/**
 * [log] CloudFormation makes no group that copies an Auto Scaling group: it neither lets one be named beside a blue/green
 * deployment nor does without (AWS-SEMANTICS, "Learnt in November 2026").
 */
function refuseCopies(m: Making): void {
  const style = property<{ DeploymentType?: string }>(m, 'DeploymentStyle');
  const options = property<{ GreenFleetProvisioningOption?: { Action?: string } }>(
    m,
    'BlueGreenDeploymentConfiguration',
  );
  const groups = property<string[]>(m, 'AutoScalingGroups') ?? [];
  if (style?.DeploymentType === 'BLUE_GREEN' && groups.length)
    throw new AwsError('InvalidRequest', 'Property AutoScalingGroups cannot be specified.');
  if (options?.GreenFleetProvisioningOption?.Action === 'COPY_AUTO_SCALING_GROUP')
    throw new AwsError(
      'InvalidAutoScalingGroupException',
      'Exactly one AutoScaling group must be specified when selecting the COPY_AUTO_SCALING_GROUP green fleet provisioning option.',
    );
}

export const deploymentGroup: Provider = {
  properties: object(
    {
      ...SETTINGS,
      ApplicationName: 'string',
      DeploymentGroupName: 'string',
      ECSServices: [
        object({ ClusterName: 'string', ServiceName: 'string' }, 'ClusterName', 'ServiceName'),
      ],
      Ec2TagSet: object({ Ec2TagSetList: [object({ Ec2TagGroup: TAG_FILTERS })] }),
      OnPremisesTagSet: object({
        OnPremisesTagSetList: [object({ OnPremisesTagGroup: TAG_FILTERS })],
      }),
      ServiceRoleArn: 'string',
      Tags: TAGS,
    },
    'ApplicationName',
    'ServiceRoleArn',
  ),
  attributes: [],
  async create(m) {
    const deploymentGroupName = text(m.props['DeploymentGroupName']) ?? m.generatedName;
    refuseCopies(m);
    await m.ctx.call.codedeploy
      .createDeploymentGroup({
        ...settingsOf(m),
        applicationName: required(m, 'ApplicationName'),
        deploymentGroupName,
        serviceRoleArn: required(m, 'ServiceRoleArn'),
      })
      .catch(exists(m.repeated, 'DeploymentGroupAlreadyExistsException'));
    return { physicalId: deploymentGroupName, attributes: {} };
  },
  async remove(deploymentGroupName, m) {
    await m.ctx.call.codedeploy.deleteDeploymentGroup({
      applicationName: required(m, 'ApplicationName'),
      deploymentGroupName,
    });
  },
};
