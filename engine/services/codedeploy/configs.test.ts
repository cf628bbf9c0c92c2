import { CodeDeploy, type CreateDeploymentConfigInput } from '@aws-sdk/client-codedeploy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';

let engine: TestEngine;
let cd: CodeDeploy;
beforeAll(async () => {
  engine = await startTestEngine();
  cd = new CodeDeploy(engine.client);
});
afterAll(() => engine.stop());

const read = async (deploymentConfigName: string) =>
  (await cd.getDeploymentConfig({ deploymentConfigName })).deploymentConfigInfo;
const HOSTS = { type: 'HOST_COUNT' as const, value: 1 };

describe("AWS's own deployment configurations", () => {
  it.each([
    ['OneAtATime', 'Server', { minimumHealthyHosts: { type: 'MOST_CONCURRENCY', value: 1 } }],
    ['HalfAtATime', 'Server', { minimumHealthyHosts: { type: 'FLEET_PERCENT', value: 50 } }],
    ['AllAtOnce', 'Server', { minimumHealthyHosts: { type: 'FLEET_PERCENT', value: 0 } }],
    ['LambdaAllAtOnce', 'Lambda', { trafficRoutingConfig: { type: 'AllAtOnce' } }],
    [
      'LambdaLinear10PercentEvery1Minute',
      'Lambda',
      {
        trafficRoutingConfig: {
          type: 'TimeBasedLinear',
          timeBasedLinear: { linearPercentage: 10, linearInterval: 1 },
        },
      },
    ],
    [
      'ECSCanary10Percent15Minutes',
      'ECS',
      {
        trafficRoutingConfig: {
          type: 'TimeBasedCanary',
          timeBasedCanary: { canaryPercentage: 10, canaryInterval: 15 },
        },
      },
    ],
  ])('are listed and read: %s', async (name, computePlatform, more) => {
    const whole = `CodeDeployDefault.${name}`;
    expect((await cd.listDeploymentConfigs({})).deploymentConfigsList).toContain(whole);
    expect(await read(whole)).toMatchObject({
      deploymentConfigName: whole,
      computePlatform,
      ...more,
    });
  });

  it('are seventeen, and cannot be deleted', async () => {
    const { deploymentConfigsList = [] } = await cd.listDeploymentConfigs({});
    expect(deploymentConfigsList.filter((n) => n.startsWith('CodeDeployDefault.'))).toHaveLength(
      17,
    );
    await expect(
      cd.deleteDeploymentConfig({ deploymentConfigName: 'CodeDeployDefault.AllAtOnce' }),
    ).rejects.toMatchObject({ name: 'InvalidOperationException' });
  });
});

describe("a configuration of one's own", () => {
  it.each<[string, Omit<CreateDeploymentConfigInput, 'deploymentConfigName'>]>([
    ['count', { minimumHealthyHosts: { type: 'HOST_COUNT', value: 0 } }],
    ['percent', { minimumHealthyHosts: { type: 'FLEET_PERCENT', value: 99 } }],
    [
      'zonal',
      {
        minimumHealthyHosts: HOSTS,
        zonalConfig: {
          firstZoneMonitorDurationInSeconds: 60,
          monitorDurationInSeconds: 30,
          minimumHealthyHostsPerZone: { type: 'FLEET_PERCENT', value: 50 },
        },
      },
    ],
    [
      'canary',
      {
        computePlatform: 'Lambda',
        trafficRoutingConfig: {
          type: 'TimeBasedCanary',
          timeBasedCanary: { canaryPercentage: 20, canaryInterval: 45 },
        },
      },
    ],
    [
      'linear',
      {
        computePlatform: 'ECS',
        trafficRoutingConfig: {
          type: 'TimeBasedLinear',
          timeBasedLinear: { linearPercentage: 50, linearInterval: 2880 },
        },
      },
    ],
  ])('is read as it was made, and deleted: %s', async (deploymentConfigName, given) => {
    const { deploymentConfigId } = await cd.createDeploymentConfig({
      deploymentConfigName,
      ...given,
    });
    expect(await read(deploymentConfigName)).toMatchObject({
      deploymentConfigId,
      computePlatform: 'Server',
      ...given,
    });
    expect((await cd.listDeploymentConfigs({})).deploymentConfigsList).toContain(
      deploymentConfigName,
    );
    await cd.deleteDeploymentConfig({ deploymentConfigName });
    await expect(read(deploymentConfigName)).rejects.toMatchObject({
      name: 'DeploymentConfigDoesNotExistException',
    });
  });

  const hosts = (type: 'HOST_COUNT' | 'FLEET_PERCENT', value: number) => ({
    minimumHealthyHosts: { type, value },
  });
  const linear = (linearPercentage: number, linearInterval: number) => ({
    computePlatform: 'Lambda' as const,
    trafficRoutingConfig: {
      type: 'TimeBasedLinear' as const,
      timeBasedLinear: { linearPercentage, linearInterval },
    },
  });
  it.each<[string, string, Omit<CreateDeploymentConfigInput, 'deploymentConfigName'>]>([
    ['InvalidMinimumHealthyHostValue', 'refused', {}],
    ['InvalidMinimumHealthyHostValue', 'refused', hosts('FLEET_PERCENT', 100)],
    ['InvalidMinimumHealthyHostValue', 'refused', hosts('HOST_COUNT', -1)],
    [
      'InvalidMinimumHealthyHostValue',
      'refused',
      { minimumHealthyHosts: HOSTS, computePlatform: 'Lambda' },
    ],
    ['InvalidDeploymentConfigName', 'CodeDeployDefault.Mine', { minimumHealthyHosts: HOSTS }],
    ['InvalidDeploymentConfigName', 'a b', { minimumHealthyHosts: HOSTS }],
    [
      'DeploymentConfigAlreadyExists',
      'CodeDeployDefault.AllAtOnce',
      { minimumHealthyHosts: HOSTS },
    ],
    ['InvalidTrafficRoutingConfiguration', 'refused', { computePlatform: 'ECS' }],
    ['InvalidTrafficRoutingConfiguration', 'refused', linear(100, 1)],
    ['InvalidTrafficRoutingConfiguration', 'refused', linear(1, 30)],
    [
      'InvalidTrafficRoutingConfiguration',
      'refused',
      { minimumHealthyHosts: HOSTS, trafficRoutingConfig: { type: 'AllAtOnce' } },
    ],
    [
      'InvalidZonalDeploymentConfiguration',
      'refused',
      {
        minimumHealthyHosts: HOSTS,
        zonalConfig: { minimumHealthyHostsPerZone: { type: 'FLEET_PERCENT', value: 100 } },
      },
    ],
    [
      'InvalidZonalDeploymentConfiguration',
      'refused',
      { minimumHealthyHosts: HOSTS, zonalConfig: { monitorDurationInSeconds: -1 } },
    ],
  ])('is refused with %s: %s %j', async (code, deploymentConfigName, given) => {
    await expect(
      cd.createDeploymentConfig({ deploymentConfigName, ...given }),
    ).rejects.toMatchObject({ name: `${code}Exception` });
  });

  it('is not deleted while a deployment group uses it', async () => {
    const deploymentConfigName = 'used';
    await cd.createDeploymentConfig({ deploymentConfigName, minimumHealthyHosts: HOSTS });
    await expect(
      cd.createDeploymentConfig({ deploymentConfigName, minimumHealthyHosts: HOSTS }),
    ).rejects.toMatchObject({ name: 'DeploymentConfigAlreadyExistsException' });
    const group = { applicationName: 'app', deploymentGroupName: 'group' };
    await cd.createApplication({ applicationName: 'app' });
    await cd.createDeploymentGroup({
      ...group,
      deploymentConfigName,
      serviceRoleArn: 'arn:aws:iam::000000000000:role/deploy',
    });
    await expect(cd.deleteDeploymentConfig({ deploymentConfigName })).rejects.toMatchObject({
      name: 'DeploymentConfigInUseException',
    });
    await cd.deleteDeploymentGroup(group);
    await cd.deleteDeploymentConfig({ deploymentConfigName });
  });
});
