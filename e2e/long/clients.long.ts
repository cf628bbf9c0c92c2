import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startEngineProcess } from '../support/engine-process';
import { cli, newHome, removeHome, testEnv } from '../support/launch';
import { run } from '../support/road';

const awscli = spawnSync('aws', ['--version'], { stdio: 'ignore' }).status === 0;

it.skipIf(!awscli)(
  'the AWS CLI copies from bucket to bucket part by part (skipped where aws is missing)',
  async () => {
    const home = newHome();
    const engine = await startEngineProcess(home);
    const env = {
      ...testEnv(home),
      NODE_OPTIONS: '',
      ...(JSON.parse((await cli(home, ['env', '--json'])).stdout) as Record<string, string>),
    };
    const folder = mkdtempSync(join(tmpdir(), 'starboard-copy-'));
    const aws = (...args: string[]) => run('aws', ['s3', ...args], { cwd: folder, env });
    // Above 8 MB it copies parts.
    const bytes = randomBytes(17 * 1024 * 1024);
    try {
      writeFileSync(join(folder, 'up'), bytes);
      for (const bucket of ['s3://cli-from', 's3://cli-to']) await aws('mb', bucket);
      await aws('cp', 'up', 's3://cli-from/big', '--only-show-errors');
      await aws('cp', 's3://cli-from/big', 's3://cli-to/big', '--only-show-errors');
      await aws('cp', 's3://cli-to/big', 'down', '--only-show-errors');
      expect(readFileSync(join(folder, 'down')).equals(bytes)).toBe(true);
      for (const bucket of ['s3://cli-from', 's3://cli-to']) await aws('rb', '--force', bucket);
    } finally {
      rmSync(folder, { recursive: true });
      await engine.stop();
      removeHome(home);
    }
  },
);
