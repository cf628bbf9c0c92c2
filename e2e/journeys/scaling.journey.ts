import { describe, expect, it } from 'vitest';
import { until } from '../../engine/testing/wait';
import { startEngineProcess } from '../support/engine-process';
import { ownEngine } from '../support/own-programs';
import { ScalingGroup } from '../support/scaling-group';

const own = ownEngine();
const group = (): ScalingGroup => new ScalingGroup(own.program, 'fleet');

/** Some of them end with those that were killed before. */
function killHard(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function restartAfterKill(): Promise<void> {
  await own.program.kill();
  own.program = await startEngineProcess(own.home);
}

// Killed while it grows, shrinks and is deleted: kill-scaling.long.ts.
describe('an Auto Scaling group', () => {
  it('has its instances, though the engine was killed when it had just begun', async () => {
    await group().create(2);
    await restartAfterKill();
    expect(await group().serves(2)).toHaveLength(2);
  });

  it('replaces an instance that was killed from outside, and says why', async () => {
    const g = group();
    const [gone = '', other] = await g.serves(2);
    for (const pid of await g.processes(gone)) killHard(pid);
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
});
