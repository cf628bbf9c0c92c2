import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { EC2, type Instance } from '@aws-sdk/client-ec2';
import { until } from '../../engine/testing/wait';
import type { EngineProcess } from './engine-process';

const LIVE = ['pending', 'running', 'stopping', 'stopped'];

/** An Auto Scaling group of an engine, and what EC2 has of it. */
export class ScalingGroup {
  readonly ec2: EC2;
  readonly scaling: AutoScaling;

  constructor(
    { client }: Pick<EngineProcess, 'client'>,
    readonly name: string,
  ) {
    this.ec2 = new EC2(client);
    this.scaling = new AutoScaling(client);
  }

  async create(desired: number): Promise<void> {
    await this.ec2.createLaunchTemplate({
      LaunchTemplateName: this.name,
      LaunchTemplateData: { ImageId: 'ami-12345678' },
    });
    await this.scaling.createAutoScalingGroup({
      AutoScalingGroupName: this.name,
      LaunchTemplate: { LaunchTemplateName: this.name },
      AvailabilityZones: ['us-east-1a', 'us-east-1b'],
      MinSize: 0,
      MaxSize: 6,
      DesiredCapacity: desired,
    });
  }

  async resize(desired: number): Promise<void> {
    await this.scaling.setDesiredCapacity({
      AutoScalingGroupName: this.name,
      DesiredCapacity: desired,
    });
  }

  /** Every instance that lives and carries the group's name, whether the group knows of it or not. */
  async live(): Promise<readonly Instance[]> {
    const { Reservations } = await this.ec2.describeInstances({
      Filters: [
        { Name: 'tag:aws:autoscaling:groupName', Values: [this.name] },
        { Name: 'instance-state-name', Values: LIVE },
      ],
    });
    return (Reservations ?? []).flatMap((r) => r.Instances ?? []);
  }

  private async members(): Promise<readonly string[] | undefined> {
    const { AutoScalingGroups } = await this.scaling.describeAutoScalingGroups({
      AutoScalingGroupNames: [this.name],
    });
    const all = AutoScalingGroups?.[0]?.Instances ?? [];
    const isCalm = all.every((i) => i.LifecycleState === 'InService');
    return isCalm ? all.map((i) => i.InstanceId ?? '') : undefined;
  }

  /** As many as it should have are in service, they run, and there are no others. */
  serves(count: number): Promise<readonly string[]> {
    return until(`${count} serve and no others live`, async () => {
      const ids = await this.members();
      const live = await this.live();
      const isTrue =
        ids?.length === count &&
        live.length === count &&
        live.every((i) => i.State?.Name === 'running' && ids.includes(i.InstanceId ?? ''));
      return isTrue && ids;
    });
  }

  /** Who has it running: its agent and what that started. */
  async processes(id: string): Promise<readonly number[]> {
    const { Output = '' } = await this.ec2.getConsoleOutput({ InstanceId: id, Latest: true });
    const table = Buffer.from(Output, 'base64').toString('utf8').split('\n\n')[0] ?? '';
    return table
      .split('\n')
      .slice(1)
      .map((line) => Number(line.split(' ')[0]));
  }
}
