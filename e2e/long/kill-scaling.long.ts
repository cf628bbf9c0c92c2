import fc from 'fast-check';
import { expect, it } from 'vitest';
import { until } from '../../engine/testing/wait';
import { startEngineProcess, type EngineProcess } from '../support/engine-process';
import { newHome, removeHome } from '../support/launch';
import { ScalingGroup } from '../support/scaling-group';

const KILLS = 30;
const MOST = 4;

it(`a group is as it should be, through ${KILLS} kills of the engine while it grows and shrinks`, async () => {
  const home = newHome();
  let engine: EngineProcess = await startEngineProcess(home);
  try {
    await new ScalingGroup(engine, 'fleet').create(1);
    const rounds = fc.sample(
      fc.record({
        desired: fc.integer({ min: 0, max: MOST }),
        pauseMs: fc.integer({ min: 0, max: 1500 }),
        losesOne: fc.boolean(),
        orderly: fc.boolean(),
      }),
      { numRuns: KILLS, seed: 20261130 },
    );
    for (const { desired, pauseMs, losesOne, orderly } of rounds) {
      const before = new ScalingGroup(engine, 'fleet');
      const [lost] = losesOne ? await before.live() : [];
      await before.resize(desired);
      if (lost?.InstanceId) await before.ec2.terminateInstances({ InstanceIds: [lost.InstanceId] });
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      await (orderly ? engine.stop() : engine.kill());
      engine = await startEngineProcess(home);
      expect(await new ScalingGroup(engine, 'fleet').serves(desired)).toHaveLength(desired);
    }
  } finally {
    await engine.stop();
    removeHome(home);
  }
});

it('a group keeps its instances, killed while it grows, and leaves nothing behind, killed while it is deleted', async () => {
  const home = newHome();
  let engine: EngineProcess = await startEngineProcess(home);
  const group = (): ScalingGroup => new ScalingGroup(engine, 'fleet');
  const restartAfterKill = async (): Promise<void> => {
    await engine.kill();
    engine = await startEngineProcess(home);
  };
  try {
    await group().create(2);
    const two = await group().serves(2);
    await group().resize(3);
    await restartAfterKill();
    expect(await group().serves(3)).toEqual(expect.arrayContaining([...two]));
    await group().scaling.deleteAutoScalingGroup({
      AutoScalingGroupName: 'fleet',
      ForceDelete: true,
    });
    await restartAfterKill();
    await until('the group is gone', async () => {
      const { AutoScalingGroups } = await group().scaling.describeAutoScalingGroups({});
      return AutoScalingGroups?.length === 0;
    });
    expect(await group().live()).toEqual([]);
  } finally {
    await engine.stop();
    removeHome(home);
  }
});
