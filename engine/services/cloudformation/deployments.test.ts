import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';
import { makeStack, type Outcome } from '../../testing/stacks';
import { until } from '../../testing/wait';

const serviceRoleArn = 'arn:aws:iam::000000000000:role/deploy';

let engine: TestEngine;
let cfn: CloudFormation;
let cd: CodeDeploy;
beforeAll(async () => {
  engine = await startTestEngine();
  cfn = new CloudFormation(engine.client);
  cd = new CodeDeploy(engine.client);
});
afterAll(() => engine.stop());

const create = (name: string, resources: Record<string, object>): Promise<Outcome> =>
  makeStack(cfn, name, { Resources: resources });

const application = (properties: object) => ({
  Type: 'AWS::CodeDeploy::Application',
  Properties: properties,
});
const group = (properties: object) => ({
  Type: 'AWS::CodeDeploy::DeploymentGroup',
  Properties: { ApplicationName: { Ref: 'App' }, ServiceRoleArn: serviceRoleArn, ...properties },
});
const config = (properties: object) => ({
  Type: 'AWS::CodeDeploy::DeploymentConfig',
  Properties: properties,
});
const FILTER = { Key: 'k', Value: 'v', Type: 'KEY_AND_VALUE' };
const topic = 'arn:aws:sns:us-east-1:000000000000:topic';

describe('a deployment group of a stack', () => {
  it('has every setting that the template gives it', async () => {
    const { status } = await create('settings', {
      App: application({ ApplicationName: 'settings' }),
      Config: config({
        DeploymentConfigName: 'quarter',
        MinimumHealthyHosts: { Type: 'FLEET_PERCENT', Value: '25' },
        ZonalConfig: {
          FirstZoneMonitorDurationInSeconds: 60,
          MonitorDurationInSeconds: 30,
          MinimumHealthyHostsPerZone: { Type: 'HOST_COUNT', Value: 1 },
        },
      }),
      Group: group({
        DeploymentGroupName: 'group',
        DeploymentConfigName: { Ref: 'Config' },
        DeploymentStyle: {
          DeploymentType: 'IN_PLACE',
          DeploymentOption: 'WITHOUT_TRAFFIC_CONTROL',
        },
        AlarmConfiguration: {
          Enabled: true,
          IgnorePollAlarmFailure: 'true',
          Alarms: [{ Name: 'a' }],
        },
        AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE'] },
        TriggerConfigurations: [
          { TriggerName: 't', TriggerTargetArn: topic, TriggerEvents: ['DeploymentStop'] },
        ],
        Ec2TagSet: { Ec2TagSetList: [{ Ec2TagGroup: [FILTER] }] },
        OnPremisesTagSet: { OnPremisesTagSetList: [{ OnPremisesTagGroup: [FILTER] }] },
        OutdatedInstancesStrategy: 'IGNORE',
        TerminationHookEnabled: true,
      }),
    });
    expect(status).toBe('CREATE_COMPLETE');
    const read = await cd.getDeploymentGroup({
      applicationName: 'settings',
      deploymentGroupName: 'group',
    });
    expect(read.deploymentGroupInfo).toMatchObject({
      deploymentConfigName: 'quarter',
      deploymentStyle: {
        deploymentType: 'IN_PLACE',
        deploymentOption: 'WITHOUT_TRAFFIC_CONTROL',
      },
      alarmConfiguration: { enabled: true, ignorePollAlarmFailure: true, alarms: [{ name: 'a' }] },
      autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
      triggerConfigurations: [
        { triggerName: 't', triggerTargetArn: topic, triggerEvents: ['DeploymentStop'] },
      ],
      ec2TagSet: { ec2TagSetList: [[FILTER]] },
      onPremisesTagSet: { onPremisesTagSetList: [[FILTER]] },
      outdatedInstancesStrategy: 'IGNORE',
      terminationHookEnabled: true,
    });
    const made = await cd.getDeploymentConfig({ deploymentConfigName: 'quarter' });
    expect(made.deploymentConfigInfo).toMatchObject({
      computePlatform: 'Server',
      minimumHealthyHosts: { type: 'FLEET_PERCENT', value: 25 },
      zonalConfig: {
        firstZoneMonitorDurationInSeconds: 60,
        monitorDurationInSeconds: 30,
        minimumHealthyHostsPerZone: { type: 'HOST_COUNT', value: 1 },
      },
    });
    await cfn.deleteStack({ StackName: 'settings' });
    await until('the configuration is deleted', async () => {
      const { deploymentConfigsList = [] } = await cd.listDeploymentConfigs({});
      return !deploymentConfigsList.includes('quarter');
    });
  });

  it('of the platform ECS has its service and its target groups', async () => {
    const { status } = await create('ecs', {
      App: application({ ApplicationName: 'ecs', ComputePlatform: 'ECS' }),
      Config: config({
        ComputePlatform: 'ECS',
        DeploymentConfigName: 'canary',
        TrafficRoutingConfig: {
          Type: 'TimeBasedCanary',
          TimeBasedCanary: { CanaryInterval: 5, CanaryPercentage: 20 },
        },
      }),
      Group: group({
        DeploymentGroupName: 'group',
        DeploymentConfigName: { Ref: 'Config' },
        ECSServices: [{ ClusterName: 'c', ServiceName: 's' }],
        DeploymentStyle: {
          DeploymentType: 'BLUE_GREEN',
          DeploymentOption: 'WITH_TRAFFIC_CONTROL',
        },
        LoadBalancerInfo: {
          TargetGroupPairInfoList: [
            {
              TargetGroups: [{ Name: 'blue' }, { Name: 'green' }],
              ProdTrafficRoute: { ListenerArns: ['arn:aws:elasticloadbalancing:::listener'] },
            },
          ],
        },
        BlueGreenDeploymentConfiguration: {
          TerminateBlueInstancesOnDeploymentSuccess: { Action: 'KEEP_ALIVE' },
        },
      }),
    });
    expect(status).toBe('CREATE_COMPLETE');
    const read = await cd.getDeploymentGroup({
      applicationName: 'ecs',
      deploymentGroupName: 'group',
    });
    expect(read.deploymentGroupInfo).toMatchObject({
      computePlatform: 'ECS',
      deploymentConfigName: 'canary',
      ecsServices: [{ clusterName: 'c', serviceName: 's' }],
      loadBalancerInfo: {
        targetGroupPairInfoList: [{ targetGroups: [{ name: 'blue' }, { name: 'green' }] }],
      },
      blueGreenDeploymentConfiguration: {
        terminateBlueInstancesOnDeploymentSuccess: { action: 'KEEP_ALIVE' },
      },
    });
  });

  it.each<[string, object, RegExp]>([
    [
      'copies-one',
      { AutoScalingGroups: ['asg'], DeploymentStyle: { DeploymentType: 'BLUE_GREEN' } },
      /Property AutoScalingGroups cannot be specified\./,
    ],
    [
      'copies-none',
      {
        BlueGreenDeploymentConfiguration: {
          GreenFleetProvisioningOption: { Action: 'COPY_AUTO_SCALING_GROUP' },
        },
      },
      /Exactly one AutoScaling group must be specified when selecting/,
    ],
    ['deployment', { Deployment: { Revision: {} } }, /\[Deployment\] are not served/],
    ['balancer', { LoadBalancerInfo: { ElbInfoList: [{ Name: 'b' }] } }, /loadBalancerInfo/],
    ['style', { DeploymentStyle: { DeploymentType: 'BLUE_GREEN' } }, /deploymentOption/],
    ['rollback', { AutoRollbackConfiguration: { Enabled: true } }, /no event types/],
  ])('that is not served fails the stack by name: %s', async (name, properties, reason) => {
    const { status, why } = await create(name, {
      App: application({ ApplicationName: name }),
      Group: group(properties),
    });
    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(why).toMatch(reason);
  });
});
