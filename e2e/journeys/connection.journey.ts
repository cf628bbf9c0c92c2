import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CodeStarConnections } from '@aws-sdk/client-codestar-connections';
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../engine/testing/wait';
import { advanceClock } from '../support/controls';
import { cli, root, stopProcess, testEnv } from '../support/launch';
import { ownEngine } from '../support/own-programs';
import { PLAIN_NODE } from '../support/own-template';
import { page, road, run, type Road } from '../support/road';

/** A team with its code on a git host of its own, and a build worker of its own. */
describe('a project behind a connection', () => {
  const own = ownEngine();
  let hosts = '';
  let worker: ChildProcess | undefined;
  let r: Road;
  let staging = '';
  const work = (): string => join(hosts, 'work');
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'ada@example.com',
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'ada@example.com',
  };
  const git = (...args: string[]): Promise<string> => run('git', args, { cwd: work(), env });
  const push = async (message: string): Promise<string> => {
    await git('add', '-A');
    await git('commit', '-q', '-m', message);
    await git('push', '-q', 'origin', 'main');
    return (await git('rev-parse', 'HEAD')).trim();
  };

  beforeAll(async () => {
    hosts = mkdtempSync(join(tmpdir(), 'starboard-host-'));
    await run('git', ['init', '-q', '--bare', '-b', 'main', join(hosts, 'team', 'shop')], {
      cwd: hosts,
      env,
    });
    await run('git', ['clone', '-q', join(hosts, 'team', 'shop'), work()], { cwd: hosts, env });
    await git('checkout', '-q', '-b', 'main');
    cpSync(join(PLAIN_NODE, 'source'), work(), { recursive: true });
    await push('First on our own host');
    r = road(own.program, 'shop');
  });
  afterAll(async () => {
    if (worker) await stopProcess(worker, 'SIGKILL');
    rmSync(hosts, { recursive: true, force: true });
  });

  it('goes live from a bare repository on disk, with no repository of its own', async () => {
    const connections = new CodeStarConnections(own.program.client);
    const { HostArn } = await connections.createHost({
      Name: 'disk',
      ProviderType: 'GitHubEnterpriseServer',
      ProviderEndpoint: `file://${hosts}`,
    });
    const { ConnectionArn = '' } = await connections.createConnection({
      ConnectionName: 'disk',
      HostArn,
    });
    const lonely = await cli(own.home, [
      'create',
      'shop',
      '--template',
      'plain-node',
      '--parameter',
      `ConnectionArn=${ConnectionArn}`,
    ]);
    expect([lonely.code, lonely.stderr]).toEqual([1, expect.stringContaining('belong together')]);
    const made = await cli(own.home, [
      'create',
      'shop',
      '--template',
      'plain-node',
      '--wait',
      '--parameter',
      `ConnectionArn=${ConnectionArn}`,
      '--parameter',
      'RepositoryId=team/shop',
    ]);
    expect([made.code, made.stderr]).toEqual([0, '']);
    staging = made.stdout.trim().split('\n').at(-1) ?? '';
    expect(await page(staging)).toContain('<h1');
    const { StackResources } = await new CloudFormation(own.program.client).describeStackResources({
      StackName: 'starboard-shop',
    });
    expect(StackResources?.map((s) => s.ResourceType)).not.toContain('AWS::CodeCommit::Repository');
  });

  it('carries a push to the host into staging, found by looking', async () => {
    const known = (await r.executions()).map((e) => e.pipelineExecutionId ?? '');
    const file = (await git('grep', '-l', '<h1')).trim().split('\n')[0] ?? '';
    writeFileSync(
      join(work(), file),
      readFileSync(join(work(), file), 'utf8').replace(
        /<h1([^>]*)>[^<]*/,
        '<h1$1>From our own host',
      ),
    );
    const commit = await push('A new heading');
    // It looks every ten seconds.
    await advanceClock(own.program.client.endpoint, 10);
    const execution = await r.newExecution(known, 30);
    await r.stageIs(execution, 'Staging', 'Succeeded');
    expect(await page(staging)).toContain('From our own host');
    expect((await r.executions())[0]).toMatchObject({
      trigger: { triggerType: 'WebhookV2' },
      sourceRevisions: [{ revisionId: commit }],
    });
  });

  it('lets a small worker serve a stage: its artifact is what is deployed next', async () => {
    await r.pipeline.createCustomActionType({
      category: 'Test',
      provider: 'Copyist',
      version: '1',
      inputArtifactDetails: { minimumCount: 1, maximumCount: 1 },
      outputArtifactDetails: { minimumCount: 1, maximumCount: 1 },
    });
    const { pipeline } = await r.pipeline.getPipeline({ name: 'shop' });
    const copy = {
      name: 'Copy',
      actions: [
        {
          name: 'Copy',
          namespace: 'copied',
          actionTypeId: {
            category: 'Test' as const,
            owner: 'Custom' as const,
            provider: 'Copyist',
            version: '1',
          },
          inputArtifacts: [{ name: 'Build' }],
          outputArtifacts: [{ name: 'Copied' }],
        },
      ],
    };
    const stages = (pipeline?.stages ?? []).flatMap((s) =>
      s.name === 'Staging'
        ? [
            copy,
            {
              ...s,
              actions: s.actions?.map((a) => ({ ...a, inputArtifacts: [{ name: 'Copied' }] })),
            },
          ]
        : [s],
    );
    await r.pipeline.updatePipeline({
      pipeline: { ...pipeline, name: 'shop', roleArn: pipeline?.roleArn, stages },
    });
    const settings = JSON.parse((await cli(own.home, ['env', '--json'])).stdout) as Record<
      string,
      string
    >;
    worker = spawn(
      process.execPath,
      [join(root, 'e2e/clients/worker.mjs'), 'Test', 'Copyist', '1'],
      { cwd: root, env: { ...testEnv(own.home), ...settings }, stdio: 'ignore' },
    );
    const { pipelineExecutionId = '' } = await r.pipeline.startPipelineExecution({ name: 'shop' });
    await r.stageIs(pipelineExecutionId, 'Staging', 'Succeeded');
    const done = await until('the copy', async () =>
      (await r.actions(pipelineExecutionId)).find((a) => a.actionName === 'Copy'),
    );
    expect([
      done.status,
      Number(done.output?.outputVariables?.['bytes']) > 100,
      done.output?.executionResult?.externalExecutionSummary,
    ]).toEqual(['Succeeded', true, 'copied']);
    expect(await page(staging)).toContain('From our own host');
  });
});
