import type {
  CreateDeploymentInput,
  StopDeploymentOutput,
  TriggerEventType,
} from '@aws-sdk/client-codedeploy';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeployBench, revisionAt } from '../../testing/deploy-bench';

const ONE_AT_A_TIME = 'CodeDeployDefault.OneAtATime';
const ALL_AT_ONCE = 'CodeDeployDefault.AllAtOnce';
const ON_FAILURE = { enabled: true, events: ['DEPLOYMENT_FAILURE' as const] };
const ON_ALARM = { enabled: true, events: ['DEPLOYMENT_STOP_ON_ALARM' as const] };
const ON_REQUEST = { enabled: true, events: ['DEPLOYMENT_STOP_ON_REQUEST' as const] };
const WATCHED = { enabled: true, alarms: [{ name: 'errors' }, { name: 'slow' }] };

let bench: DeployBench;
beforeEach(() => {
  bench = new DeployBench();
});
afterEach(() => bench.close());

/** A group whose instances all have the revision `good`. */
async function withGood(
  instances: number,
  group: Parameters<DeployBench['makeGroup']>[0] = {},
): Promise<string> {
  bench.launch(instances);
  await bench.makeGroup({ deploymentConfigName: ALL_AT_ONCE, ...group });
  const id = await bench.create('good', { overrideAlarmConfiguration: { enabled: false } });
  expect((await bench.carryOut(id)).status).toBe('Succeeded');
  bench.published.length = 0;
  return id;
}
const lastOf = async (): Promise<string> => {
  const { deployments = [] } = await bench.cd.listDeployments({});
  return deployments[0] ?? '';
};

describe('the configuration of a deployment', () => {
  it('is a custom one, of its own or of its group', async () => {
    bench.launch(3);
    for (const [name, value] of [
      ['two', 1],
      ['one', 2],
    ] as const)
      await bench.cd.createDeploymentConfig({
        deploymentConfigName: name,
        minimumHealthyHosts: { type: 'HOST_COUNT', value },
      });
    await bench.makeGroup({ deploymentConfigName: 'two' });
    const first = await bench.create('a');
    expect(Object.values(await bench.targets(first))).toEqual([
      'InProgress',
      'InProgress',
      'Pending',
    ]);
    await bench.carryOut(first);
    const second = await bench.create('b', { deploymentConfigName: 'one' });
    expect(Object.values(await bench.targets(second))).toEqual([
      'InProgress',
      'Pending',
      'Pending',
    ]);
    expect((await bench.info(second)).deploymentConfigName).toBe('one');
  });

  it('may go by zones, and waits between them', async () => {
    bench.launch(1, 'us-east-1b');
    bench.launch(1, 'us-east-1a');
    await bench.cd.createDeploymentConfig({
      deploymentConfigName: 'zonal',
      minimumHealthyHosts: { type: 'HOST_COUNT', value: 0 },
      zonalConfig: { firstZoneMonitorDurationInSeconds: 60, monitorDurationInSeconds: 5 },
    });
    await bench.makeGroup({ deploymentConfigName: 'zonal' });
    const id = await bench.create('a');
    expect(await bench.targets(id)).toEqual({ 'i-0': 'Pending', 'i-1': 'InProgress' });
    await bench.carryOut(id);
    await bench.pass(59_000);
    expect(await bench.targets(id)).toEqual({ 'i-0': 'Pending', 'i-1': 'Succeeded' });
    await bench.pass(1000);
    expect(await bench.targets(id)).toEqual({ 'i-0': 'InProgress', 'i-1': 'Succeeded' });
    expect((await bench.carryOut(id)).status).toBe('Succeeded');
  });
});

describe('the health of instances', () => {
  it('orders the next deployment: failed first, then unknown, old and current', async () => {
    bench.launch(3);
    await bench.makeGroup({ deploymentConfigName: ALL_AT_ONCE });
    await bench.carryOut(await bench.create('a'));
    // i-0 keeps a, i-1 gets b; i-2 fails.
    bench.instances.splice(0, 1);
    await bench.carryOut(await bench.create('b'), ['i-2']);
    bench.instances.push({ id: 'i-0', zone: 'us-east-1a', launchedAt: 0 });
    bench.instances.push({ id: 'i-new', zone: 'us-east-1a', launchedAt: 0 });
    const id = await bench.create('c', { deploymentConfigName: ONE_AT_A_TIME });
    expect(Object.keys(await bench.targets(id))).toEqual(['i-2', 'i-new', 'i-0', 'i-1']);
  });

  it('tells which instances are outdated', async () => {
    await withGood(2);
    await bench.carryOut(await bench.create('next'), ['i-1']);
    const id = await bench.create('next', { updateOutdatedInstancesOnly: true });
    expect(await bench.targets(id)).toEqual({ 'i-1': 'InProgress' });
    expect(await bench.info(id)).toMatchObject({ updateOutdatedInstancesOnly: true });
    await bench.carryOut(id);
    const none = await bench.create('next', { updateOutdatedInstancesOnly: true });
    expect((await bench.info(none)).errorInformation?.code).toBe('NO_INSTANCES');
  });
});

describe('an automatic rollback', () => {
  it('is a new deployment of the last good revision, and both say so', async () => {
    const good = await withGood(2, { autoRollbackConfiguration: ON_FAILURE });
    const bad = await bench.create('bad', { fileExistsBehavior: 'OVERWRITE' });
    const failed = await bench.carryOut(bad, ['i-0', 'i-1']);
    const rollback = await lastOf();
    expect(failed).toMatchObject({
      status: 'Failed',
      autoRollbackConfiguration: ON_FAILURE,
      rollbackInfo: {
        rollbackDeploymentId: rollback,
        rollbackMessage: `Deployment ${bad} terminated. Automatic rollback is triggered with a DeploymentId ${rollback}.`,
      },
    });
    expect(await bench.info(rollback)).toMatchObject({
      status: 'InProgress',
      creator: 'codeDeployRollback',
      revision: revisionAt('good'),
      previousRevision: revisionAt('good'),
      deploymentConfigName: ALL_AT_ONCE,
      fileExistsBehavior: (await bench.info(good)).fileExistsBehavior,
      rollbackInfo: {
        rollbackTriggeringDeploymentId: bad,
        rollbackMessage: `Deployment ${rollback} is triggered to roll back deployment ${bad}.`,
      },
    });
    expect((await bench.carryOut(rollback)).status).toBe('Succeeded');
  });

  it('that fails is not rolled back itself', async () => {
    await withGood(1, { autoRollbackConfiguration: ON_FAILURE });
    await bench.carryOut(await bench.create('bad'), ['i-0']);
    const rollback = await lastOf();
    await bench.carryOut(rollback, ['i-0']);
    expect(await lastOf()).toBe(rollback);
    expect((await bench.info(rollback)).status).toBe('Failed');
  });

  it('without anything good before does not happen, and the deployment says why', async () => {
    bench.launch(1);
    await bench.makeGroup({ autoRollbackConfiguration: ON_FAILURE });
    const bad = await bench.create('bad');
    const { rollbackInfo } = await bench.carryOut(bad, ['i-0']);
    expect(await lastOf()).toBe(bad);
    expect(rollbackInfo).toEqual({
      rollbackMessage: `Deployment ${bad} terminated. Automatic rollback is not triggered: the deployment group group has no earlier successful deployment.`,
    });
  });

  it.each<[string, CreateDeploymentInput['autoRollbackConfiguration'], boolean]>([
    ['turns it on', ON_FAILURE, true],
    ['turns it off', { enabled: false }, false],
    ['names other events', ON_ALARM, false],
    ['says nothing', undefined, false],
  ])('is for a deployment to say: one that %s', async (_name, own, happens) => {
    await withGood(1, happens ? {} : { autoRollbackConfiguration: own && ON_FAILURE });
    const bad = await bench.create('bad', own && { autoRollbackConfiguration: own });
    await bench.carryOut(bad, ['i-0']);
    expect(Boolean((await bench.info(bad)).rollbackInfo?.rollbackDeploymentId)).toBe(happens);
  });

  it('keeps the group for itself from the moment the deployment has failed', async () => {
    await withGood(1, { autoRollbackConfiguration: ON_FAILURE });
    await bench.carryOut(await bench.create('bad'), ['i-0']);
    await expect(bench.create('other')).rejects.toMatchObject({
      code: 'DeploymentLimitExceededException',
    });
  });
});

describe('a deployment that is stopped', () => {
  const PENDING: StopDeploymentOutput = {
    status: 'Pending',
    statusMessage: 'Stopping Pending. Stopping to schedule commands in the deployment instances',
  };

  it('goes no further, and its agents end the event they are in', async () => {
    await withGood(2);
    const id = await bench.create('next', { deploymentConfigName: ONE_AT_A_TIME });
    expect(await bench.cd.stopDeployment({ deploymentId: id })).toEqual(PENDING);
    await bench.settle();
    expect(bench.cancelled).toEqual(['i-0']);
    expect(await bench.targets(id)).toEqual({ 'i-0': 'Failed', 'i-1': 'Skipped' });
    expect(await bench.info(id)).toMatchObject({
      status: 'Stopped',
      errorInformation: { code: 'MANUAL_STOP' },
    });
    await expect(bench.cd.stopDeployment({ deploymentId: id })).rejects.toMatchObject({
      code: 'DeploymentAlreadyCompletedException',
    });
  });

  it.each([
    ['is asked for', true, undefined, true],
    ['is asked for against the configuration', true, ON_FAILURE, true],
    ['is refused against the configuration', false, ON_REQUEST, false],
    ['is configured for requests', undefined, ON_REQUEST, true],
    ['is configured for failures', undefined, ON_FAILURE, false],
  ])('is rolled back where that %s', async (_name, autoRollbackEnabled, config, happens) => {
    await withGood(1, { autoRollbackConfiguration: config });
    const id = await bench.create('next');
    await bench.cd.stopDeployment({ deploymentId: id, autoRollbackEnabled });
    await bench.settle();
    const rollback = (await bench.info(id)).rollbackInfo?.rollbackDeploymentId;
    expect(Boolean(rollback)).toBe(happens);
    if (rollback === undefined) return;
    expect((await bench.carryOut(rollback)).status).toBe('Succeeded');
  });

  it('while a zone is watched is stopped at once: no instance is at work', async () => {
    bench.launch(1, 'us-east-1a');
    bench.launch(1, 'us-east-1b');
    await bench.cd.createDeploymentConfig({
      deploymentConfigName: 'zonal',
      minimumHealthyHosts: { type: 'HOST_COUNT', value: 0 },
      zonalConfig: { monitorDurationInSeconds: 60 },
    });
    await bench.makeGroup({ deploymentConfigName: 'zonal' });
    const id = await bench.create('a');
    await bench.end(id, ['i-0'], 'Succeeded');
    expect(await bench.cd.stopDeployment({ deploymentId: id })).toEqual({
      status: 'Succeeded',
      statusMessage: 'No more commands will be scheduled for execution in the deployment instances',
    });
  });
});

describe('the alarms of a deployment', () => {
  it('stop it when one is activated, and roll it back', async () => {
    for (const name of ['errors', 'slow']) bench.alarms.set(name, 'OK');
    await withGood(2, { alarmConfiguration: WATCHED, autoRollbackConfiguration: ON_ALARM });
    const id = await bench.create('next', { deploymentConfigName: ONE_AT_A_TIME });
    await bench.alarm('slow', 'ALARM');
    expect(await bench.info(id)).toMatchObject({
      status: 'Stopped',
      errorInformation: {
        code: 'ALARM_ACTIVE',
        message:
          'One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected deployments have been stopped. Activated alarms: <slow>',
      },
    });
    // The alarm is still there: the rollback does not look at it.
    expect((await bench.carryOut(await lastOf())).status).toBe('Succeeded');
  });

  it('that are active let it not begin', async () => {
    bench.alarms.set('errors', 'ALARM').set('slow', 'ALARM');
    await withGood(1, { alarmConfiguration: WATCHED });
    const id = await bench.create('next');
    const { errorInformation, status } = await bench.info(id);
    expect(status).toBe('Stopped');
    expect(errorInformation?.message).toMatch(/Activated alarms: <errors> <slow>$/);
    expect(await bench.targets(id)).toEqual({ 'i-0': 'Skipped' });
    expect(bench.given.filter((g) => g.command.deploymentId === id)).toEqual([]);
  });

  it.each([
    ['of another name', { ...WATCHED, alarms: [{ name: 'other' }] }],
    ['that are turned off', { ...WATCHED, enabled: false }],
  ])('%s leave it alone', async (_name, alarmConfiguration) => {
    bench.alarms.set('other', 'OK');
    await withGood(1, { alarmConfiguration });
    const id = await bench.create('next');
    await bench.alarm('errors', 'ALARM');
    expect((await bench.info(id)).status).toBe('InProgress');
  });

  it('are its own, where it has some', async () => {
    bench.alarms.set('errors', 'ALARM').set('slow', 'OK');
    await withGood(1, { alarmConfiguration: WATCHED });
    const overrideAlarmConfiguration = { enabled: true, alarms: [{ name: 'slow' }] };
    const id = await bench.create('next', { overrideAlarmConfiguration });
    expect(await bench.info(id)).toMatchObject({
      status: 'InProgress',
      overrideAlarmConfiguration,
    });
    await bench.alarm('slow', 'ALARM');
    expect((await bench.info(id)).status).toBe('Stopped');
  });

  it.each([
    [false, 'Stopped'],
    [true, 'InProgress'],
  ])('whose state cannot be read: ignorePollAlarmFailure %s', async (ignore, status) => {
    await withGood(1, { alarmConfiguration: { ...WATCHED, ignorePollAlarmFailure: ignore } });
    expect((await bench.info(await bench.create('next'))).status).toBe(status);
  });
});

describe('the limits of time', () => {
  it('fail an instance whose agent is silent for five minutes', async () => {
    await withGood(1);
    const id = await bench.create('next');
    await bench.pass(299_000);
    expect((await bench.info(id)).status).toBe('InProgress');
    await bench.pass(1000);
    expect((await bench.info(id)).errorInformation?.code).toBe('HEALTH_CONSTRAINTS');
    const { deploymentTarget } = await bench.cd.getDeploymentTarget({
      deploymentId: id,
      targetId: 'i-0',
    });
    expect(deploymentTarget?.instanceTarget?.lifecycleEvents?.[0]).toMatchObject({
      status: 'Failed',
      diagnostics: {
        message: expect.stringMatching(/^CodeDeploy agent was not able to/) as string,
      },
    });
    expect(bench.cancelled).toEqual(['i-0']);
  });

  it('begin anew with what an agent tells', async () => {
    await withGood(1);
    const deploymentId = await bench.create('next');
    const tell = (status: 'InProgress' | 'Succeeded') =>
      bench.tell('i-0', {
        type: 'lifecycle',
        at: bench.now,
        deploymentId,
        event: 'ApplicationStop',
        status,
        diagnostics: undefined,
      });
    await bench.pass(299_000);
    await tell('InProgress');
    await bench.pass(3_000_000);
    await tell('Succeeded');
    await bench.pass(299_000);
    expect((await bench.info(deploymentId)).status).toBe('InProgress');
    await bench.pass(1000);
    expect((await bench.info(deploymentId)).status).toBe('Failed');
  });
});

describe('instances that are launched while a deployment runs', () => {
  it('get its revision by a deployment of their own', async () => {
    await withGood(1);
    const root = await bench.create('next');
    await bench.pass(1000);
    bench.launch(1, 'us-east-1a', bench.now);
    await bench.carryOut(root);
    const follower = await lastOf();
    expect(await bench.info(follower)).toMatchObject({
      creator: 'CodeDeployAutoUpdate',
      revision: revisionAt('next'),
      relatedDeployments: { autoUpdateOutdatedInstancesRootDeploymentId: root },
    });
    expect(await bench.targets(follower)).toEqual({ 'i-1': 'InProgress' });
    expect((await bench.info(root)).relatedDeployments).toEqual({
      autoUpdateOutdatedInstancesDeploymentIds: [follower],
    });
    await bench.carryOut(follower);
    expect(await lastOf()).toBe(follower);
  });

  it('do not where the group ignores them', async () => {
    await withGood(1, { outdatedInstancesStrategy: 'IGNORE' });
    const root = await bench.create('next');
    await bench.pass(1000);
    bench.launch(1, 'us-east-1a', bench.now);
    await bench.carryOut(root);
    expect(await lastOf()).toBe(root);
  });
});

describe('a restart', () => {
  it('is of the last good revision', async () => {
    await withGood(1);
    const id = await bench.create('', { revision: undefined, deploymentMode: 'RESTART' });
    expect(await bench.info(id)).toMatchObject({
      deploymentMode: 'RESTART',
      revision: revisionAt('good'),
    });
  });

  it.each<[string, Partial<CreateDeploymentInput>, string]>([
    ['a revision', { revision: revisionAt('a') }, 'InvalidRevisionException'],
    [
      'outdated instances',
      { updateOutdatedInstancesOnly: true },
      'InvalidUpdateOutdatedInstancesOnlyValueException',
    ],
  ])('takes no word of %s', async (_name, given, code) => {
    await withGood(1);
    await expect(
      bench.create('', { revision: undefined, deploymentMode: 'RESTART', ...given }),
    ).rejects.toMatchObject({ code });
  });

  it('needs something that has succeeded', async () => {
    await bench.makeGroup();
    await expect(
      bench.create('', { revision: undefined, deploymentMode: 'RESTART' }),
    ).rejects.toMatchObject({ code: 'RevisionRequiredException' });
  });
});

describe('what a deployment is refused for', () => {
  const names = (n: number) => Array.from({ length: n }, (_, i) => ({ name: `a${i}` }));
  it.each<[string, Partial<CreateDeploymentInput>, string]>([
    ['target instances in place', { targetInstances: {} }, 'InvalidTargetInstancesException'],
    ['a long description', { description: 'x'.repeat(257) }, 'DescriptionTooLongException'],
    [
      'a rollback for nothing',
      { autoRollbackConfiguration: { enabled: true } },
      'InvalidAutoRollbackConfigException',
    ],
    ['no alarms', { overrideAlarmConfiguration: { enabled: true } }, 'InvalidAlarmConfigException'],
    [
      'eleven alarms',
      { overrideAlarmConfiguration: { enabled: true, alarms: names(11) } },
      'AlarmsLimitExceededException',
    ],
    [
      'a configuration that is not there',
      { deploymentConfigName: 'none' },
      'DeploymentConfigDoesNotExistException',
    ],
    ['no revision', { revision: undefined }, 'RevisionRequiredException'],
    [
      'a text for instances',
      { revision: { revisionType: 'AppSpecContent', appSpecContent: { content: '{}' } } },
      'InvalidRevisionException',
    ],
    [
      'YAML for instances',
      {
        revision: {
          revisionType: 'S3',
          s3Location: { bucket: 'revisions', key: 'a', bundleType: 'YAML' },
        },
      },
      'InvalidRevisionException',
    ],
  ])('%s', async (_name, given, code) => {
    await withGood(1);
    await expect(bench.create('a', given)).rejects.toMatchObject({ code });
  });

  it.each(['tar', 'tgz', 'zip'] as const)('not a bundle as %s: the agent is told', async (type) => {
    bench.launch(1);
    await bench.makeGroup();
    await bench.create('a', {
      revision: {
        revisionType: 'S3',
        s3Location: { bucket: 'revisions', key: 'a', bundleType: type },
      },
    });
    expect(bench.given[0]?.command).toMatchObject({ bundleType: type });
  });
});

describe('a deployment to another platform', () => {
  it('fails at once, and says what would run it', async () => {
    await bench.cd.createApplication({ applicationName: 'app', computePlatform: 'Lambda' });
    await bench.cd.createDeploymentGroup({
      applicationName: 'app',
      deploymentGroupName: 'group',
      serviceRoleArn: 'arn:aws:iam::000000000000:role/deploy',
      deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    });
    const id = await bench.create('a', {
      revision: { revisionType: 'AppSpecContent', appSpecContent: { content: '{}' } },
    });
    expect(await bench.info(id)).toMatchObject({
      status: 'Failed',
      computePlatform: 'Lambda',
      deploymentStyle: { deploymentType: 'BLUE_GREEN' },
      errorInformation: { message: expect.stringMatching(/AWS Lambda/) as string },
    });
  });
});

it('a group that is deleted leaves nothing known of its instances', async () => {
  await withGood(1);
  const named = { applicationName: 'app', deploymentGroupName: 'group' };
  await bench.cd.deleteDeploymentGroup(named);
  expect(bench.kept('codedeploy.instance-health')).toEqual([]);
});

describe('the targets of a deployment', () => {
  it('are not known before it begins', async () => {
    await withGood(1, { autoRollbackConfiguration: ON_FAILURE });
    const bad = await bench.create('bad');
    bench.ctx.enqueue('codedeploy.agent', 'agent', {
      instanceId: 'i-0',
      entry: { type: 'deployment-ended', at: bench.now, deploymentId: bad, status: 'Failed' },
    });
    await bench.settle('codedeploy.begin');
    const { rollbackInfo } = await bench.info(bad);
    await expect(bench.targets(rollbackInfo?.rollbackDeploymentId ?? '')).rejects.toMatchObject({
      code: 'DeploymentNotStartedException',
    });
  });

  it('are listed by their status', async () => {
    bench.launch(2);
    await bench.makeGroup();
    const deploymentId = await bench.create('a');
    const listed = async (TargetStatus: string[]) =>
      (await bench.cd.listDeploymentTargets({ deploymentId, targetFilters: { TargetStatus } }))
        .targetIds;
    expect(await listed(['Pending'])).toEqual(['i-1']);
    expect(await listed(['Pending', 'InProgress'])).toEqual(['i-0', 'i-1']);
    await expect(listed(['pending'])).rejects.toMatchObject({
      code: 'InvalidInstanceStatusException',
    });
  });

  it.each([
    ['d-000000000', 'DeploymentDoesNotExistException'],
    ['none', 'InvalidDeploymentIdException'],
  ])('of %s are not there: %s', async (id, code) => {
    await expect(bench.targets(id)).rejects.toMatchObject({ code });
  });
});

describe('the triggers of a group', () => {
  const topic = 'arn:aws:sns:us-east-1:000000000000:told';
  const triggers = (...triggerEvents: TriggerEventType[]) => ({
    triggerConfigurations: [{ triggerName: 'tell', triggerTargetArn: topic, triggerEvents }],
  });
  const told = () =>
    bench.published.map(({ Message }) => JSON.parse(Message) as Record<string, string>);

  it("tell of a deployment in AWS's words", async () => {
    bench.now = Date.UTC(2022, 9, 13, 15, 50, 45);
    bench.launch(1);
    await bench.makeGroup(triggers('DeploymentStart', 'DeploymentSuccess'));
    const id = await bench.create('a');
    bench.now += 532_000;
    await bench.carryOut(id);
    expect(bench.published.map(({ TopicArn }) => TopicArn)).toEqual([topic, topic]);
    expect(bench.published[0]).toEqual({
      TopicArn: topic,
      Subject: `CREATED: AWS CodeDeploy ${id} in us-east-1 to app`,
      Message: `{"region":"us-east-1","accountId":"000000000000","eventTriggerName":"tell","applicationName":"app","deploymentId":"${id}","deploymentGroupName":"group","createTime":"Thu Oct 13 15:50:45 UTC 2022","completeTime":null,"status":"CREATED"}`,
    });
    expect(bench.published[1]).toEqual({
      TopicArn: topic,
      Subject: `SUCCEEDED: AWS CodeDeploy ${id} in us-east-1 to app`,
      Message: `{"region":"us-east-1","accountId":"000000000000","eventTriggerName":"tell","applicationName":"app","deploymentId":"${id}","deploymentGroupName":"group","createTime":"Thu Oct 13 15:50:45 UTC 2022","completeTime":"Thu Oct 13 15:59:37 UTC 2022","deploymentOverview":"{\\"Succeeded\\":1,\\"Failed\\":0,\\"Skipped\\":0,\\"InProgress\\":0,\\"Pending\\":0}","status":"SUCCEEDED"}`,
    });
  });

  it('tell of a rollback, at each of its steps', async () => {
    await withGood(1, {
      autoRollbackConfiguration: ON_FAILURE,
      ...triggers('DeploymentFailure', 'DeploymentRollback'),
    });
    const bad = await bench.create('bad');
    await bench.carryOut(bad, ['i-0']);
    const rollback = await lastOf();
    await bench.carryOut(rollback);
    expect(told().map((m) => [m['deploymentId'], m['status']])).toEqual([
      [bad, 'FAILED'],
      [rollback, 'CREATED'],
      [rollback, 'IN_PROGRESS'],
      [rollback, 'SUCCEEDED'],
    ]);
    expect(told()[0]).toMatchObject({
      errorInformation: expect.stringContaining('"ErrorCode":"HEALTH_CONSTRAINTS"') as string,
      rollbackInformation: '{}',
    });
    expect(JSON.parse(told()[1]?.['rollbackInformation'] ?? '')).toEqual({
      RollbackMessage: `Deployment ${rollback} is triggered to roll back deployment ${bad}.`,
      RollbackTriggeringDeploymentId: bad,
    });
  });

  it('tell of each instance, and of a stop', async () => {
    bench.launch(1);
    await bench.makeGroup(triggers('InstanceStart', 'InstanceFailure', 'DeploymentStop'));
    const id = await bench.create('a');
    await bench.cd.stopDeployment({ deploymentId: id });
    await bench.settle();
    expect(told().map((m) => m['instanceStatus'] ?? m['status'])).toEqual([
      'InProgress',
      'Failed',
      'ABORTED',
    ]);
    expect(told()[1]).toMatchObject({
      instanceId: 'arn:aws:ec2:us-east-1:000000000000:instance/i-0',
      lifecycleEvents: expect.stringMatching(
        /^\[\{"LifecycleEvent":"ApplicationStop","LifecycleEventStatus":"Skipped"/,
      ) as string,
    });
  });
});
