import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { EC2 } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../engine/testing/wait';
import { startEngineProcess, type EngineProcess } from './engine-process';
import { cli, newHome, removeHome, stopProcess } from './launch';
import { page, road, type Road } from './road';

let home = '';
let engine: EngineProcess;
let r: Road;
let production = '';

beforeAll(async () => {
  home = newHome();
  engine = await startEngineProcess(home);
  expect(
    (await cli(home, ['create', 'sturdy', '--template', 'node-express', '--wait'])).stderr,
  ).toBe('');
  production =
    (
      await new CloudFormation(engine.client).describeStacks({ StackName: 'starboard-sturdy' })
    ).Stacks?.[0]?.Outputs?.find((o) => o.OutputKey === 'ProductionUrl')?.OutputValue ?? '';
  r = road(engine, 'sturdy');
});
afterAll(async () => {
  await stopProcess(engine.child, 'SIGTERM');
  removeHome(home);
});

async function restartAfterKill(): Promise<void> {
  await engine.kill();
  engine = await startEngineProcess(home);
  r = road(engine, 'sturdy');
}

async function buildLog(executionId: string): Promise<string> {
  const id =
    (await r.actions(executionId)).find((a) => a.stageName === 'Build')?.output?.executionResult
      ?.externalExecutionId ?? '';
  return r.log('/aws/codebuild/sturdy', id.split(':')[1]);
}

describe('an engine that is killed', () => {
  it('while an approval waits: the approval survives and is answered', async () => {
    const id = await r.newest();
    await r.stageIs(id, 'ApproveProduction', 'InProgress');
    await restartAfterKill();
    await r.approve();
    await r.executionIs(id, 'Succeeded');
    expect(await page(production)).toContain('Hello from Express');
  });

  it('in the middle of a build: the build goes on, no line is lost and none comes twice', async () => {
    const { pipelineExecutionId = '' } = await r.pipeline.startPipelineExecution({
      name: 'sturdy',
    });
    await until('the build runs its commands', async () => {
      const id = (await r.actions(pipelineExecutionId)).find((a) => a.stageName === 'Build')?.output
        ?.executionResult?.externalExecutionId;
      const build = id && (await r.build.batchGetBuilds({ ids: [id] })).builds?.[0];
      return build && build.currentPhase === 'INSTALL';
    });
    await restartAfterKill();
    await r.stageIs(pipelineExecutionId, 'Staging', 'Succeeded');
    const log = await buildLog(pipelineExecutionId);
    for (const phase of ['INSTALL', 'PRE_BUILD', 'BUILD', 'POST_BUILD'])
      expect(log.split(`Entering phase ${phase}\n`)).toHaveLength(2);
    expect(log.match(/Running command npm ci/g)).toHaveLength(1);
    await r.approve();
    await r.executionIs(pipelineExecutionId, 'Succeeded');
  });

  it('in the middle of a deployment: the deployment goes on to its end', async () => {
    const { pipelineExecutionId = '' } = await r.pipeline.startPipelineExecution({
      name: 'sturdy',
    });
    const deploymentId = await until(
      'the deployment runs',
      async () =>
        (await r.actions(pipelineExecutionId)).find((a) => a.stageName === 'Staging')?.output
          ?.executionResult?.externalExecutionId,
    );
    await restartAfterKill();
    await r.stageIs(pipelineExecutionId, 'Staging', 'Succeeded');
    expect((await r.deploy.getDeployment({ deploymentId })).deploymentInfo).toMatchObject({
      status: 'Succeeded',
      deploymentOverview: { Succeeded: 1 },
    });
    const hooks = (await r.log('/starboard/sturdy/staging'))
      .split('\n')
      .filter((l) => l.includes(`[${deploymentId}]`) && l.includes('healthy at'));
    expect(hooks).toHaveLength(1);
  });
});

describe('an engine that is killed while it makes a project', () => {
  it('goes on making it, and every instance comes up once', async () => {
    const cfn = (): CloudFormation => new CloudFormation(engine.client);
    let killed: Promise<unknown> | undefined;
    const created = cli(home, ['create', 'second', '--template', 'plain-node'], {
      onLine: (text) => {
        if (/CREATE_IN_PROGRESS +StagingInstance/.test(text)) killed ??= engine.kill();
      },
    });
    expect(await created).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('work in progress continues') as string,
    });
    await killed;
    engine = await startEngineProcess(home);
    r = road(engine, 'sturdy');
    await until(
      'the stack is complete',
      async () => {
        const status = (await cfn().describeStacks({ StackName: 'starboard-second' })).Stacks?.[0]
          ?.StackStatus;
        if (status !== 'CREATE_IN_PROGRESS' && status !== 'CREATE_COMPLETE')
          throw new Error(`the stack is ${status ?? 'gone'}`);
        return status === 'CREATE_COMPLETE';
      },
      30,
    );
    const { Reservations } = await new EC2(engine.client).describeInstances({
      Filters: [{ Name: 'tag:starboard:project', Values: ['second'] }],
    });
    expect(Reservations?.map((x) => x.Instances?.[0]?.State?.Name)).toEqual(['running', 'running']);
    await until(
      'its first execution has started',
      async () =>
        (
          (await r.pipeline.listPipelineExecutions({ pipelineName: 'second' }))
            .pipelineExecutionSummaries ?? []
        ).length === 1,
    );
  });
});

describe('an agent that is killed', () => {
  it('is started again and brings its application back on the same address', async () => {
    await stopProcess(engine.child, 'SIGTERM');
    engine = await startEngineProcess(home);
    r = road(engine, 'sturdy');
    await until('production answers', async () =>
      (await page(production).catch(() => '')).includes('Hello'),
    );
    const ids = (
      (
        await new EC2(engine.client).describeInstances({
          Filters: [
            { Name: 'tag:starboard:project', Values: ['sturdy'] },
            { Name: 'tag:starboard:environment', Values: ['production'] },
            { Name: 'instance-state-name', Values: ['running'] },
          ],
        })
      ).Reservations ?? []
    ).map((x) => x.Instances?.[0]?.InstanceId ?? '');
    const { readFileSync } = await import('node:fs');
    const started =
      readFileSync(`${home}/instances/${ids[0] ?? ''}/journal.ndjson`, 'utf8')
        .split('\n')
        .filter((l) => l.includes('"started"'))
        .at(-1) ?? '{}';
    process.kill((JSON.parse(started) as { pid: number }).pid, 'SIGKILL');
    await until(
      'production is gone',
      async () =>
        !(await fetch(production).then(
          () => true,
          () => false,
        )),
    );
    await until('production answers again', async () =>
      (await page(production).catch(() => '')).includes('Hello'),
    );
  });
});
