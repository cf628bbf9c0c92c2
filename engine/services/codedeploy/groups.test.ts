import {
  CodeDeploy,
  type CreateDeploymentGroupInput,
  type DeploymentGroupInfo,
  type UpdateDeploymentGroupInput,
} from '@aws-sdk/client-codedeploy';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';

const serviceRoleArn = 'arn:aws:iam::000000000000:role/deploy';
const applicationName = 'app';

let engine: TestEngine;
let cd: CodeDeploy;
let serial = 0;
let group = '';
beforeAll(async () => {
  engine = await startTestEngine();
  cd = new CodeDeploy(engine.client);
  await cd.createApplication({ applicationName });
});
afterAll(() => engine.stop());
beforeEach(() => {
  group = `group-${++serial}`;
});

type Settings = Omit<
  CreateDeploymentGroupInput,
  'applicationName' | 'deploymentGroupName' | 'serviceRoleArn'
>;
const create = (given: Partial<CreateDeploymentGroupInput> = {}) =>
  cd.createDeploymentGroup({
    applicationName,
    deploymentGroupName: group,
    serviceRoleArn,
    ...given,
  });
const update = (given: Partial<UpdateDeploymentGroupInput>) =>
  cd.updateDeploymentGroup({ applicationName, currentDeploymentGroupName: group, ...given });
const read = async (deploymentGroupName = group): Promise<DeploymentGroupInfo> =>
  (await cd.getDeploymentGroup({ applicationName, deploymentGroupName })).deploymentGroupInfo ?? {};

const FILTER = { Key: 'k', Value: 'v', Type: 'KEY_AND_VALUE' as const };
const topic = 'arn:aws:sns:us-east-1:000000000000:topic';
const trigger = { triggerName: 't', triggerTargetArn: topic, triggerEvents: ['InstanceFailure'] };
const STORED: Settings = {
  alarmConfiguration: { enabled: true, ignorePollAlarmFailure: true, alarms: [{ name: 'a' }] },
  autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_STOP_ON_ALARM'] },
  triggerConfigurations: [trigger] as Settings['triggerConfigurations'],
  ec2TagFilters: [FILTER],
  onPremisesInstanceTagFilters: [FILTER],
  outdatedInstancesStrategy: 'IGNORE',
  deploymentStyle: { deploymentType: 'IN_PLACE', deploymentOption: 'WITHOUT_TRAFFIC_CONTROL' },
  terminationHookEnabled: true,
};

describe('the settings of a deployment group', () => {
  it('are read back as they were given at its creation', async () => {
    await create(STORED);
    expect(await read()).toMatchObject(STORED);
  });

  it('are read back after an update, each of them', async () => {
    await create();
    expect(await read()).toMatchObject({ triggerConfigurations: [], autoScalingGroups: [] });
    for (const [name, value] of Object.entries(STORED)) {
      await update({ [name]: value });
      expect(await read(), name).toMatchObject({ [name]: value });
    }
    expect(await read()).toMatchObject(STORED);
  });

  it('stay as they were where an update does not name them, and go where it empties them', async () => {
    await create(STORED);
    await update({ triggerConfigurations: [], ec2TagFilters: [] });
    expect(await read()).toMatchObject({
      ...STORED,
      triggerConfigurations: [],
      ec2TagFilters: [],
    });
  });

  it('have a tag set in place of tag filters, and the other way round', async () => {
    await create({ ec2TagFilters: [FILTER] });
    const ec2TagSet = { ec2TagSetList: [[FILTER]] };
    await update({ ec2TagSet });
    expect(await read()).toMatchObject({ ec2TagSet, ec2TagFilters: [] });
    await update({ ec2TagFilters: [FILTER], ec2TagSet: { ec2TagSetList: [] } });
    expect(await read()).toMatchObject({ ec2TagFilters: [FILTER] });
    const onPremisesTagSet = { onPremisesTagSetList: [[FILTER]] };
    await update({ onPremisesTagSet });
    expect(await read()).toMatchObject({ onPremisesTagSet });
  });
});

const many = <T>(n: number, make: (i: number) => T): T[] =>
  Array.from({ length: n }, (_, i) => make(i));
const alarms = (...names: string[]) => names.map((name) => ({ name }));

describe('a deployment group is refused', () => {
  it.each<[string, Settings, string]>([
    [
      'eleven alarms',
      { alarmConfiguration: { alarms: alarms(...many(11, (i) => `a${i}`)) } },
      'AlarmsLimitExceeded',
    ],
    ['an alarm twice', { alarmConfiguration: { alarms: alarms('a', 'a') } }, 'InvalidAlarmConfig'],
    [
      'an alarm without a name',
      { alarmConfiguration: { alarms: alarms('') } },
      'InvalidAlarmConfig',
    ],
    ['alarms that are none', { alarmConfiguration: { enabled: true } }, 'InvalidAlarmConfig'],
    [
      'a rollback for nothing',
      { autoRollbackConfiguration: { enabled: true, events: [] } },
      'InvalidAutoRollbackConfig',
    ],
    [
      'eleven triggers',
      {
        triggerConfigurations: many(11, (i) => ({
          ...trigger,
          triggerName: `t${i}`,
        })) as Settings['triggerConfigurations'],
      },
      'TriggerTargetsLimitExceeded',
    ],
    [
      'a trigger without a topic',
      {
        triggerConfigurations: [{ triggerName: 't', triggerEvents: ['DeploymentFailure'] }],
      },
      'InvalidTriggerConfig',
    ],
    [
      'a trigger of nothing',
      { triggerConfigurations: [{ triggerName: 't', triggerTargetArn: topic }] },
      'InvalidTriggerConfig',
    ],
    [
      'filters and a set',
      { ec2TagFilters: [FILTER], ec2TagSet: { ec2TagSetList: [[FILTER]] } },
      'InvalidEC2TagCombination',
    ],
    [
      'filters and a set of machines',
      {
        onPremisesInstanceTagFilters: [FILTER],
        onPremisesTagSet: { onPremisesTagSetList: [[FILTER]] },
      },
      'InvalidOnPremisesTagCombination',
    ],
    [
      'four tag groups',
      { ec2TagSet: { ec2TagSetList: many(4, () => [FILTER]) } },
      'TagSetListLimitExceeded',
    ],
    ['a filter by no key', { ec2TagFilters: [{ Type: 'KEY_ONLY' }] }, 'InvalidEC2Tag'],
    [
      'a filter by no value',
      { onPremisesInstanceTagFilters: [{ Type: 'VALUE_ONLY' }] },
      'InvalidTag',
    ],
    [
      'a configuration that is not there',
      { deploymentConfigName: 'none' },
      'DeploymentConfigDoesNotExist',
    ],
    [
      "Lambda's configuration",
      { deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce' },
      'InvalidDeploymentConfigName',
    ],
    [
      "ECS's services",
      { ecsServices: [{ clusterName: 'c', serviceName: 's' }] },
      'InvalidECSService',
    ],
    [
      'a classic load balancer',
      { loadBalancerInfo: { elbInfoList: [{ name: 'b' }] } },
      'NotImplemented',
    ],
    ['blue/green', { deploymentStyle: { deploymentType: 'BLUE_GREEN' } }, 'NotImplemented'],
    [
      'traffic control',
      { deploymentStyle: { deploymentOption: 'WITH_TRAFFIC_CONTROL' } },
      'InvalidLoadBalancerInfo',
    ],
    [
      'a wait for nobody',
      { blueGreenDeploymentConfiguration: { deploymentReadyOption: { waitTimeInMinutes: 1 } } },
      'InvalidBlueGreenDeploymentConfiguration',
    ],
    [
      'too long a wait',
      {
        blueGreenDeploymentConfiguration: {
          terminateBlueInstancesOnDeploymentSuccess: {
            action: 'TERMINATE',
            terminationWaitTimeInMinutes: 2881,
          },
        },
      },
      'InvalidBlueGreenDeploymentConfiguration',
    ],
  ])('with %s, when it is made and when it is changed', async (_what, given, code) => {
    const refusal = { name: `${code}Exception` };
    await expect(create(given)).rejects.toMatchObject(refusal);
    await create();
    const before = await read();
    await expect(update(given)).rejects.toMatchObject(refusal);
    expect(await read()).toEqual(before);
  });

  it('without a role, or with the ARN of something else', async () => {
    await expect(create({ serviceRoleArn: '' })).rejects.toMatchObject({
      name: 'RoleRequiredException',
    });
    await expect(create({ serviceRoleArn: topic })).rejects.toMatchObject({
      name: 'InvalidRoleException',
    });
  });
});

describe('a deployment group that is renamed', () => {
  it('keeps its settings, its id, its tags and its deployments', async () => {
    await create({ ...STORED, tags: [{ Key: 'k', Value: 'v' }] });
    const before = await read();
    const { deploymentId = '' } = await cd.createDeployment({
      applicationName,
      deploymentGroupName: group,
      revision: { revisionType: 'S3', s3Location: { bucket: 'b', key: 'k', bundleType: 'zip' } },
    });
    const renamed = `${group}-renamed`;
    await update({ newDeploymentGroupName: renamed });
    await expect(read()).rejects.toMatchObject({ name: 'DeploymentGroupDoesNotExistException' });
    expect(await read(renamed)).toMatchObject({
      ...STORED,
      deploymentGroupId: before.deploymentGroupId,
      lastAttemptedDeployment: { deploymentId },
    });
    const { deployments } = await cd.listDeployments({
      applicationName,
      deploymentGroupName: renamed,
    });
    expect(deployments).toEqual([deploymentId]);
    expect((await cd.getDeployment({ deploymentId })).deploymentInfo).toMatchObject({
      deploymentGroupName: renamed,
    });
    const ResourceArn = `arn:aws:codedeploy:us-east-1:000000000000:deploymentgroup:app/${renamed}`;
    expect((await cd.listTagsForResource({ ResourceArn })).Tags).toEqual([
      { Key: 'k', Value: 'v' },
    ]);
  });

  it('cannot have the name of another, nor one that is none', async () => {
    await create();
    const other = `${group}-other`;
    await create({ deploymentGroupName: other });
    await expect(update({ newDeploymentGroupName: other })).rejects.toMatchObject({
      name: 'DeploymentGroupAlreadyExistsException',
    });
    await expect(update({ newDeploymentGroupName: 'a b' })).rejects.toMatchObject({
      name: 'InvalidDeploymentGroupNameException',
    });
    await expect(update({ newDeploymentGroupName: group })).resolves.toBeDefined();
  });
});

describe('several deployment groups at once', () => {
  it('are those that exist; the message names the others', async () => {
    await create();
    const answer = await cd.batchGetDeploymentGroups({
      applicationName,
      deploymentGroupNames: [group, 'missing'],
    });
    expect(answer.deploymentGroupsInfo?.map((g) => g.deploymentGroupName)).toEqual([group]);
    expect(answer.errorMessage).toContain('missing');
    await expect(
      cd.batchGetDeploymentGroups({ applicationName, deploymentGroupNames: many(101, String) }),
    ).rejects.toMatchObject({ name: 'BatchLimitExceededException' });
  });
});
