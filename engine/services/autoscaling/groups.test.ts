import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Scaling } from '../../testing/scaling';
import { startTestEngine, type TestEngine } from '../../testing/start';
import { until } from '../../testing/wait';

let engine: TestEngine;
let s: Scaling;
beforeAll(async () => {
  engine = await startTestEngine({ STARBOARD_SANDBOX: 'none' });
  s = await Scaling.of(engine.client);
});
afterAll(() => engine.stop());

const ZONES = ['us-east-1a', 'us-east-1b'];
const serving = async (name: string): Promise<string[]> =>
  (await s.instances(name))
    .filter((i) => i.LifecycleState === 'InService')
    .map((i) => i.InstanceId ?? '');

describe('a group', () => {
  it('launches what its template says, in both zones, and says why', async () => {
    await s.create('two', { Tags: [{ Key: 'app', Value: 'shop' }] });
    const ids = await s.all('two', 2);
    const { Reservations } = await s.ec2.describeInstances({ InstanceIds: ids });
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
    expect(await s.activities('two')).toEqual(
      Array.from(
        { length: 2 },
        () =>
          'Successful: Launching a new EC2 instance: i-ID | At NOW a user request created an AutoScalingGroup changing the desired capacity from 0 to 2.  At NOW an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 0 to 2.',
      ),
    );
    const member = (await s.group('two'))?.Instances?.[0];
    expect(member?.LaunchTemplate?.Version).toBe('1');
    expect(member?.HealthStatus).toBe('Healthy');
  });

  it('replaces an instance that was terminated behind its back', async () => {
    const [gone = ''] = await serving('two');
    await s.ec2.terminateInstances({ InstanceIds: [gone] });
    await until('another one serves', async () => {
      const ids = await serving('two');
      return ids.length === 2 && !ids.includes(gone);
    });
    await s.all('two', 2);
    const [launched, terminated] = await s.activities('two');
    expect(launched).toBe(
      'Successful: Launching a new EC2 instance: i-ID | At NOW an instance was launched in response to an unhealthy instance needing to be replaced.',
    );
    expect(terminated).toBe(
      'Successful: Terminating EC2 instance: i-ID | At NOW an instance was taken out of service in response to an EC2 health check indicating it has been terminated or stopped.',
    );
  });

  it('is refreshed: its instances have the new version of the template', async () => {
    const AutoScalingGroupName = 'two';
    await s.ec2.createLaunchTemplateVersion({
      LaunchTemplateName: 'web',
      SourceVersion: '1',
      LaunchTemplateData: { InstanceType: 't3.large' },
    });
    const Preferences = { MinHealthyPercentage: 0, SkipMatching: true };
    const { InstanceRefreshId = '' } = await s.api.startInstanceRefresh({
      ...{ AutoScalingGroupName, Preferences },
    });
    await expect(s.api.startInstanceRefresh({ AutoScalingGroupName })).rejects.toMatchObject({
      name: 'InstanceRefreshInProgressFault',
    });
    const done = await until('it is done', async () => {
      const { InstanceRefreshes } = await s.api.describeInstanceRefreshes({
        ...{ AutoScalingGroupName, InstanceRefreshIds: [InstanceRefreshId] },
      });
      return InstanceRefreshes?.find((r) => r.Status === 'Successful');
    });
    expect(done).toMatchObject({ PercentageComplete: 100, InstancesToUpdate: 0 });
    expect((await s.instances('two')).map((i) => i.InstanceType)).toContain('t3.large');
    await s.all('two', 2);
    await expect(s.api.cancelInstanceRefresh({ AutoScalingGroupName })).rejects.toMatchObject({
      name: 'ActiveInstanceRefreshNotFoundFault',
    });
  });

  it('shrinks to what is asked for', async () => {
    await s.api.setDesiredCapacity({ AutoScalingGroupName: 'two', DesiredCapacity: 1 });
    await s.all('two', 1);
    const [first] = await s.activities('two');
    expect(first).toBe(
      'Successful: Terminating EC2 instance: i-ID | At NOW a user request explicitly set group desired capacity changing the desired capacity from 2 to 1.  At NOW an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from 2 to 1.  At NOW instance i-ID was selected for termination.',
    );
    await s.remove('two');
    const { Activities } = await s.api.describeScalingActivities({
      AutoScalingGroupName: 'two',
      IncludeDeletedGroups: true,
    });
    expect(Activities?.[0]?.AutoScalingGroupState).toBe('Deleted');
  });

  it('refuses what AWS refuses', async () => {
    await expect(s.create('bad', { MinSize: 3, MaxSize: 2 })).rejects.toThrow(
      'Max bound, 2, must be greater than or equal to min bound, 3',
    );
    await expect(s.create('bad', { DesiredCapacity: 9 })).rejects.toThrow(
      'Desired capacity:9 must be between the specified min size:0 and max size:4',
    );
    await expect(
      s.create('bad', { LaunchTemplate: { LaunchTemplateName: 'none' } }),
    ).rejects.toThrow(
      'You must use a valid fully-formed launch template. The specified launch template, with template name none, does not exist.',
    );
    await expect(s.create('bad', { LaunchTemplate: undefined })).rejects.toMatchObject({
      name: 'ValidationError',
    });
    await expect(
      s.api.setDesiredCapacity({ AutoScalingGroupName: 'none', DesiredCapacity: 1 }),
    ).rejects.toThrow(/AutoScalingGroup name not found/);
  });
});
