import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { missingIsolation } from '../../engine/testing/sandbox';
import { root } from '../support/launch';

/** Belongs to nobody on any machine. */
const UID = 64_321;
const as = ['--reuid', String(UID), '--regid', String(UID), '--clear-groups'];

/** Why a build cannot be run as somebody else here. */
function hindrance(): string | undefined {
  if (process.getuid?.() !== 0) return 'the tests run as an ordinary user already';
  if (missingIsolation() !== undefined) return missingIsolation();
  const seen = spawnSync('setpriv', [
    ...as,
    process.execPath,
    '-e',
    `require('node:fs').readFileSync(${JSON.stringify(join(root, 'dist/runner.js'))})`,
  ]);
  return seen.status === 0 ? undefined : 'the checkout cannot be read by another user';
}

const why = hindrance();

describe('a build of an ordinary user', () => {
  it.skipIf(why !== undefined)(
    `runs in bubblewrap, with devices of its own and a number of processes (${why ?? 'tried as root'})`,
    () => {
      const work = mkdtempSync(join(tmpdir(), 'starboard-user-'));
      try {
        chmodSync(work, 0o755);
        chownSync(work, UID, UID);
        const commands = ['id -u', 'ls /dev | wc -l', 'cat /etc/shadow || true'];
        writeFileSync(
          join(work, 'buildspec.yml'),
          `version: 0.2\nphases: {build: {commands: ${JSON.stringify(commands)}}}\n`,
        );
        const main = `import(${JSON.stringify(join(root, 'dist/cli.js'))}).then((m) => m.main(['build', ${JSON.stringify(work)}]))`;
        const log = execFileSync('setpriv', [...as, process.execPath, '-e', main], {
          cwd: work,
          env: {
            PATH: process.env['PATH'],
            HOME: work,
            STARBOARD_HOME: join(work, 'home'),
            STARBOARD_ROOT: root,
          } as unknown as NodeJS.ProcessEnv,
        }).toString();
        expect(log).toContain('sandbox: bubblewrap');
        expect(log).toMatch(/Limits: 4096 processes/);
        expect(log).toMatch(/Running command id -u\n0\n/);
        expect(log).toMatch(/Running command ls \/dev \| wc -l\n14\n/);
        expect(log).toContain('cat: /etc/shadow: Permission denied');
        expect(log).toContain('SUCCEEDED');
      } finally {
        rmSync(work, { recursive: true, force: true });
      }
    },
  );
});
