import { CodeDeploy, type CreateDeploymentGroupInput } from '@aws-sdk/client-codedeploy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';

const serviceRoleArn = 'arn:aws:iam::000000000000:role/deploy';
const revision = {
  revisionType: 'S3' as const,
  s3Location: { bucket: 'b', key: 'k', bundleType: 'zip' as const },
};
const refusal = (code: string) => ({ name: `${code}Exception` });

let engine: TestEngine;
let cd: CodeDeploy;
beforeAll(async () => {
  engine = await startTestEngine();
  cd = new CodeDeploy(engine.client);
});
afterAll(() => engine.stop());

describe('an application that is renamed', () => {
  it('keeps its id, its tags, its groups, its revisions and its deployments', async () => {
    const tags = [{ Key: 'k', Value: 'v' }];
    const { applicationId } = await cd.createApplication({ applicationName: 'before', tags });
    const group = { deploymentGroupName: 'group' };
    await cd.createDeploymentGroup({ applicationName: 'before', ...group, serviceRoleArn });
    const { deploymentId = '' } = await cd.createDeployment({
      applicationName: 'before',
      ...group,
      revision,
    });
    await cd.updateApplication({ applicationName: 'before', newApplicationName: 'after' });
    await expect(cd.getApplication({ applicationName: 'before' })).rejects.toMatchObject(
      refusal('ApplicationDoesNotExist'),
    );
    const applicationName = 'after';
    const { application } = await cd.getApplication({ applicationName });
    expect(application).toMatchObject({ applicationId, applicationName });
    const ResourceArn = 'arn:aws:codedeploy:us-east-1:000000000000:application:after';
    expect((await cd.listTagsForResource({ ResourceArn })).Tags).toEqual(tags);
    const read = await cd.getDeploymentGroup({ applicationName, ...group });
    expect(read.deploymentGroupInfo).toMatchObject({
      applicationName,
      lastAttemptedDeployment: { deploymentId },
    });
    expect((await cd.listApplicationRevisions({ applicationName })).revisions).toEqual([revision]);
    expect((await cd.listDeployments({ applicationName, ...group })).deployments).toEqual([
      deploymentId,
    ]);
    expect((await cd.getDeployment({ deploymentId })).deploymentInfo).toMatchObject({
      applicationName,
    });
  });

  it('needs its name, and gets one that is free', async () => {
    await cd.createApplication({ applicationName: 'one' });
    await cd.createApplication({ applicationName: 'two' });
    const rename = (applicationName: string | undefined, newApplicationName?: string) =>
      cd.updateApplication({ applicationName, newApplicationName });
    await expect(rename(undefined)).rejects.toMatchObject(refusal('ApplicationNameRequired'));
    await expect(rename('none', 'x')).rejects.toMatchObject(refusal('ApplicationDoesNotExist'));
    await expect(rename('one', 'two')).rejects.toMatchObject(refusal('ApplicationAlreadyExists'));
    await expect(rename('one', 'a b')).rejects.toMatchObject(refusal('InvalidApplicationName'));
    await rename('one');
    await rename('one', 'one');
    expect((await cd.listApplications({})).applications).toContain('one');
  });
});

describe('an application of another platform than instances', () => {
  const style = {
    deploymentStyle: {
      deploymentType: 'BLUE_GREEN',
      deploymentOption: 'WITH_TRAFFIC_CONTROL',
    },
  } as const;
  const ecs = {
    ...style,
    ecsServices: [{ clusterName: 'c', serviceName: 's' }],
    loadBalancerInfo: {
      targetGroupPairInfoList: [
        {
          targetGroups: [{ name: 'blue' }, { name: 'green' }],
          prodTrafficRoute: { listenerArns: ['arn:aws:elasticloadbalancing:::listener'] },
        },
      ],
    },
    blueGreenDeploymentConfiguration: {
      terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE' as const },
      deploymentReadyOption: { actionOnTimeout: 'CONTINUE_DEPLOYMENT' as const },
    },
  };
  const TAG = { Key: 'k', Type: 'KEY_ONLY' as const };
  type Given = Partial<CreateDeploymentGroupInput>;

  it.each<['Lambda' | 'ECS', Given, string]>([
    ['Lambda', style, 'CodeDeployDefault.LambdaAllAtOnce'],
    ['ECS', ecs, 'CodeDeployDefault.ECSAllAtOnce'],
  ])('has groups that move traffic: %s', async (computePlatform, given, config) => {
    const applicationName = `groups-of-${computePlatform}`;
    await cd.createApplication({ applicationName, computePlatform });
    expect((await cd.getApplication({ applicationName })).application).toMatchObject({
      computePlatform,
    });
    const deploymentGroupName = 'group';
    await cd.createDeploymentGroup({
      applicationName,
      deploymentGroupName,
      serviceRoleArn,
      ...given,
    });
    const read = await cd.getDeploymentGroup({ applicationName, deploymentGroupName });
    expect(read.deploymentGroupInfo).toMatchObject({
      computePlatform,
      deploymentConfigName: config,
      ...given,
    });
  });

  const without = (name: string): Given =>
    Object.fromEntries(Object.entries(ecs).filter(([key]) => key !== name));
  it.each<['Lambda' | 'ECS', string, Given]>([
    ['Lambda', 'InvalidDeploymentStyle', {}],
    ['Lambda', 'InvalidInput', { ...style, ec2TagFilters: [TAG] }],
    [
      'ECS',
      'InvalidInput',
      { ...ecs, ec2TagFilters: [], onPremisesTagSet: { onPremisesTagSetList: [[TAG]] } },
    ],
    [
      'Lambda',
      'InvalidDeploymentConfigName',
      { ...style, deploymentConfigName: 'CodeDeployDefault.OneAtATime' },
    ],
    ['ECS', 'InvalidECSService', without('ecsServices')],
    ['ECS', 'InvalidLoadBalancerInfo', without('loadBalancerInfo')],
    ['ECS', 'InvalidBlueGreenDeploymentConfiguration', without('blueGreenDeploymentConfiguration')],
    [
      'ECS',
      'ECSServiceMappingLimitExceeded',
      { ...ecs, ecsServices: [...ecs.ecsServices, ...ecs.ecsServices] },
    ],
  ])('has groups of its own kind: %s, %s', async (computePlatform, code, given) => {
    const applicationName = `${computePlatform}-${code}`;
    await cd.createApplication({ applicationName, computePlatform });
    await expect(
      cd.createDeploymentGroup({
        applicationName,
        deploymentGroupName: 'group',
        serviceRoleArn,
        ...given,
      }),
    ).rejects.toMatchObject(refusal(code));
  });
});

describe('connections to GitHub, and resources of stacks that moved traffic', () => {
  it('are none', async () => {
    expect((await cd.listGitHubAccountTokenNames({})).tokenNameList).toEqual([]);
    await expect(cd.deleteGitHubAccountToken({})).rejects.toMatchObject(
      refusal('GitHubAccountTokenNameRequired'),
    );
    await expect(cd.deleteGitHubAccountToken({ tokenName: 'none' })).rejects.toMatchObject(
      refusal('GitHubAccountTokenDoesNotExist'),
    );
    await expect(cd.deleteResourcesByExternalId({ externalId: 'stack' })).resolves.toBeDefined();
  });
});
