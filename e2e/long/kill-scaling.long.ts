import fc from 'fast-check';
import { expect, it } from 'vitest';
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
