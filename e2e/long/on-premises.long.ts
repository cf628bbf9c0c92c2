import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startEngineProcess } from '../support/engine-process';
import { cli, newHome, removeHome, root, stopProcess, testEnv } from '../support/launch';
import { run } from '../support/road';

const isThere = spawnSync('aws', ['--version'], { stdio: 'ignore' }).status === 0;

it.skipIf(!isThere)(
  'the AWS CLI goes the road of an on-premises instance (skipped where aws is missing)',
  async () => {
    const home = newHome();
    const work = mkdtempSync(join(tmpdir(), 'starboard-desk-'));
    const engine = await startEngineProcess(home);
    try {
      mkdirSync(join(work, 'revision'));
      writeFileSync(
        join(work, 'revision/appspec.yml'),
        'version: 0.0\nos: linux\nfiles: [{source: a.txt, destination: /srv/shop}]\n',
      );
      writeFileSync(join(work, 'revision/a.txt'), 'installed');
      const env = {
        ...testEnv(home),
        NODE_OPTIONS: '',
        ...(JSON.parse((await cli(home, ['env', '--json'])).stdout) as Record<string, string>),
      };
      const joining = `${process.execPath} ${join(root, 'bin/starboard.mjs')} agent join`;
      const script = join(root, 'e2e/clients/on-premises.sh');
      const args = [joining, join(work, 'revision'), join(work, 'machine')];
      expect(await run(script, args, { cwd: root, env })).toMatch(/\n0\n(.*\n)*deployed d-\w+\n$/);
      expect(readFileSync(join(work, 'machine/srv/shop/a.txt'), 'utf8')).toBe('installed');
    } finally {
      await stopProcess(engine.child, 'SIGTERM');
      removeHome(home);
      rmSync(work, { recursive: true, force: true });
    }
  },
);
