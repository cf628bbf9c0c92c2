import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { S3 } from '@aws-sdk/client-s3';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { walkByBoto3 } from '../support/blue-green-tutorial';
import { startEngineProcess, type EngineProcess } from '../support/engine-process';
import { cli, newHome, removeHome, root, stopProcess, testEnv } from '../support/launch';
import { run } from '../support/road';

const has = (command: string, args: string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;
const boto3 = has('python3', ['-c', 'import boto3']);
const awscli = has('aws', ['--version']);

// Buckets made and removed, copies in parts, and the tutorial by the AWS CLI too: clients.long.ts.
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
      const s3 = new S3({ ...engine.client, forcePathStyle: true });
      await s3.createBucket({ Bucket: 'from-the-cli' });
      await run('aws', ['s3', 'cp', join(root, 'README.md'), 's3://from-the-cli/a b/README.md'], {
        cwd: root,
        env,
      });
      expect(
        await run('aws', ['s3', 'ls', '--recursive', 's3://from-the-cli'], { cwd: root, env }),
      ).toContain('a b/README.md');
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

  it.skipIf(!boto3)(
    "boto3 walks AWS's blue/green tutorial for instances (skipped where boto3 is missing)",
    () => walkByBoto3(engine, env, 'tutorial-revisions'),
  );
});
