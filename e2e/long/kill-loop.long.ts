import { CloudFormation } from '@aws-sdk/client-cloudformation';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { until } from '../../engine/testing/wait';
import { startEngineProcess, type EngineProcess } from '../support/engine-process';
import { cli, newHome, removeHome, stopProcess } from '../support/launch';
import { page, road, type Road } from '../support/road';

const KILLS = 50;

/** What must be the same, killed or not: each action's outcome, each hook's and each phase's line once. */
async function outcome(r: Road, name: string, id: string): Promise<unknown> {
  const actions = (await r.actions(id))
    .map((a) => `${a.stageName ?? ''} ${a.actionName ?? ''} ${a.status ?? ''}`)
    .sort();
  const buildId =
    (await r.actions(id)).find((a) => a.stageName === 'Build')?.output?.executionResult
      ?.externalExecutionId ?? '';
  const build = (await r.build.batchGetBuilds({ ids: [buildId] })).builds?.[0];
  const log = await r.log(`/aws/codebuild/${name}`, buildId.split(':')[1]);
  return {
    actions,
    phases: build?.phases?.map((p) => `${p.phaseType ?? ''} ${p.phaseStatus ?? ''}`),
    entered: log.match(/Entering phase \w+/g),
    commands: log.match(/Running command .*/g),
  };
}

it(`ends as an unkilled run does, through ${KILLS} kills of the engine at random moments`, async () => {
  const home = newHome();
  let engine: EngineProcess = await startEngineProcess(home);
  try {
    const name = 'loop';
    expect((await cli(home, ['create', name, '--template', 'node-express', '--wait'])).stderr).toBe(
      '',
    );
    let r = road(engine, name);
    await r.approve();
    const first = await r.newest();
    await r.executionIs(first, 'Succeeded');
    const expected = await outcome(r, name, first);
    const production =
      (
        await new CloudFormation(engine.client).describeStacks({ StackName: `starboard-${name}` })
      ).Stacks?.[0]?.Outputs?.find((o) => o.OutputKey === 'ProductionUrl')?.OutputValue ?? '';
    const pauses = fc.sample(fc.integer({ min: 0, max: 2500 }), { numRuns: KILLS, seed: 20261123 });
    for (let killed = 0; killed < KILLS;) {
      const { pipelineExecutionId: id = '' } = await r.pipeline.startPipelineExecution({ name });
      for (let running = true; running && killed < KILLS;) {
        await new Promise((resolve) => setTimeout(resolve, pauses[killed] ?? 0));
        await engine.kill();
        killed++;
        engine = await startEngineProcess(home);
        r = road(engine, name);
        const gate = await r.stage('ApproveProduction');
        if (
          gate?.latestExecution?.pipelineExecutionId === id &&
          gate.actionStates?.[0]?.latestExecution?.token
        )
          await r.approve();
        running =
          (await r.pipeline.getPipelineExecution({ pipelineName: name, pipelineExecutionId: id }))
            .pipelineExecution?.status === 'InProgress';
      }
      await until(
        'the approval is asked for, or was given',
        async () => {
          const status = (
            await r.pipeline.getPipelineExecution({ pipelineName: name, pipelineExecutionId: id })
          ).pipelineExecution?.status;
          const gate = await r.stage('ApproveProduction');
          if (
            status === 'InProgress' &&
            gate?.latestExecution?.pipelineExecutionId === id &&
            gate.actionStates?.[0]?.latestExecution?.token
          )
            await r.approve();
          if (status === 'Failed') throw new Error(`execution ${id} failed after ${killed} kills`);
          return status === 'Succeeded';
        },
        120,
      );
      expect(await outcome(r, name, id)).toEqual(expected);
      expect(await page(production)).toContain('Hello from Express');
    }
  } finally {
    await stopProcess(engine.child, 'SIGTERM');
    removeHome(home);
  }
});
