import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { S3 } from '@aws-sdk/client-s3';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zipped, type Revision } from '../../engine/testing/deployments';
import { serving } from '../../engine/testing/scaled-fleet';
import { until } from '../../engine/testing/wait';
import { startEngineProcess, type EngineProcess } from '../support/engine-process';
import { cli, newHome, removeHome, root, stopProcess, testEnv } from '../support/launch';
import { run } from '../support/road';

const has = (command: string, args: string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;
const boto3 = has('python3', ['-c', 'import boto3']);
const awscli = has('aws', ['--version']);

const application = ['--application-name', 'tutorial'];

/** The same group's next release, by the AWS CLI alone. */
async function byTheCli(env: NodeJS.ProcessEnv, bucket: string): Promise<void> {
  const source = mkdtempSync(join(tmpdir(), 'starboard-push-'));
  const aws = (...args: string[]): Promise<string> =>
    run('aws', ['deploy', ...args], { cwd: root, env });
  for (const [name, content] of Object.entries(serving('pushed by the CLI')))
    writeFileSync(join(source, name), content, { mode: 0o755 });
  const location = `s3://${bucket}/pushed.zip`;
  await aws('push', ...application, '--s3-location', location, '--source', source);
  rmSync(source, { recursive: true });
  const made = await aws(
    ...['create-deployment', ...application, '--deployment-group-name', 'tutorial'],
    ...['--s3-location', `bucket=${bucket},key=pushed.zip,bundleType=zip`],
  );
  const id = ['--deployment-id', (JSON.parse(made) as { deploymentId: string }).deploymentId];
  const told = async (query: string): Promise<string> =>
    (await aws('get-deployment', ...id, '--query', query, '--output', 'text')).trim();
  const isReady = async () => (await told('deploymentInfo.status')) === 'Ready';
  await until('it is ready', isReady);
  await aws('continue-deployment', ...id, '--deployment-wait-type', 'READY_WAIT');
  const waits = 'deploymentInfo.instanceTerminationWaitTimeStarted';
  await until('the old fleet waits for its end', async () => (await told(waits)) === 'True');
  await aws('continue-deployment', ...id, '--deployment-wait-type', 'TERMINATION_WAIT');
  await aws('wait', 'deployment-successful', ...id);
}

// Copies in parts: clients.long.ts.
describe('other clients than the SDK', () => {
  let home = '';
  let engine: EngineProcess;
  let env: NodeJS.ProcessEnv;
  beforeAll(async () => {
    if (!boto3 && !awscli) return;
    home = newHome();
    engine = await startEngineProcess(home);
    env = {
      ...testEnv(home),
      NODE_OPTIONS: '',
      ...(JSON.parse((await cli(home, ['env', '--json'])).stdout) as Record<string, string>),
    };
  });
  afterAll(async () => {
    if (!home) return;
    await stopProcess(engine.child, 'SIGTERM');
    removeHome(home);
  });

  it.skipIf(!awscli)(
    'the AWS CLI is answered, and refused in words (skipped where aws is missing)',
    async () => {
      expect(
        JSON.parse(await run('aws', ['sts', 'get-caller-identity'], { cwd: root, env })),
      ).toMatchObject({ Account: '000000000000' });
      await run('aws', ['s3', 'mb', 's3://from-the-cli'], { cwd: root, env });
      await run('aws', ['s3', 'cp', join(root, 'README.md'), 's3://from-the-cli/a b/README.md'], {
        cwd: root,
        env,
      });
      expect(
        await run('aws', ['s3', 'ls', '--recursive', 's3://from-the-cli'], { cwd: root, env }),
      ).toContain('a b/README.md');
      await run('aws', ['s3', 'rb', '--force', 's3://from-the-cli'], { cwd: root, env });
      await expect(
        run('aws', ['codepipeline', 'get-pipeline', '--name', 'nobody'], { cwd: root, env }),
      ).rejects.toThrow(/PipelineNotFoundException/);
      await expect(run('aws', ['lambda', 'list-functions'], { cwd: root, env })).rejects.toThrow(
        /does not serve lambda yet/,
      );
    },
  );

  it.skipIf(!boto3)(
    'boto3 approves, releases, rolls back and sees both failures (skipped where boto3 is missing)',
    async () => {
      expect(
        (await cli(home, ['create', 'snake', '--template', 'plain-node', '--wait'])).stderr,
      ).toBe('');
      const stack = (
        await new CloudFormation(engine.client).describeStacks({ StackName: 'starboard-snake' })
      ).Stacks?.[0];
      const production =
        stack?.Outputs?.find((o) => o.OutputKey === 'ProductionUrl')?.OutputValue ?? '';
      const out = await run('python3', [join(root, 'e2e/clients/road.py'), 'snake', production], {
        cwd: root,
        env,
      });
      expect(out.trim().split('\n')).toEqual([
        'approved',
        'released',
        'rolled back',
        'a failing hook stops',
        'a failing build stops',
      ]);
    },
  );

  it.skipIf(!boto3)(
    'boto3 speaks with connections, queues, topics and notification rules (skipped where boto3 is missing)',
    async () => {
      expect(
        (await run('python3', [join(root, 'e2e/clients/events.py')], { cwd: root, env }))
          .trim()
          .split('\n'),
      ).toEqual(['connections', 'queues', 'topics', 'notification rules']);
    },
  );

  it.skipIf(!boto3 || !awscli)(
    "boto3 and the AWS CLI walk AWS's blue/green tutorial for instances (skipped where one is missing)",
    async () => {
      const s3 = new S3({ ...engine.client, forcePathStyle: true });
      const Bucket = 'tutorial-revisions';
      await s3.createBucket({ Bucket });
      const put = async (Key: string, revision: Revision): Promise<unknown> =>
        s3.putObject({ Bucket, Key, Body: await zipped(revision) });
      await put('good.zip', serving('from the tutorial'));
      await put('broken.zip', serving('never seen', { ValidateService: 'exit 1' }));
      const out = await run(
        'python3',
        [
          join(root, 'e2e/clients/blue_green.py'),
          ...[Bucket, 'good.zip', 'from the tutorial', 'broken.zip'],
        ],
        { cwd: root, env },
      );
      expect(out.trim().split('\n')).toEqual([
        'the group is in service',
        'ready: the replacement fleet waits for its traffic',
        'rerouted: the new fleet answers',
        'the old fleet is terminated',
        'the deployment group names the copy',
        'the broken release has failed, and the old one answers',
      ]);
      await byTheCli(env, Bucket);
    },
  );
});
