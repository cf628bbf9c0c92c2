import { describe, expect, it } from 'vitest';
import { until } from '../../engine/testing/wait';
import { startEngineProcess } from '../support/engine-process';
import { ownEngine } from '../support/own-programs';
import { ScalingGroup } from '../support/scaling-group';

const own = ownEngine();
const group = (): ScalingGroup => new ScalingGroup(own.program, 'fleet');

async function restartAfterKill(): Promise<void> {
  await own.program.kill();
  own.program = await startEngineProcess(own.home);
}

describe('an Auto Scaling group', () => {
  it('has its instances, though the engine was killed when it had just begun', async () => {
    await group().create(2);
    await restartAfterKill();
    expect(await group().serves(2)).toHaveLength(2);
  });

  it('replaces an instance that was killed from outside, and says why', async () => {
    const g = group();
    const [gone = '', other] = await g.serves(2);
    for (const pid of await g.processes(gone)) process.kill(pid, 'SIGKILL');
    await g.ec2.terminateInstances({ InstanceIds: [gone] });
    await until('it is gone', async () => !(await g.live()).some((i) => i.InstanceId === gone));
    const after = await g.serves(2);
    expect(after).toContain(other);
    expect(after).not.toContain(gone);
    const { Activities } = await g.scaling.describeScalingActivities({
      AutoScalingGroupName: 'fleet',
    });
    expect(Activities?.slice(0, 2).map((a) => [a.StatusCode, a.Cause?.slice(24)])).toEqual([
      [
        'Successful',
        'an instance was launched in response to an unhealthy instance needing to be replaced.',
      ],
      [
        'Successful',
        'an instance was taken out of service in response to an EC2 health check indicating it has been terminated or stopped.',
      ],
    ]);
  });

  it('has no instance twice and forgets none, killed while it grows', async () => {
    const two = await group().serves(2);
    await group().resize(3);
    await restartAfterKill();
    expect(await group().serves(3)).toEqual(expect.arrayContaining([...two]));
  });

  it('leaves nothing behind, killed while it is deleted', async () => {
    const g = group();
    await g.scaling.deleteAutoScalingGroup({ AutoScalingGroupName: 'fleet', ForceDelete: true });
    await restartAfterKill();
    const after = group();
    await until('the group is gone', async () => {
      const { AutoScalingGroups } = await after.scaling.describeAutoScalingGroups({});
      return AutoScalingGroups?.length === 0;
    });
    expect(await after.live()).toEqual([]);
  });
});
