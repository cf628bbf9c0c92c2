import type * as CD from '@aws-sdk/client-codedeploy';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeployBench } from '../../testing/deploy-bench';

let bench: DeployBench;
beforeEach(() => {
  bench = new DeployBench();
});
afterEach(() => bench.close());

const BALANCER: CD.LoadBalancerInfo = { targetGroupInfoList: [{ name: 'web' }] };
const TRAFFIC: Partial<CD.CreateDeploymentGroupInput> = {
  deploymentStyle: { deploymentType: 'IN_PLACE', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
  loadBalancerInfo: BALANCER,
};
const blueGreen = (
  config: CD.BlueGreenDeploymentConfiguration,
  more: Partial<CD.CreateDeploymentGroupInput> = {},
): Partial<CD.CreateDeploymentGroupInput> => ({
  deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
  loadBalancerInfo: BALANCER,
  blueGreenDeploymentConfiguration: config,
  deploymentConfigName: 'CodeDeployDefault.AllAtOnce',
  ...more,
});
const TERMINATE = { action: 'TERMINATE', terminationWaitTimeInMinutes: 5 } as const;
const COPY = { greenFleetProvisioningOption: { action: 'COPY_AUTO_SCALING_GROUP' } } as const;
const GREEN: CD.TargetInstances = {
  tagFilters: [{ Key: 'group', Value: 'green', Type: 'KEY_AND_VALUE' }],
};
const group = async (): Promise<CD.DeploymentGroupInfo> =>
  (await bench.cd.getDeploymentGroup({ applicationName: 'app', deploymentGroupName: 'group' }))
    .deploymentGroupInfo ?? {};

/** A deployment that has done all that it can. */
async function deployed(
  key: string,
  given: Partial<CD.CreateDeploymentInput> = {},
  failing: readonly string[] = [],
): Promise<string> {
  const id = await bench.create(key, given);
  await bench.runAgents(id, failing);
  return id;
}

const events = async (deploymentId: string, targetId: string): Promise<string[]> => {
  const { deploymentTarget } = await bench.cd.getDeploymentTarget({ deploymentId, targetId });
  return (deploymentTarget?.instanceTarget?.lifecycleEvents ?? []).map(
    (e) => `${e.lifecycleEventName ?? ''} ${e.status ?? ''}`,
  );
};

describe('in place behind a load balancer', () => {
  it('deregisters an instance before its agent installs, and registers it behind', async () => {
    bench.launch(2);
    bench.balancer.add('web', 'i-0', 'i-1');
    await bench.makeGroup(TRAFFIC);
    const id = await deployed('one');
    const info = await bench.info(id);
    expect(info).toMatchObject({
      status: 'Succeeded',
      loadBalancerInfo: BALANCER,
      deploymentStyle: TRAFFIC.deploymentStyle,
    });
    expect(bench.balancer.told).toEqual([
      ...['deregister i-0:80', 'register i-0:80', 'deregister i-1:80', 'register i-1:80'],
    ]);
    expect(bench.balancer.serving('web')).toEqual(['i-0', 'i-1']);
    expect(bench.given.filter((g) => g.instanceId === 'i-0').map((g) => g.command.events)).toEqual([
      ['BeforeBlockTraffic'],
      expect.arrayContaining(['AfterBlockTraffic', 'Install', 'BeforeAllowTraffic']),
      ['AfterAllowTraffic'],
    ]);
  });

  it('waits until an instance is drained, and until it is healthy', async () => {
    bench.launch(1);
    bench.balancer.add('web', 'i-0');
    await bench.makeGroup(TRAFFIC);
    bench.balancer.slow.add('i-0');
    const id = await deployed('one');
    expect((await events(id, 'i-0')).slice(0, 3)).toEqual([
      ...['BeforeBlockTraffic Pending', 'BlockTraffic InProgress', 'AfterBlockTraffic Pending'],
    ]);
    bench.balancer.slow.delete('i-0');
    await bench.runAgents(id);
    expect((await bench.info(id)).status).toBe('Succeeded');
  });

  it('brings an instance back on the port that it had', async () => {
    bench.launch(1);
    bench.balancer.add('web');
    bench.balancer.registerOn('web', 'i-0', 8081);
    await bench.makeGroup(TRAFFIC);
    await deployed('one');
    expect(bench.balancer.told).toEqual(['deregister i-0:8081', 'register i-0:8081']);
  });

  it('fails when the instance does not become healthy within the hour', async () => {
    bench.launch(1);
    bench.balancer.add('web');
    await bench.makeGroup(TRAFFIC);
    bench.balancer.slow.add('i-0');
    const id = await deployed('one');
    await bench.pass(3_600_000);
    expect(await bench.info(id)).toMatchObject({
      status: 'Failed',
      errorInformation: { code: 'HEALTH_CONSTRAINTS' },
    });
    expect(await events(id, 'i-0')).toContain('AllowTraffic Failed');
  });

  it('without the target group touches no instance', async () => {
    bench.launch(1);
    await bench.makeGroup(TRAFFIC);
    const id = await bench.create('one');
    expect(await bench.info(id)).toMatchObject({
      status: 'Failed',
      errorInformation: { code: 'ELASTIC_LOAD_BALANCING_INVALID' },
    });
    expect(bench.given).toEqual([]);
  });
});

describe('blue/green with instances that are there', () => {
  beforeEach(async () => {
    bench.launch(2);
    bench.balancer.add('web', 'i-0', 'i-1');
    bench.launchTagged(2, 'green');
  });

  it('moves the traffic, terminates the original instances, and is the group from then on', async () => {
    await bench.makeGroup(blueGreen({ terminateBlueInstancesOnDeploymentSuccess: TERMINATE }));
    const id = await deployed('one', { targetInstances: GREEN });
    expect(bench.balancer.serving('web')).toEqual(['i-2', 'i-3']);
    expect(await bench.info(id)).toMatchObject({
      status: 'InProgress',
      instanceTerminationWaitTimeStarted: true,
      targetInstances: GREEN,
    });
    const labelled = async (label: string) =>
      (
        await bench.cd.listDeploymentTargets({
          deploymentId: id,
          targetFilters: { ServerInstanceLabel: [label] },
        })
      ).targetIds;
    expect(await labelled('Blue')).toEqual(['i-0', 'i-1']);
    expect(await labelled('Green')).toEqual(['i-2', 'i-3']);
    await bench.pass(5 * 60_000);
    expect((await bench.info(id)).status).toBe('Succeeded');
    expect(bench.instances.map((i) => i.id)).toEqual(['i-2', 'i-3']);
    expect((await group()).ec2TagFilters).toEqual(GREEN.tagFilters);
  });

  it('waits for somebody to say that the traffic may go', async () => {
    await bench.makeGroup(
      blueGreen({
        deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: 10 },
      }),
    );
    const id = await deployed('one', { targetInstances: GREEN });
    expect(await bench.info(id)).toMatchObject({
      status: 'Ready',
      deploymentOverview: { Ready: 2 },
    });
    expect(bench.balancer.serving('web')).toEqual(['i-0', 'i-1']);
    const wrong = { name: 'DeploymentIsNotInReadyStateException' };
    await expect(
      bench.cd.continueDeployment({ deploymentId: id, deploymentWaitType: 'TERMINATION_WAIT' }),
    ).rejects.toMatchObject(wrong);
    await bench.cd.continueDeployment({ deploymentId: id, deploymentWaitType: 'READY_WAIT' });
    await bench.runAgents(id);
    expect((await bench.info(id)).status).toBe('Succeeded');
    expect(bench.balancer.serving('web')).toEqual(['i-2', 'i-3']);
    expect(bench.instances).toHaveLength(4);
    const states = bench.events
      .filter((e) => e['detail-type'].startsWith('CodeDeploy Deployment'))
      .map((e) => e.detail['state']);
    expect(states).toEqual(['START', 'READY', 'SUCCESS']);
  });

  it('is stopped when nobody says so, and no rollback is made of that', async () => {
    await bench.makeGroup(
      blueGreen(
        { deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: 10 } },
        {
          autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_STOP_ON_REQUEST'] },
        },
      ),
    );
    const id = await deployed('one', { targetInstances: GREEN });
    await bench.pass(10 * 60_000);
    const info = await bench.info(id);
    expect(info).toMatchObject({ status: 'Stopped', rollbackInfo: {} });
    expect(bench.balancer.serving('web')).toEqual(['i-0', 'i-1']);
  });

  it('stopped while it waits to terminate, gives the traffic back', async () => {
    await bench.makeGroup(blueGreen({ terminateBlueInstancesOnDeploymentSuccess: TERMINATE }));
    await bench.cd.updateDeploymentGroup({
      applicationName: 'app',
      currentDeploymentGroupName: 'group',
      ...{ deploymentStyle: { deploymentType: 'IN_PLACE' } },
    });
    await deployed('old');
    await bench.cd.updateDeploymentGroup({
      applicationName: 'app',
      currentDeploymentGroupName: 'group',
      ...blueGreen({ terminateBlueInstancesOnDeploymentSuccess: TERMINATE }),
    });
    const id = await deployed('new', { targetInstances: GREEN });
    expect(bench.balancer.serving('web')).toEqual(['i-2', 'i-3']);
    await bench.cd.stopDeployment({ deploymentId: id, autoRollbackEnabled: true });
    await bench.settle();
    const back = (await bench.info(id)).rollbackInfo?.rollbackDeploymentId ?? '';
    await bench.runAgents(back);
    expect(await bench.info(back)).toMatchObject({
      status: 'Succeeded',
      creator: 'codeDeployRollback',
    });
    expect(bench.balancer.serving('web')).toEqual(['i-0', 'i-1']);
    expect(await events(back, 'i-0')).toEqual([
      ...['BeforeAllowTraffic Pending', 'AllowTraffic Succeeded', 'AfterAllowTraffic Pending'],
    ]);
    expect(await events(back, 'i-2')).toContain('BlockTraffic Succeeded');
    const given = bench.given.find((g) => g.command.deploymentId === back);
    expect(given?.command).toMatchObject({
      creator: 'codeDeployRollback',
      deploymentType: 'BLUE_GREEN',
    });
    expect((await group()).targetRevision?.s3Location?.key).toBe('old');
    expect((await group()).ec2TagFilters).not.toEqual(GREEN.tagFilters);
  });

  it('stopped by an alarm while it reroutes, gives back what it has taken', async () => {
    await bench.makeGroup(TRAFFIC);
    await deployed('old');
    await bench.cd.updateDeploymentGroup({
      applicationName: 'app',
      currentDeploymentGroupName: 'group',
      ...blueGreen({}, { deploymentConfigName: 'CodeDeployDefault.OneAtATime' }),
      alarmConfiguration: { enabled: true, alarms: [{ name: 'errors' }] },
      autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_STOP_ON_ALARM'] },
    });
    bench.alarms.set('errors', 'OK');
    bench.balancer.slow.add('i-3');
    const id = await deployed('new', { targetInstances: GREEN });
    expect(bench.balancer.serving('web')).toEqual(['i-0', 'i-1', 'i-2']);
    await bench.alarm('errors', 'ALARM');
    bench.balancer.slow.clear();
    const info = await bench.info(id);
    expect(info).toMatchObject({ status: 'Stopped', errorInformation: { code: 'ALARM_ACTIVE' } });
    const back = info.rollbackInfo?.rollbackDeploymentId ?? '';
    await bench.runAgents(back);
    expect((await bench.info(back)).status).toBe('Succeeded');
    expect(bench.balancer.serving('web')).toEqual(['i-0', 'i-1']);
  });

  it('wants to be told which instances they are', async () => {
    await bench.makeGroup(blueGreen({}));
    await expect(bench.create('one')).rejects.toMatchObject({
      name: 'InvalidTargetInstancesException',
    });
  });
});

describe('blue/green with a copy of the Auto Scaling group', () => {
  const withCopy = blueGreen(
    { ...COPY, terminateBlueInstancesOnDeploymentSuccess: { ...TERMINATE } },
    { autoScalingGroups: ['asg'], ec2TagFilters: undefined },
  );
  beforeEach(() => {
    bench.launch(2);
    bench.balancer.add('web', 'i-0', 'i-1');
    bench.scaling.add('asg', ['i-0', 'i-1'], { TargetGroupARNs: ['arn:own'] });
  });

  it('makes it, and deletes the original when it is done', async () => {
    await bench.makeGroup(withCopy);
    const hooked = (await group()).autoScalingGroups?.[0];
    expect(hooked?.hook).toMatch(/^CodeDeploy-managed-automatic-launch-deployment-hook-group-/);
    expect(bench.scaling.hooksOf('asg')).toEqual([hooked?.hook]);
    const id = await deployed('one');
    const name = `CodeDeploy_group_${id}`;
    expect(bench.balancer.serving('web')).toEqual(['i-2', 'i-3']);
    expect(bench.scaling.groups.get(name)?.TargetGroupARNs).toEqual([]);
    await bench.cd.skipWaitTimeForInstanceTermination({ deploymentId: id });
    await bench.settle();
    expect((await bench.info(id)).status).toBe('Succeeded');
    expect([...bench.scaling.groups.keys()]).toEqual([name]);
    const [own] = (await group()).autoScalingGroups ?? [];
    expect(own?.name).toBe(name);
    expect(bench.scaling.hooksOf(name)).toEqual([own?.hook]);
    expect(bench.scaling.groups.get(name)?.TargetGroupARNs).toContain('arn:own');
  });

  it('is refused without exactly one group', async () => {
    for (const autoScalingGroups of [undefined, ['asg', 'b']])
      await expect(bench.makeGroup({ ...withCopy, autoScalingGroups })).rejects.toMatchObject({
        name: 'InvalidBlueGreenDeploymentConfigurationException',
      });
  });

  it('makes one copy however often its job comes', async () => {
    await bench.makeGroup(withCopy);
    const { deploymentId: id = '' } = await bench.cd.createDeployment({
      applicationName: 'app',
      deploymentGroupName: 'group',
      revision: { revisionType: 'S3', s3Location: { bucket: 'b', key: 'k', bundleType: 'zip' } },
    });
    for (let i = 0; i < 3; i++) bench.ctx.enqueue('codedeploy.provision', id);
    await bench.settle();
    await bench.runAgents(id);
    expect(bench.instances).toHaveLength(4);
    expect(bench.scaling.groups.size).toBe(2);
  });
});

describe('blue/green from one Auto Scaling group to another', () => {
  it('deletes the one, and hooks the other', async () => {
    bench.launch(2);
    bench.balancer.add('web', 'i-0', 'i-1');
    bench.scaling.add('blue', ['i-0', 'i-1']);
    bench.scaling.add('green', bench.launchTagged(2, 'scaled'));
    await bench.makeGroup(
      blueGreen(
        { terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE' } },
        { autoScalingGroups: ['blue'], ec2TagFilters: undefined },
      ),
    );
    await expect(
      bench.create('one', { targetInstances: { autoScalingGroups: ['none'] } }),
    ).rejects.toMatchObject({ name: 'InvalidAutoScalingGroupException' });
    const id = await deployed('one', { targetInstances: { autoScalingGroups: ['green'] } });
    expect((await bench.info(id)).status).toBe('Succeeded');
    expect([...bench.scaling.groups.keys()]).toEqual(['green']);
    const [own] = (await group()).autoScalingGroups ?? [];
    expect(own?.name).toBe('green');
    expect(bench.scaling.hooksOf('green')).toEqual([own?.hook]);
    expect(bench.balancer.serving('web')).toEqual(['i-2', 'i-3']);
  });
});

describe('an Auto Scaling group in two zones', () => {
  it('is deployed to zone by zone, with the first one watched', async () => {
    bench.launch(1, 'us-east-1b');
    bench.launch(1, 'us-east-1a');
    bench.balancer.add('web', 'i-0', 'i-1');
    bench.scaling.add('asg', ['i-0', 'i-1']);
    await bench.cd.createDeploymentConfig({
      deploymentConfigName: 'by-zones',
      minimumHealthyHosts: { type: 'HOST_COUNT', value: 0 },
      zonalConfig: { monitorDurationInSeconds: 60 },
    });
    await bench.makeGroup({
      ...TRAFFIC,
      autoScalingGroups: ['asg'],
      ec2TagFilters: undefined,
      deploymentConfigName: 'by-zones',
    });
    const id = await deployed('one');
    expect(await bench.targets(id)).toEqual({ 'i-1': 'Succeeded', 'i-0': 'Pending' });
    expect(bench.balancer.serving('web')).toEqual(['i-0', 'i-1']);
    await bench.pass(60_000);
    await bench.runAgents(id);
    expect((await bench.info(id)).status).toBe('Succeeded');
  });
});

describe('an Auto Scaling group of a deployment group', () => {
  const join = async (hook: string, id: string, token: string): Promise<void> => {
    bench.ctx.emit('aws.autoscaling', 'EC2 Instance-launch Lifecycle Action', {
      LifecycleHookName: hook,
      AutoScalingGroupName: 'asg',
      EC2InstanceId: id,
      LifecycleActionToken: token,
    });
    await bench.settle();
  };
  const scaled = { autoScalingGroups: ['asg'], ec2TagFilters: undefined };
  beforeEach(() => {
    bench.launch(1);
    bench.scaling.add('asg', ['i-0']);
  });
  const hookOf = async (): Promise<string> => (await group()).autoScalingGroups?.[0]?.hook ?? '';
  const newest = async (): Promise<string> =>
    (await bench.cd.listDeployments({})).deployments?.[0] ?? '';

  it('has its instances deployed to', async () => {
    await bench.makeGroup(scaled);
    expect(await bench.targets(await deployed('one'))).toEqual({ 'i-0': 'Succeeded' });
  });

  it('lets an instance in while nothing was deployed', async () => {
    await bench.makeGroup(scaled);
    await join(await hookOf(), 'i-9', 't');
    expect(bench.scaling.completed).toMatchObject([
      { LifecycleActionResult: 'CONTINUE', InstanceId: 'i-9', LifecycleActionToken: 't' },
    ]);
  });

  it.each([
    ['gets the last revision, then goes on', [], 'CONTINUE'],
    ['that cannot be deployed to is abandoned', ['i-1 Install'], 'ABANDON'],
  ])('an instance that joins %s', async (_what, failing, result) => {
    await bench.makeGroup(scaled);
    await deployed('one');
    bench.launchTagged(1, 'scaled');
    await join(await hookOf(), 'i-1', 't');
    await join(await hookOf(), 'i-1', 't');
    const id = await newest();
    expect(await bench.info(id)).toMatchObject({ creator: 'autoscaling', status: 'InProgress' });
    expect(bench.scaling.completed).toEqual([]);
    await bench.tell('i-1', {
      ...{ type: 'lifecycle', at: bench.now, deploymentId: id, event: 'ApplicationStop' },
      ...{ status: 'InProgress', diagnostics: undefined },
    });
    await bench.pass(5 * 60_000);
    expect(bench.scaling.heartbeats).toHaveLength(1);
    await bench.tell('i-1', {
      ...{ type: 'deployment-ended', at: bench.now, deploymentId: id },
      status: failing.length ? 'Failed' : 'Succeeded',
    });
    expect(bench.scaling.completed).toMatchObject([{ LifecycleActionResult: result }]);
  });

  it('an instance that joins while another deployment runs gets that revision, too', async () => {
    await bench.makeGroup(scaled);
    await deployed('one');
    const running = await bench.create('two');
    bench.launchTagged(1, 'scaled');
    await join(await hookOf(), 'i-1', 't');
    const first =
      (await bench.cd.listDeployments({})).deployments?.find((d) => d !== running) ?? '';
    const late = [await newest(), first].find((d) => d !== running) ?? '';
    expect((await bench.info(late)).revision?.s3Location?.key).toBe('one');
    await bench.runAgents(running);
    await bench.runAgents(late);
    expect(bench.scaling.completed).toEqual([]);
    const next = await newest();
    expect((await bench.info(next)).revision?.s3Location?.key).toBe('two');
    await bench.runAgents(next);
    expect(bench.scaling.completed).toMatchObject([{ LifecycleActionResult: 'CONTINUE' }]);
  });

  it('an instance that is terminated is stopped in order', async () => {
    await bench.makeGroup({ ...scaled, terminationHookEnabled: true });
    await deployed('one');
    const hook = (await group()).autoScalingGroups?.[0]?.terminationHook ?? '';
    await join(hook, 'i-0', 't');
    const id = await newest();
    expect((await bench.info(id)).creator).toBe('autoscalingTermination');
    expect(await events(id, 'i-0')).toEqual(['ApplicationStop Pending']);
    await bench.runAgents(id);
    expect(bench.scaling.completed).toMatchObject([{ LifecycleActionResult: 'CONTINUE' }]);
  });

  it('loses its hooks with the deployment group, and an instance that waited in one goes on', async () => {
    await bench.makeGroup({ ...scaled, terminationHookEnabled: true });
    const hook = await hookOf();
    expect(bench.scaling.hooksOf('asg')).toHaveLength(2);
    await bench.cd.updateDeploymentGroup({
      applicationName: 'app',
      currentDeploymentGroupName: 'group',
      terminationHookEnabled: false,
    });
    expect(bench.scaling.hooksOf('asg')).toEqual([hook]);
    const deleted = await bench.cd.deleteDeploymentGroup({
      applicationName: 'app',
      deploymentGroupName: 'group',
    });
    expect(deleted.hooksNotCleanedUp).toEqual([]);
    expect(bench.scaling.hooksOf('asg')).toEqual([]);
    await join(hook, 'i-9', 't');
    expect(bench.scaling.completed).toMatchObject([{ LifecycleActionResult: 'CONTINUE' }]);
  });

  it('that is not there, or has no room for a hook, is refused', async () => {
    const refused = (name: string) => ({ name: `${name}Exception` });
    await expect(bench.makeGroup({ autoScalingGroups: ['none'] })).rejects.toMatchObject(
      refused('InvalidAutoScalingGroup'),
    );
    bench.scaling.hookLimit = 1;
    await expect(
      bench.makeGroup({ ...scaled, terminationHookEnabled: true }),
    ).rejects.toMatchObject(refused('LifecycleHookLimitExceeded'));
    expect(bench.scaling.hooksOf('asg')).toEqual([]);
  });
});

describe('an instance that is terminated in the middle', () => {
  it('has failed, and nobody waits for it', async () => {
    bench.launch(2);
    await bench.makeGroup({ deploymentConfigName: 'CodeDeployDefault.AllAtOnce' });
    const id = await bench.create('one');
    bench.terminate(['i-0']);
    await bench.settle();
    expect(await bench.targets(id)).toEqual({ 'i-0': 'Failed', 'i-1': 'InProgress' });
  });
});

describe('with every job twice, as after a kill', () => {
  const story = async (): Promise<unknown> => {
    bench.launch(2);
    bench.balancer.add('web', 'i-0', 'i-1');
    bench.scaling.add('asg', ['i-0', 'i-1']);
    await bench.makeGroup({ ...TRAFFIC, autoScalingGroups: ['asg'], ec2TagFilters: undefined });
    const first = await deployed('one');
    await bench.cd.updateDeploymentGroup({
      applicationName: 'app',
      currentDeploymentGroupName: 'group',
      ...blueGreen({ ...COPY, terminateBlueInstancesOnDeploymentSuccess: TERMINATE }),
    });
    const bad = await deployed(
      'bad',
      { autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] } },
      ['i-2 AfterAllowTraffic', 'i-3 AfterAllowTraffic'],
    );
    const back = (await bench.info(bad)).rollbackInfo?.rollbackDeploymentId ?? '';
    await bench.runAgents(back);
    const good = await deployed('good');
    await bench.pass(5 * 60_000);
    const all = [first, bad, back, good];
    return {
      statuses: await Promise.all(all.map(async (id) => (await bench.info(id)).status)),
      targets: await Promise.all(all.map((id) => bench.targets(id))),
      events: await Promise.all(
        Object.keys(await bench.targets(good)).map((target) => events(good, target)),
      ),
      serving: bench.balancer.serving('web'),
      told: bench.balancer.told,
      groups: [...bench.scaling.groups.keys()].length,
      instances: bench.instances.map((i) => i.id),
    };
  };

  it('all ends as with every job once', async () => {
    const once = await story();
    expect(once).toMatchObject({
      statuses: ['Succeeded', 'Failed', 'Succeeded', 'Succeeded'],
      serving: ['i-4', 'i-5'],
      instances: ['i-2', 'i-3', 'i-4', 'i-5'],
    });
    bench.close();
    bench = new DeployBench();
    bench.isKilled = true;
    expect(await story()).toEqual(once);
  });
});
