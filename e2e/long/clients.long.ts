import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { releaseByTheCli, walkByBoto3 } from '../support/blue-green-tutorial';
import { startEngineProcess, type EngineProcess } from '../support/engine-process';
import { cli, newHome, removeHome, root, testEnv } from '../support/launch';
import { run } from '../support/road';

const has = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;
const awscli = has('aws', '--version');
const boto3 = has('python3', '-c', 'import boto3');

/** An engine, and what a client's environment has of it. */
async function withEngine(
  work: (env: NodeJS.ProcessEnv, folder: string, engine: EngineProcess) => Promise<void>,
) {
  const home = newHome();
  const engine = await startEngineProcess(home);
  const folder = mkdtempSync(join(tmpdir(), 'starboard-client-'));
  try {
    const settings = JSON.parse((await cli(home, ['env', '--json'])).stdout) as object;
    await work({ ...testEnv(home), NODE_OPTIONS: '', ...settings }, folder, engine);
  } finally {
    rmSync(folder, { recursive: true });
    await engine.stop();
    removeHome(home);
  }
}

it.skipIf(!awscli)(
  'the AWS CLI copies from bucket to bucket part by part (skipped where aws is missing)',
  () =>
    withEngine(async (env, folder) => {
      const aws = (...args: string[]) => run('aws', ['s3', ...args], { cwd: folder, env });
      // Above 8 MB it copies parts.
      const bytes = randomBytes(17 * 1024 * 1024);
      writeFileSync(join(folder, 'up'), bytes);
      for (const bucket of ['s3://cli-from', 's3://cli-to']) await aws('mb', bucket);
      await aws('cp', 'up', 's3://cli-from/big', '--only-show-errors');
      await aws('cp', 's3://cli-from/big', 's3://cli-to/big', '--only-show-errors');
      await aws('cp', 's3://cli-to/big', 'down', '--only-show-errors');
      expect(readFileSync(join(folder, 'down')).equals(bytes)).toBe(true);
      for (const bucket of ['s3://cli-from', 's3://cli-to']) await aws('rb', '--force', bucket);
    }),
);

it.skipIf(!awscli)(
  'the AWS CLI registers, tags, pushes and deregisters (skipped where aws is missing)',
  () =>
    withEngine(async (env, folder) => {
      writeFileSync(join(folder, 'appspec.yml'), 'version: 0.0\nos: linux\n');
      const script = join(root, 'e2e/clients/on-premises.sh');
      const out = await run('bash', [script, 'machine', folder], { cwd: folder, env });
      expect(out.trim().split('\n')).toEqual(['registered', 'pushed', 'deregistered']);
    }),
);

it.skipIf(!awscli || !boto3)(
  "boto3 walks AWS's blue/green tutorial for instances, and the AWS CLI releases once more (skipped where one is missing)",
  () =>
    withEngine(async (env, _folder, engine) => {
      const bucket = 'tutorial-revisions';
      await walkByBoto3(engine, env, bucket);
      await releaseByTheCli(env, bucket);
    }),
);
