import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { EC2 } from '@aws-sdk/client-ec2';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../engine/testing/wait';
import { startEngineProcess } from '../support/engine-process';
import { cli } from '../support/launch';
import { ownEngine } from '../support/own-programs';
import { writeTemplate } from '../support/own-template';
import { page, road, type Road } from '../support/road';

/** Long enough for an engine to be killed and started again meanwhile. */
const LINES = 100;
const BUILDSPEC = `version: 0.2
phases:
  install:
    commands:
      - for i in $(seq ${LINES}); do echo "line $i"; sleep 0.03; done
  build:
    commands:
      - echo "$CODEBUILD_RESOLVED_SOURCE_VERSION" > commit.txt
artifacts:
  files: [appspec.yml, commit.txt, package.json, scripts/**/*, src/**/*]
`;

const TALK = `#!/bin/sh
for i in $(seq ${LINES}); do echo "line $i"; sleep 0.02; done
`;

const own = ownEngine();
let mine = '';
let r: Road;
let production = '';
let second = '';

beforeAll(async () => {
  // A build that talks.
  mine = mkdtempSync(join(tmpdir(), 'starboard-mine-'));
  writeTemplate(mine, 'talking', { 'buildspec.yml': BUILDSPEC, 'scripts/talk.sh': TALK });
  const created = await cli(own.home, ['create', 'sturdy', '--template', 'talking', '--wait'], {
    env: { STARBOARD_TEMPLATES: mine },
  });
  expect(created.stderr).toBe('');
  production =
    (
      await new CloudFormation(own.program.client).describeStacks({ StackName: 'starboard-sturdy' })
    ).Stacks?.[0]?.Outputs?.find((o) => o.OutputKey === 'ProductionUrl')?.OutputValue ?? '';
  r = road(own.program, 'sturdy');
});
afterAll(() => rmSync(mine, { recursive: true, force: true }));

async function startAgain(): Promise<void> {
  own.program = await startEngineProcess(own.home);
  r = road(own.program, 'sturdy');
}

async function restartAfterKill(): Promise<void> {
  await own.program.kill();
  await startAgain();
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
    expect(await page(production)).toContain('Hello from plain Node');
  });

  it('in the middle of a build: the build goes on, no line is lost and none comes twice', async () => {
    const started = await r.pipeline.startPipelineExecution({ name: 'sturdy' });
    second = started.pipelineExecutionId ?? '';
    await until('the build runs its commands', async () => {
      const id = (await r.actions(second)).find((a) => a.stageName === 'Build')?.output
        ?.executionResult?.externalExecutionId;
      const build = id && (await r.build.batchGetBuilds({ ids: [id] })).builds?.[0];
      return build && build.currentPhase === 'INSTALL';
    });
    await restartAfterKill();
    await r.stageIs(second, 'Staging', 'Succeeded');
    const log = await buildLog(second);
    for (const phase of ['INSTALL', 'PRE_BUILD', 'BUILD', 'POST_BUILD'])
      expect(log.split(`Entering phase ${phase}\n`)).toHaveLength(2);
    expect(log.match(/Running command for /g)).toHaveLength(1);
    expect(log.match(/^line \d+$/gm)).toEqual(
      Array.from({ length: LINES }, (_, i) => `line ${i + 1}`),
    );
  });

  it('in the middle of a deployment: the deployment goes on to its end', async () => {
    await r.approve();
    const deploymentId = await until(
      'the deployment runs',
      async () =>
        (await r.actions(second)).find((a) => a.stageName === 'Production')?.output?.executionResult
          ?.externalExecutionId,
    );
    await restartAfterKill();
    await r.executionIs(second, 'Succeeded');
    expect((await r.deploy.getDeployment({ deploymentId })).deploymentInfo).toMatchObject({
      status: 'Succeeded',
      deploymentOverview: { Succeeded: 1 },
    });
    const hooks = (await r.log('/starboard/sturdy/production'))
      .split('\n')
      .filter((l) => l.includes(`[${deploymentId}]`) && l.includes('healthy at'));
    expect(hooks).toHaveLength(1);
  });
});

describe('an engine that is killed in the middle of an EC2 deploy action', () => {
  /** A pipeline beside the project's: its repository onto its instance of staging. */
  const declare = async (): Promise<void> => {
    const { pipeline } = await r.pipeline.getPipeline({ name: 'sturdy' });
    const source = pipeline?.stages?.[0];
    const action = {
      name: 'Deploy',
      actionTypeId: { category: 'Deploy', owner: 'AWS', provider: 'EC2', version: '1' } as const,
      configuration: {
        InstanceType: 'EC2',
        InstanceTagKey: 'starboard:environment',
        InstanceTagValue: 'staging',
        TargetDirectory: '/srv/beside',
        PostScript: 'scripts/talk.sh',
      },
      inputArtifacts: [{ name: source?.actions?.[0]?.outputArtifacts?.[0]?.name ?? '' }],
    };
    await r.pipeline.createPipeline({
      pipeline: {
        name: 'beside',
        roleArn: pipeline?.roleArn,
        artifactStore: pipeline?.artifactStore,
        pipelineType: 'V2',
        stages: [...(source ? [source] : []), { name: 'Fleet', actions: [action] }],
      },
    });
  };

  it('the script goes on, its lines are there once each, and the action ends', async () => {
    await declare();
    const beside = (): Road => road(own.program, 'beside');
    const id = await until('it has started', () => beside().newest());
    const stream = await until('its script talks', async () => {
      const action = (await beside().actions(id)).find((a) => a.stageName === 'Fleet');
      const name = action?.output?.executionResult?.logStreamARN?.split(':log-stream:')[1];
      return name && (await beside().log('/aws/codepipeline/beside', name)).includes('line 1')
        ? name
        : undefined;
    });
    await restartAfterKill();
    await beside().executionIs(id, 'Succeeded');
    const log = await beside().log('/aws/codepipeline/beside', stream);
    expect(log.match(/line \d+$/gm)).toEqual(
      Array.from({ length: LINES }, (_, i) => `line ${i + 1}`),
    );
  });
});

describe('an agent that is killed', () => {
  it('is started again and brings its application back on the same address', async () => {
    await own.program.stop();
    await startAgain();
    await until('production answers', async () =>
      (await page(production).catch(() => '')).includes('Hello'),
    );
    const ids = (
      (
        await new EC2(own.program.client).describeInstances({
          Filters: [
            { Name: 'tag:starboard:project', Values: ['sturdy'] },
            { Name: 'tag:starboard:environment', Values: ['production'] },
            { Name: 'instance-state-name', Values: ['running'] },
          ],
        })
      ).Reservations ?? []
    ).map((x) => x.Instances?.[0]?.InstanceId ?? '');
    const started =
      readFileSync(`${own.home}/instances/${ids[0] ?? ''}/journal.ndjson`, 'utf8')
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

describe('an engine that is killed while it makes a project', () => {
  it('goes on making it, and every instance comes up once', async () => {
    const cfn = (): CloudFormation => new CloudFormation(own.program.client);
    let killed: Promise<unknown> | undefined;
    const created = cli(own.home, ['create', 'second', '--template', 'plain-node'], {
      onLine: (text) => {
        if (/CREATE_IN_PROGRESS +StagingInstance/.test(text)) killed ??= own.program.kill();
      },
    });
    expect(await created).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('work in progress continues') as string,
    });
    await killed;
    await startAgain();
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
    const { Reservations } = await new EC2(own.program.client).describeInstances({
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
