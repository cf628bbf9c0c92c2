import { AutoScaling, type AutoScalingGroup } from '@aws-sdk/client-auto-scaling';
import { EC2 } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';
import { until } from '../../testing/wait';

let engine: TestEngine;
let ec2: EC2;
let scaling: AutoScaling;
beforeAll(async () => {
  engine = await startTestEngine({ STARBOARD_SANDBOX: 'none' });
  ec2 = new EC2(engine.client);
  scaling = new AutoScaling(engine.client);
  await ec2.createLaunchTemplate({
    LaunchTemplateName: 'web',
    LaunchTemplateData: { ImageId: 'ami-12345678', InstanceType: 't3.small' },
  });
});
afterAll(async () => {
  await engine.stop();
});

const ZONES = ['us-east-1a', 'us-east-1b'];
const seen = async (name: string): Promise<AutoScalingGroup | undefined> =>
  (await scaling.describeAutoScalingGroups({ AutoScalingGroupNames: [name] }))
    .AutoScalingGroups?.[0];
const serving = async (name: string): Promise<string[]> =>
  ((await seen(name))?.Instances ?? [])
    .filter((i) => i.LifecycleState === 'InService')
    .map((i) => i.InstanceId ?? '');
const untilServing = (name: string, count: number): Promise<string[]> =>
  until(`${count} serve`, async () => {
    const ids = await serving(name);
    const all = (await seen(name))?.Instances?.length;
    return ids.length === count && all === count && ids;
  });
const create = (name: string, more: object = {}): Promise<unknown> =>
  scaling.createAutoScalingGroup({
    AutoScalingGroupName: name,
    LaunchTemplate: { LaunchTemplateName: 'web', Version: '$Latest' },
    AvailabilityZones: ZONES,
    MinSize: 0,
    MaxSize: 4,
    DesiredCapacity: 2,
    ...more,
  });
const remove = async (name: string): Promise<void> => {
  await scaling.deleteAutoScalingGroup({ AutoScalingGroupName: name, ForceDelete: true });
  await until('it is gone', async () => !(await seen(name)));
};
const causes = async (name: string): Promise<string[]> => {
  const { Activities } = await scaling.describeScalingActivities({ AutoScalingGroupName: name });
  return (Activities ?? []).map((a) =>
    `${a.StatusCode}: ${a.Description} | ${a.Cause}`
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:]+Z/g, 'NOW')
      .replaceAll(/i-0\w{16}/g, 'i-ID'),
  );
};

describe('a group', () => {
  it('launches what its template says, in both zones, and says why', async () => {
    await create('two', { Tags: [{ Key: 'app', Value: 'shop' }] });
    const ids = await untilServing('two', 2);
    const { Reservations } = await ec2.describeInstances({ InstanceIds: ids });
    const instances = (Reservations ?? []).flatMap((r) => r.Instances ?? []);
    expect(instances.map((i) => i.Placement?.AvailabilityZone).sort()).toEqual(ZONES);
    expect(instances[0]?.InstanceType).toBe('t3.small');
    expect(instances[0]?.Tags).toEqual(
      expect.arrayContaining([
        { Key: 'app', Value: 'shop' },
        { Key: 'aws:autoscaling:groupName', Value: 'two' },
        { Key: 'aws:ec2launchtemplate:version', Value: '1' },
      ]),
    );
    expect(await causes('two')).toEqual(
      Array.from(
        { length: 2 },
        () =>
          'Successful: Launching a new EC2 instance: i-ID | At NOW a user request created an AutoScalingGroup changing the desired capacity from 0 to 2.  At NOW an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 0 to 2.',
      ),
    );
    const member = (await seen('two'))?.Instances?.[0];
    expect(member?.LaunchTemplate?.Version).toBe('1');
    expect(member?.HealthStatus).toBe('Healthy');
  });

  it('replaces an instance that was terminated behind its back', async () => {
    const [gone = ''] = await serving('two');
    await ec2.terminateInstances({ InstanceIds: [gone] });
    await until('another one serves', async () => {
      const ids = await serving('two');
      return ids.length === 2 && !ids.includes(gone);
    });
    await untilServing('two', 2);
    const [launched, terminated] = await causes('two');
    expect(launched).toBe(
      'Successful: Launching a new EC2 instance: i-ID | At NOW an instance was launched in response to an unhealthy instance needing to be replaced.',
    );
    expect(terminated).toBe(
      'Successful: Terminating EC2 instance: i-ID | At NOW an instance was taken out of service in response to an EC2 health check indicating it has been terminated or stopped.',
    );
  });

  it('shrinks to what is asked for', async () => {
    await scaling.setDesiredCapacity({ AutoScalingGroupName: 'two', DesiredCapacity: 1 });
    await untilServing('two', 1);
    const [first] = await causes('two');
    expect(first).toBe(
      'Successful: Terminating EC2 instance: i-ID | At NOW a user request explicitly set group desired capacity changing the desired capacity from 2 to 1.  At NOW an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from 2 to 1.  At NOW instance i-ID was selected for termination.',
    );
    await remove('two');
    const { Activities } = await scaling.describeScalingActivities({
      AutoScalingGroupName: 'two',
      IncludeDeletedGroups: true,
    });
    expect(Activities?.[0]?.AutoScalingGroupState).toBe('Deleted');
  });

  it('refuses what AWS refuses', async () => {
    await expect(create('bad', { MinSize: 3, MaxSize: 2 })).rejects.toThrow(
      'Max bound, 2, must be greater than or equal to min bound, 3',
    );
    await expect(create('bad', { DesiredCapacity: 9 })).rejects.toThrow(
      'Desired capacity:9 must be between the specified min size:0 and max size:4',
    );
    await expect(create('bad', { LaunchTemplate: { LaunchTemplateName: 'none' } })).rejects.toThrow(
      'You must use a valid fully-formed launch template. The specified launch template, with template name none, does not exist.',
    );
    await expect(create('bad', { LaunchTemplate: undefined })).rejects.toMatchObject({
      name: 'ValidationError',
    });
    await expect(
      scaling.setDesiredCapacity({ AutoScalingGroupName: 'none', DesiredCapacity: 1 }),
    ).rejects.toThrow(/AutoScalingGroup name not found/);
  });
});
