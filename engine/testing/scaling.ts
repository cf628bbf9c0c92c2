import { AutoScaling, type AutoScalingGroup, type Instance } from '@aws-sdk/client-auto-scaling';
import { EC2 } from '@aws-sdk/client-ec2';
import type { TestEngine } from './start';
import { until } from './wait';

/** An engine's Auto Scaling, with a launch template named `web`. */
export class Scaling {
  readonly ec2: EC2;
  readonly api: AutoScaling;

  constructor(client: TestEngine['client']) {
    this.ec2 = new EC2(client);
    this.api = new AutoScaling(client);
  }

  static async of(client: TestEngine['client']): Promise<Scaling> {
    const made = new Scaling(client);
    await made.ec2.createLaunchTemplate({
      LaunchTemplateName: 'web',
      LaunchTemplateData: { ImageId: 'ami-12345678', InstanceType: 't3.small' },
    });
    return made;
  }

  create(name: string, more: object = {}): Promise<unknown> {
    return this.api.createAutoScalingGroup({
      AutoScalingGroupName: name,
      LaunchTemplate: { LaunchTemplateName: 'web', Version: '$Latest' },
      AvailabilityZones: ['us-east-1a', 'us-east-1b'],
      MinSize: 0,
      MaxSize: 4,
      DesiredCapacity: 2,
      ...more,
    });
  }

  async group(name: string): Promise<AutoScalingGroup | undefined> {
    const { AutoScalingGroups } = await this.api.describeAutoScalingGroups({
      AutoScalingGroupNames: [name],
    });
    return AutoScalingGroups?.[0];
  }

  async instances(name: string): Promise<readonly Instance[]> {
    return (await this.group(name))?.Instances ?? [];
  }

  /** Their ids, once so many are in that state and none in another. */
  all(name: string, count: number, state = 'InService'): Promise<string[]> {
    return until(`${count} of ${name} are ${state}`, async () => {
      const found = await this.instances(name);
      const isSo = found.length === count && found.every((i) => i.LifecycleState === state);
      return isSo && found.map((i) => i.InstanceId ?? '');
    });
  }

  /** Status, description and cause of each activity, the newest first, without ids and times. */
  async activities(name: string): Promise<string[]> {
    const { Activities } = await this.api.describeScalingActivities({ AutoScalingGroupName: name });
    return (Activities ?? []).map((a) =>
      `${a.StatusCode ?? ''}: ${a.Description ?? ''} | ${a.Cause ?? ''}`
        .replaceAll(/\d{4}-\d\d-\d\dT[\d:]+Z/g, 'NOW')
        .replaceAll(/i-0\w{16}/g, 'i-ID'),
    );
  }

  async remove(name: string): Promise<void> {
    await this.api.deleteAutoScalingGroup({ AutoScalingGroupName: name, ForceDelete: true });
    await until(`${name} is gone`, async () => !(await this.group(name)));
  }
}
